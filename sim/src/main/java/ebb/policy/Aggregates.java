package ebb.policy;

import ebb.document.Problem;
import ebb.document.Problems;
import ebb.policy.expr.Checker;
import ebb.policy.expr.Code;
import ebb.policy.expr.Codes;
import ebb.policy.expr.ExpressionException;
import ebb.policy.expr.Frame;
import ebb.policy.expr.Function;
import ebb.policy.expr.Invalid;
import ebb.policy.expr.Mention;
import ebb.policy.expr.Numbers;
import ebb.policy.expr.Operator;
import ebb.policy.expr.Reading;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Term;
import ebb.policy.expr.Type;
import ebb.policy.expr.Unit;
import ebb.policy.window.AutoRegressive;
import ebb.policy.window.Buckets;
import ebb.policy.window.Ewma;
import ebb.policy.window.Extremum;
import ebb.policy.window.Fixed;
import ebb.policy.window.ForecastMethod;
import ebb.policy.window.Forecaster;
import ebb.policy.window.GapHistogram;
import ebb.policy.window.HistogramQuantile;
import ebb.policy.window.HoltWinters;
import ebb.policy.window.Last;
import ebb.policy.window.Mean;
import ebb.policy.window.Memory;
import ebb.policy.window.QuantileWindow;
import ebb.policy.window.SeasonalNaive;
import ebb.policy.window.Slope;
import ebb.policy.window.TokenBucket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the windows that expressions ask for, and the terms that read them. */
final class Aggregates {
    private static final long SECOND = 1_000_000_000;
    private static final int EXACT_CAPACITY = 256;
    private static final Set<String> NAMES = Set.of(
            "avg",
            "avg_buckets",
            "avg_exp",
            "sum",
            "count",
            "rate",
            "min_over",
            "max_over",
            "last",
            "ewma",
            "slope",
            "quantile",
            "forecast",
            "token_bucket",
            "age",
            "failures");
    private static final Set<String> WORDS = Set.of(
            "hold",
            "zero",
            "ignore",
            "invalid",
            "breach",
            "exact",
            "seasonal_naive",
            "holt_winters",
            "arima",
            "quantile_of_histogram");
    private static final List<String> METHODS =
            List.of("seasonal_naive", "holt_winters", "arima", "quantile_of_histogram");

    private final Layout layout;
    private final PolicyModel model;
    private final Widths widths;
    private final Codes codes;
    private final List<Feed> feeds;
    private final List<String> metrics;
    private final Map<Asked, Term> shared = new HashMap<>();
    private final Map<Term, Term> silences = new HashMap<>();
    private final Map<Term, Unruled> unruled = new LinkedHashMap<>();
    private final Map<Term, List<Term>> behind = new HashMap<>();
    private final Supplier<Expression> read;
    private final Map<String, Last> lasts = new HashMap<>();
    private final Map<String, Integer> lastAt = new HashMap<>();

    /** What makes two calls the same. */
    private record Asked(Syntax.Call call, List<Term> arguments) {}

    /** A window of samples that says nothing of missing data, and where it stands. */
    record Unruled(Expression expression, Syntax.Call call) {}

    /** What is aggregated: a metric of the engine, or an expression that is recorded when its region is evaluated. */
    private record Subject(
            Type type,
            Metrics.@Nullable Kind kind,
            @Nullable Metrics gauge,
            int metric,
            @Nullable Code value,
            @Nullable Code where,
            List<Term> terms) {
        boolean isSampled() {
            return kind == Metrics.Kind.SAMPLE;
        }
    }

    /** @param read the expression that is being compiled */
    Aggregates(
            Layout layout,
            PolicyModel model,
            Widths widths,
            Codes codes,
            List<Feed> feeds,
            List<String> metrics,
            Supplier<Expression> read) {
        this.read = read;
        this.layout = layout;
        this.model = model;
        this.widths = widths;
        this.codes = codes;
        this.feeds = feeds;
        this.metrics = metrics;
    }

    static boolean knows(String name) {
        return NAMES.contains(name);
    }

    static Set<String> names() {
        return NAMES;
    }

    /** @param recorded feeds of the region that asks; those that it makes are added */
    Term term(Syntax.Call call, Checker checker, List<Feed> recorded) {
        Asked asked = new Asked(call, arguments(call, checker));
        Term known = shared.get(asked);
        if (known != null) {
            return known;
        }
        int before = recorded.size();
        Term made = fitting(call, () -> make(call, checker, recorded));
        if (recorded.size() == before) {
            shared.put(asked, made);
        }
        return made;
    }

    /** What is too large for a window, or for the state, is said where it is asked for. */
    private static <T> T fitting(Syntax.Call call, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException bad) {
            throw wrong(call, call.name(), "cannot be made: " + bad.getMessage(), "");
        }
    }

    /** What the arguments after the first are where the call stands: within a function they differ from call to call. */
    private static List<Term> arguments(Syntax.Call call, Checker checker) {
        List<Syntax> all = new ArrayList<>(call.arguments()
                .subList(Math.min(1, call.arguments().size()), call.arguments().size()));
        call.named()
                .forEach((key, each) -> all.addAll(
                        key.equals("missing") && each instanceof Syntax.Call held ? held.arguments() : List.of(each)));
        Syntax method = call.name().equals("forecast") && call.arguments().size() > 1
                ? call.arguments().get(1)
                : null;
        return all.stream()
                .filter(each -> !isWord(each) && !each.equals(method))
                .map(checker::check)
                .toList();
    }

    /** Rules for missing data, ways to forecast, exact. */
    private static boolean isWord(Syntax syntax) {
        return syntax instanceof Syntax.Name name && WORDS.contains(name.name());
    }

    private Term make(Syntax.Call call, Checker checker, List<Feed> recorded) {
        return switch (call.name()) {
            case "token_bucket" -> tokens(call, checker, recorded);
            case "age", "failures" -> ofLast(call);
            case "last" -> last(call, checker);
            default -> windowed(call, checker, recorded);
        };
    }

    private static void only(Syntax.Call call, int least, int most, Set<String> named) {
        int given = call.arguments().size();
        if (given < least || given > most) {
            String many = least == most ? String.valueOf(least) : least + " to " + most;
            throw wrong(call, call.name(), "takes " + many + " arguments, and has " + given, "");
        }
        for (Map.Entry<String, Syntax> each : call.named().entrySet()) {
            if (!named.contains(each.getKey())) {
                throw wrong(
                        each.getValue(),
                        each.getKey(),
                        "is no argument of " + call.name(),
                        "Known: " + String.join(", ", named.stream().sorted().toList()) + ".");
            }
        }
    }

    private Subject subject(Syntax.Call call, Checker checker) {
        if (call.arguments().isEmpty()) {
            throw wrong(call, call.name(), "takes a metric or a value first", "");
        }
        Syntax what = call.arguments().getFirst();
        Subject metric = what instanceof Syntax.Name name ? metric(name.name()) : null;
        if (metric != null) {
            return metric;
        }
        Term value = checker.check(what);
        if (!value.type().kind().isNumber() && value.type().kind() != Type.Kind.DURATION) {
            throw wrong(what, "", "cannot be aggregated: it is " + checker.shown(value.type()), "");
        }
        Syntax where = call.named().get("where");
        Term chosen = where == null ? null : checker.condition(where);
        return new Subject(
                value.type(),
                null,
                null,
                -1,
                codes.code(value),
                chosen == null ? null : codes.code(chosen),
                chosen == null ? List.of(value) : List.of(value, chosen));
    }

    private @Nullable Subject metric(String name) {
        Metrics known = Metrics.named(name);
        Unit declared = model.metrics().get(name);
        if (known == null && declared == null) {
            return null;
        }
        if (known != null && known.kind() != Metrics.Kind.SAMPLE && declared == null) {
            Type type = known.kind() == Metrics.Kind.GAP ? Type.DURATION : Type.real(known.unit());
            return new Subject(type, known.kind(), known, -1, null, null, List.of());
        }
        Unit unit = declared != null ? declared : known == null ? Unit.NONE : known.unit();
        return new Subject(Type.real(unit), Metrics.Kind.SAMPLE, null, index(name), null, null, List.of());
    }

    /** @return the number of a metric from outside */
    int index(String name) {
        int at = metrics.indexOf(name);
        if (at < 0) {
            metrics.add(name);
            return metrics.size() - 1;
        }
        return at;
    }

    // Terms.

    private static Term real(Type type, Reading.Real reading, int mentions) {
        return shown(type, read(type, reading, mentions));
    }

    private static Term.Native read(Type type, Reading.Real reading, int mentions) {
        return new Term.Native(
                Type.real(type.kind() == Type.Kind.DURATION ? Unit.SECOND : type.unit()), reading, mentions);
    }

    private static Term shown(Type type, Term made) {
        return type.kind() == Type.Kind.DURATION ? new Term.Converted(Type.DURATION, made) : made;
    }

    /** The condition under which comparisons with a value are true, though it is unknown; null for none: {@code missing = breach}. */
    @Nullable
    Term silence(Term term) {
        return term instanceof Term.Native ? silences.get(term) : null;
    }

    /** What a window is made of that its term does not show. */
    List<Term> behind(Term term) {
        return term instanceof Term.Native ? behind.getOrDefault(term, List.of()) : List.of();
    }

    /** @return null if a term is no window of samples, or says what it gives without any */
    @Nullable
    Unruled unruled(Term term) {
        return term instanceof Term.Native ? unruled.get(term) : null;
    }

    // Missing data.

    /** What a window gives at an instant. */
    private interface At {
        double value(long[] state, int at, long now);
    }

    /** From when on a window holds no sample if none comes; {@link Memory#NEVER} if there was none. */
    private interface Empty {
        long from(long[] state, int at);
    }

    /** When a window changes by itself. */
    private interface Boundary {
        long next(long[] state, int at, long now);
    }

    private enum Rule {
        HOLD,
        ZERO,
        INVALID,
        BREACH,
        /** Whatever the window says by itself. */
        NONE
    }

    /** @param within how long {@code hold} holds; null for ever */
    private record Missing(Rule rule, @Nullable Code within) {}

    private Missing missing(Syntax.Call call, Checker checker, Subject subject) {
        Missing asked = asked(call, checker, subject);
        // A level is known at every time: it is never missing.
        return subject.kind() == Metrics.Kind.GAUGE ? new Missing(Rule.NONE, null) : asked;
    }

    private Missing asked(Syntax.Call call, Checker checker, Subject subject) {
        Syntax rule = call.named().get("missing");
        if (rule == null) {
            boolean counts = call.name().equals("count");
            return new Missing(subject.isSampled() && !counts ? Rule.HOLD : Rule.NONE, null);
        }
        if (rule instanceof Syntax.Call held
                && held.name().equals("hold")
                && held.arguments().size() == 1
                && held.named().isEmpty()) {
            Syntax within = held.arguments().getFirst();
            Term time = checker.as(checker.check(within), Type.DURATION, within, "must be a duration");
            return new Missing(Rule.HOLD, codes.code(time));
        }
        return switch (rule instanceof Syntax.Name name ? name.name() : "") {
            case "hold" -> new Missing(Rule.HOLD, null);
            case "zero" -> new Missing(Rule.ZERO, null);
            case "invalid", "ignore" -> new Missing(Rule.INVALID, null);
            case "breach" -> new Missing(Rule.BREACH, null);
            default ->
                throw wrong(
                        rule,
                        "",
                        "is no rule for missing data",
                        "Known: hold, hold(5m), zero, ignore, invalid, breach.");
        };
    }

    /** A window's value where it has samples, and else what its rule says. */
    private Term ruled(
            Syntax.Call call,
            Checker checker,
            Subject subject,
            Type type,
            Recorder feed,
            At value,
            Empty empty,
            Boundary boundary) {
        Missing missing = missing(call, checker, subject);
        Reading.Real reading = frame -> {
            if (frame.reactive) {
                frame.wakeAt(boundary.next(frame.state, feed.at, frame.now));
            }
            long from = missing.rule() == Rule.NONE ? Memory.NO_CHANGE : empty.from(frame.state, feed.at);
            frame.wakeAt(from);
            return frame.now >= from
                    ? stand(missing, frame, feed, value, from)
                    : value.value(frame.state, feed.at, frame.now);
        };
        Term.Native made = read(type, reading, mention(subject));
        Reading.Whole quiet = frame -> frame.now >= empty.from(frame.state, feed.at) ? 1 : 0;
        rules(made, missing, quiet, subject, call);
        return shown(type, made);
    }

    private void rules(Term.Native made, Missing missing, Reading.Whole quiet, Subject subject, Syntax.Call call) {
        if (missing.rule() == Rule.BREACH) {
            silences.put(made, new Term.Native(Type.BOOL, quiet, made.mentions()));
        }
        if (subject.isSampled() && !call.named().containsKey("missing") && missing.rule() != Rule.NONE) {
            unruled.put(made, new Unruled(read.get(), call));
        }
        behind.put(made, subject.terms());
    }

    /** What stands for a value without samples: {@code hold} is what the window said as long as it had any. */
    private static double stand(Missing missing, Frame frame, Recorder feed, At value, long from) {
        return switch (missing.rule()) {
            case ZERO -> 0;
            case INVALID, BREACH -> Invalid.REAL;
            case HOLD, NONE ->
                from == Memory.NEVER || over(missing, frame, feed.when(frame.state))
                        ? Invalid.REAL
                        : value.value(frame.state, feed.at, from - 1);
        };
    }

    /** Whether what is held has been held for too long. */
    private static boolean over(Missing missing, Frame frame, long when) {
        if (missing.within() == null) {
            return false;
        }
        long until = Numbers.plus(when, missing.within().whole(frame));
        frame.wakeAt(until + 1);
        return frame.now > until;
    }

    private static int mention(Subject subject) {
        return subject.kind() == null
                ? Mention.OWN | Mention.TIME | Mention.LEVELS | Mention.PODS | Mention.SAMPLES
                : switch (subject.kind()) {
                    case GAUGE -> Mention.LEVELS | Mention.TIME | Mention.PODS;
                    case EVENT, GAP -> Mention.LEVELS | Mention.TIME | Mention.EDGES;
                    case SAMPLE -> Mention.SAMPLES | Mention.TIME;
                };
    }

    private Term windowed(Syntax.Call call, Checker checker, List<Feed> recorded) {
        Subject subject = subject(call, checker);
        return switch (call.name()) {
            case "ewma" -> ewma(call, checker, subject, recorded);
            case "slope" -> slope(call, checker, subject, recorded);
            case "quantile" -> quantile(call, checker, subject, recorded);
            case "forecast" -> forecast(call, checker, subject, recorded);
            case "min_over", "max_over" -> extremum(call, checker, subject, recorded);
            default -> buckets(call, checker, subject, recorded);
        };
    }

    private Term buckets(Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded) {
        only(call, 2, 2, Set.of("bucket", "missing", "where"));
        Widths.Width width = widths.of(call.arguments().get(1), checker, 0);
        if (width.widest() == 0) {
            return itself(call, checker, subject);
        }
        Syntax explicit = call.named().get("bucket");
        long bucket = explicit == null ? Math.max(SECOND, width.nanos() / 60) : widths.constant(explicit, checker);
        if (width.varies() && explicit == null) {
            throw wrong(call, call.name(), "has a width that states change, and no bucket", "Write bucket = 1s.");
        }
        boolean gauge = subject.kind() == Metrics.Kind.GAUGE;
        if (call.name().equals("avg") && !gauge && subject.kind() != Metrics.Kind.EVENT) {
            return mean(call, checker, subject, recorded, width, bucket);
        }
        boolean counts = call.name().equals("count") && subject.kind() != Metrics.Kind.EVENT;
        if (gauge && counts) {
            throw wrong(call, call.name(), "counts what happens, and this is a level", "Use avg, sum or max_over.");
        }
        Buckets.Kind kind = gauge
                ? Buckets.Kind.GAUGE
                : counts || subject.kind() == Metrics.Kind.EVENT ? Buckets.Kind.EVENT : Buckets.Kind.SAMPLE;
        Buckets window = new Buckets(kind, step(subject.type()), bucket, Math.max(1, width.nanos()), width.widest());
        Recorder feed = new Recorder(layout, text(call), window, subject) {
            @Override
            void put(long[] state, long now, double value) {
                window.record(state, at, now, counts ? 1 : value);
            }

            @Override
            void level(long[] state, long now, double value) {
                window.level(state, at, now, value);
            }

            @Override
            void resize(Frame frame) {
                if (width.varies()) {
                    window.resize(frame.state, at, frame.now, width.now(frame));
                }
            }
        };
        add(feed, subject, recorded);
        Type type = call.name().equals("rate")
                ? Type.real(subject.type().unit().per(Unit.SECOND))
                : kind == Buckets.Kind.GAUGE && call.name().equals("sum")
                        ? Type.real(subject.type().unit().times(Unit.SECOND))
                        : call.name().equals("count")
                                ? Type.real(
                                        subject.kind() == Metrics.Kind.EVENT
                                                ? subject.type().unit()
                                                : Unit.NONE)
                                : subject.type();
        boolean seconds = subject.type().kind() == Type.Kind.DURATION && type.equals(subject.type());
        return ruled(
                call,
                checker,
                subject,
                seconds ? Type.DURATION : type,
                feed,
                reading(call, window, subject),
                window::emptyFrom,
                window::nextBoundary);
    }

    private Term mean(
            Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded, Widths.Width width, long bucket) {
        Mean window = new Mean(step(subject.type()), bucket, width.nanos(), width.widest());
        Recorder feed = new Recorder(layout, text(call), window, subject) {
            @Override
            void put(long[] state, long now, double value) {
                window.record(state, at, now, value);
            }

            @Override
            void resize(Frame frame) {
                if (width.varies()) {
                    window.resize(frame.state, at, frame.now, width.now(frame));
                }
            }
        };
        add(feed, subject, recorded);
        return ruled(
                call, checker, subject, subject.type(), feed, window::value, window::emptyFrom, window::nextBoundary);
    }

    /** A window of no width holds the value itself. */
    private static Term itself(Syntax.Call call, Checker checker, Subject subject) {
        Metrics gauge = subject.gauge();
        return subject.kind() == Metrics.Kind.GAUGE
                ? real(subject.type(), frame -> gauge(frame.state, gauge), mention(subject))
                : checker.check(call.arguments().getFirst());
    }

    private static Fixed.Step step(Type type) {
        String unit = type.unit().toString();
        return unit.startsWith("money")
                ? Fixed.Step.MICRO
                : unit.startsWith("byte") || unit.startsWith("token") ? Fixed.Step.ONE : Fixed.Step.NANO;
    }

    private static At reading(Syntax.Call call, Buckets window, Subject subject) {
        boolean gauge = subject.kind() == Metrics.Kind.GAUGE;
        return switch (call.name()) {
            case "avg" -> gauge ? window::mean : window::average;
            case "avg_buckets" -> window::average;
            case "avg_exp" -> window::averageExponential;
            case "rate" -> window::rate;
            case "count" -> window::count;
            default -> window::sum;
        };
    }

    private Term extremum(Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded) {
        only(call, 2, 2, Set.of("bucket", "missing", "where"));
        Widths.Width width = widths.of(call.arguments().get(1), checker, 0);
        if (width.widest() == 0) {
            return itself(call, checker, subject);
        }
        Extremum.Side side = call.name().equals("max_over") ? Extremum.Side.MAX : Extremum.Side.MIN;
        Syntax explicit = call.named().get("bucket");
        boolean exact = explicit != null && Values.isName(explicit, "exact");
        long bucket =
                explicit == null || exact ? Math.max(SECOND, width.nanos() / 60) : widths.constant(explicit, checker);
        long first = Math.max(1, width.nanos());
        Extremum window = exact
                ? Extremum.exact(side, first, width.widest(), EXACT_CAPACITY)
                : Extremum.byBuckets(side, bucket, first, width.widest());
        Recorder feed = new Recorder(layout, text(call), window, subject) {
            @Override
            void put(long[] state, long now, double value) {
                window.record(state, at, now, value);
            }

            @Override
            void level(long[] state, long now, double value) {
                window.level(state, at, now, value);
            }

            @Override
            void resize(Frame frame) {
                if (width.varies()) {
                    window.resize(frame.state, at, frame.now, width.now(frame));
                }
            }
        };
        add(feed, subject, recorded);
        if (subject.type().kind() == Type.Kind.INT) {
            Type real = Type.real(subject.type().unit());
            Term found =
                    ruled(call, checker, subject, real, feed, window::value, window::emptyFrom, window::nextBoundary);
            return new Term.Applied(subject.type(), Function.FLOOR, List.of(found));
        }
        return ruled(
                call, checker, subject, subject.type(), feed, window::value, window::emptyFrom, window::nextBoundary);
    }

    private Term ewma(Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded) {
        only(call, 2, 2, Set.of("missing", "where"));
        Ewma window = new Ewma(widths.constant(call.arguments().get(1), checker));
        Recorder feed = new Recorder(layout, text(call), window, subject) {
            @Override
            void put(long[] state, long now, double value) {
                window.record(state, at, now, value);
            }
        };
        add(feed, subject, recorded);
        return ruled(
                call,
                checker,
                subject,
                subject.type(),
                feed,
                (state, at, now) -> window.value(state, at),
                window::fadedFrom,
                (state, at, now) -> Memory.NO_CHANGE);
    }

    private Term slope(Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded) {
        only(call, 2, 2, Set.of("bucket", "missing", "where"));
        long width = widths.constant(call.arguments().get(1), checker);
        Syntax explicit = call.named().get("bucket");
        long bucket = explicit == null ? Math.max(SECOND, width / 60) : widths.constant(explicit, checker);
        Slope window = new Slope(step(subject.type()), bucket, width);
        Recorder feed = new Recorder(layout, text(call), window, subject) {
            @Override
            void put(long[] state, long now, double value) {
                window.record(state, at, now, value);
            }
        };
        add(feed, subject, recorded);
        Type type = Type.real(subject.type().unit().per(Unit.SECOND));
        return ruled(call, checker, subject, type, feed, window::value, window::emptyFrom, window::nextBoundary);
    }

    private Term quantile(Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded) {
        only(call, 3, 3, Set.of("missing", "where"));
        double share = widths.number(call.arguments().get(1), checker);
        QuantileWindow window = new QuantileWindow(
                subject.type().unit().equals(Unit.SECOND) ? 1e-6 : 1e-3,
                widths.constant(call.arguments().get(2), checker));
        Recorder feed = new Recorder(layout, text(call), window, subject) {
            @Override
            void put(long[] state, long now, double value) {
                window.record(state, at, now, value);
            }
        };
        add(feed, subject, recorded);
        return ruled(
                call,
                checker,
                subject,
                subject.type(),
                feed,
                (state, at, now) -> window.quantile(state, at, now, share),
                window::emptyFrom,
                window::nextBoundary);
    }

    private Term forecast(Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded) {
        only(call, 2, 2, Set.of("season", "ahead", "q", "where"));
        Syntax method = call.arguments().get(1);
        Syntax season = call.named().get("season");
        long day = season == null ? 86_400 * SECOND : widths.constant(season, checker);
        long slot = 300 * SECOND;
        Forecaster forecaster = switch (method instanceof Syntax.Name name ? name.name() : "") {
            case "seasonal_naive" -> new SeasonalNaive(slot, (int) Math.max(1, day / slot));
            case "holt_winters" -> new HoltWinters(slot, (int) Math.max(2, day / slot), 0.3, 0.05, 0.2);
            case "arima" -> new AutoRegressive();
            case "quantile_of_histogram" -> new HistogramQuantile();
            default -> brought(method, day);
        };
        Syntax q = call.named().get("q");
        double share = q == null ? 0.5 : widths.number(q, checker);
        Syntax ahead = call.named().get("ahead");
        Term horizon = ahead == null
                ? Values.constant(Type.DURATION, 0)
                : checker.as(checker.check(ahead), Type.DURATION, ahead, "must be a duration");
        Code horizonCode = codes.code(horizon);
        Feed feed = new Recorder(layout, text(call), forecaster, subject) {
            @Override
            void put(long[] state, long now, double value) {
                forecaster.observe(state, at, now, value);
            }

            @Override
            void level(long[] state, long now, double value) {
                // A level is sampled when its region is looked at: how often it is reported must not weigh.
            }

            @Override
            void evaluated(Frame frame) {
                if (subject.kind() == Metrics.Kind.GAUGE) {
                    forecaster.observe(frame.state, at, frame.now, gauge(frame.state, subject.gauge()));
                } else {
                    super.evaluated(frame);
                }
            }
        };
        feeds.add(feed);
        recorded.add(feed);
        return real(
                subject.type(),
                frame -> forecaster.quantile(frame.state, feed.at, frame.now, horizonCode.whole(frame), share),
                mention(subject) | Mention.TIME);
    }

    /** A way to forecast that others brought along. */
    private static Forecaster brought(Syntax method, long seasonNanos) {
        List<String> known = new ArrayList<>(METHODS);
        for (ForecastMethod each : ServiceLoader.load(ForecastMethod.class)) {
            if (method instanceof Syntax.Name name && name.name().equals(each.title())) {
                Problems problems = new Problems();
                Purity.check(each.getClass(), problems);
                if (!problems.none()) {
                    Problem first = problems.list().getFirst();
                    throw wrong(method, each.title(), "is not pure: " + first, "");
                }
                return each.forecaster(seasonNanos);
            }
            known.add(each.title());
        }
        throw wrong(method, "", "is no way to forecast", "Known: " + String.join(", ", known) + ".");
    }

    private Term tokens(Syntax.Call call, Checker checker, List<Feed> recorded) {
        only(call, 0, 0, Set.of("fill", "drain", "cap"));
        Type rate = Type.real(Unit.MONEY.per(Unit.SECOND));
        List<Code> rates = new ArrayList<>();
        for (String each : List.of("fill", "drain", "cap")) {
            Syntax syntax = call.named().get(each);
            if (syntax == null) {
                throw wrong(call, call.name(), "needs fill, drain and cap", "");
            }
            Type needed = each.equals("cap") ? Type.real(Unit.MONEY) : rate;
            rates.add(
                    codes.code(checker.as(checker.check(syntax), needed, syntax, "must be " + checker.shown(needed))));
        }
        TokenBucket bucket = new TokenBucket();
        Feed feed = new Feed(layout, text(call), bucket, 0) {
            @Override
            void evaluated(Frame frame) {
                bucket.rates(
                        frame.state,
                        at,
                        frame.now,
                        rates.get(0).real(frame),
                        rates.get(1).real(frame),
                        rates.get(2).real(frame));
            }
        };
        feeds.add(feed);
        recorded.add(feed);
        return new Term.Native(
                Type.real(Unit.MONEY),
                (Reading.Real) frame -> bucket.tokens(frame.state, feed.at, frame.now),
                Mention.OWN | Mention.TIME | Mention.PODS);
    }

    // The last sample.

    private Last lastOf(String metric) {
        return lasts.computeIfAbsent(metric, name -> {
            Last window = new Last();
            int number = index(name);
            Feed feed = new Feed(layout, "last(" + name + ")", window, Feed.SAMPLES) {
                @Override
                void sample(long[] state, long now, int which, double value) {
                    if (which == number) {
                        window.record(state, at, now, value);
                    }
                }
            };
            feeds.add(feed);
            lastAt.put(name, feed.at);
            return window;
        });
    }

    private String sampled(Syntax.Call call) {
        Subject subject = call.arguments().size() == 1 && call.arguments().getFirst() instanceof Syntax.Name name
                ? metric(name.name())
                : null;
        if (subject == null
                || subject.kind() != Metrics.Kind.SAMPLE
                || !(call.arguments().getFirst() instanceof Syntax.Name name)) {
            throw wrong(
                    call, call.name(), "takes a metric that is sampled", "Declare it under metrics: with its unit.");
        }
        return name.name();
    }

    private Term last(Syntax.Call call, Checker checker) {
        only(call, 1, 1, Set.of("missing"));
        String metric = sampled(call);
        Subject subject = metric(metric);
        if (subject == null) {
            throw new IllegalStateException(metric + " is sampled and no metric");
        }
        Last window = lastOf(metric);
        int at = lastAt.getOrDefault(metric, 0);
        Missing missing = missing(call, checker, subject);
        Reading.Whole quiet =
                frame -> window.failures(frame.state, at) > 0 || Double.isNaN(window.value(frame.state, at)) ? 1 : 0;
        Reading.Real reading = frame -> switch (missing.rule()) {
            case HOLD, NONE ->
                over(missing, frame, window.when(frame.state, at)) ? Invalid.REAL : window.value(frame.state, at);
            case ZERO -> quiet.at(frame) == 1 ? 0 : window.value(frame.state, at);
            case INVALID, BREACH -> quiet.at(frame) == 1 ? Invalid.REAL : window.value(frame.state, at);
        };
        int clock = missing.within() == null ? 0 : Mention.TIME;
        Term.Native made = read(subject.type(), reading, Mention.SAMPLES | clock);
        rules(made, missing, quiet, subject, call);
        return shown(subject.type(), made);
    }

    private Term ofLast(Syntax.Call call) {
        only(call, 1, 1, Set.of());
        String metric = sampled(call);
        Last window = lastOf(metric);
        int at = lastAt.getOrDefault(metric, 0);
        if (call.name().equals("failures")) {
            return new Term.Native(
                    Type.whole(Unit.NONE), (Reading.Whole) frame -> window.failures(frame.state, at), Mention.SAMPLES);
        }
        Reading.Whole when = frame -> {
            long last = window.when(frame.state, at);
            return last == Memory.NEVER ? Invalid.LONG : last;
        };
        // It grows as the clock does: what is compared with it is looked at again in time.
        return new Term.Arithmetic(
                Type.DURATION,
                Operator.MINUS,
                new Term.Clock(Type.INSTANT),
                new Term.Native(Type.INSTANT, when, Mention.SAMPLES));
    }

    /** @return a histogram of the idle gaps, to be asked by its parts */
    GapHistogram histogram(Syntax.Call call, Checker checker, Map<String, Integer> places, String name) {
        only(call, 3, 3, Set.of());
        if (!Values.isName(call.arguments().getFirst(), "idle_gap")) {
            throw wrong(call, call.name(), "is of idle_gap", "Other metrics have quantile(metric, share, window).");
        }
        GapHistogram window = fitting(
                call,
                () -> new GapHistogram(
                        widths.constant(call.arguments().get(1), checker),
                        widths.constant(call.arguments().get(2), checker)));
        Feed feed = fitting(call, () -> gaps(name, window));
        feeds.add(feed);
        places.put(name, feed.at);
        return window;
    }

    private Feed gaps(String name, GapHistogram window) {
        return new Feed(layout, name, window, Feed.GAPS) {
            @Override
            void gap(long[] state, long now, long nanos) {
                window.record(state, at, nanos);
            }
        };
    }

    // Feeds.

    private void add(Feed feed, Subject subject, List<Feed> recorded) {
        feeds.add(feed);
        if (subject.kind() == null) {
            recorded.add(feed);
        }
    }

    private static String text(Syntax.Call call) {
        String of = call.arguments().isEmpty() || !(call.arguments().getFirst() instanceof Syntax.Name name)
                ? "…"
                : name.name();
        return call.name() + "(" + of + ")";
    }

    static double gauge(long[] state, @Nullable Metrics metric) {
        return metric == null
                ? Invalid.REAL
                : switch (metric) {
                    case IN_FLIGHT -> state[Head.IN_FLIGHT.slot()];
                    case QUEUED -> state[Head.QUEUED.slot()];
                    case READY -> state[Head.READY.slot()];
                    case REPLICAS -> state[Head.REPLICAS.slot()];
                    default -> state[Head.IN_FLIGHT.slot()] + state[Head.QUEUED.slot()];
                };
    }

    /** A feed that records one subject. */
    private abstract static class Recorder extends Feed {
        private final Subject subject;

        private final int when;

        Recorder(Layout layout, String name, Memory memory, Subject subject) {
            super(layout, name, memory, hears(subject));
            this.subject = subject;
            this.when = layout.take(name + ".when", 1);
        }

        private static int hears(Subject subject) {
            return subject.kind() == null
                    ? 0
                    : switch (subject.kind()) {
                        case GAUGE -> LEVELS;
                        case EVENT -> subject.gauge() == Metrics.REQUEST ? ARRIVED : ENDED;
                        case GAP -> GAPS;
                        case SAMPLE -> SAMPLES;
                    };
        }

        abstract void put(long[] state, long now, double value);

        void level(long[] state, long now, double value) {
            put(state, now, value);
        }

        private void recorded(long[] state, long now, double value) {
            state[when] = now;
            put(state, now, value);
        }

        /** When something was last recorded; {@link Memory#NEVER} before. */
        long when(long[] state) {
            return state[when];
        }

        @Override
        void start(long[] state, long now) {
            super.start(state, now);
            state[when] = Memory.NEVER;
            levels(state, now);
        }

        @Override
        boolean takeOver(long[] state, Feed before, long[] old) {
            boolean taken = super.takeOver(state, before, old);
            if (taken && before instanceof Recorder one) {
                state[when] = old[one.when];
            }
            return taken;
        }

        @Override
        void levels(long[] state, long now) {
            if (subject.kind() == Metrics.Kind.GAUGE) {
                level(state, now, gauge(state, subject.gauge()));
            }
        }

        @Override
        void arrived(long[] state, long now, long n) {
            if (subject.gauge() == Metrics.REQUEST) {
                recorded(state, now, (double) n);
            }
        }

        @Override
        void ended(long[] state, long now, long n) {
            if (subject.gauge() == Metrics.DONE) {
                recorded(state, now, (double) n);
            }
        }

        @Override
        void gap(long[] state, long now, long nanos) {
            if (subject.kind() == Metrics.Kind.GAP) {
                recorded(state, now, (double) nanos / 1e9);
            }
        }

        @Override
        void sample(long[] state, long now, int metric, double value) {
            if (subject.kind() == Metrics.Kind.SAMPLE && metric == subject.metric() && !Double.isNaN(value)) {
                recorded(state, now, value);
            }
        }

        @Override
        void evaluated(Frame frame) {
            Code value = subject.value();
            if (value == null || (subject.where() != null && subject.where().whole(frame) != 1)) {
                return;
            }
            double recorded = subject.type().isReal() ? value.real(frame) : whole(value.whole(frame));
            if (!Double.isNaN(recorded)) {
                recorded(frame.state, frame.now, recorded);
            }
        }

        private double whole(long bits) {
            return Invalid.is(bits)
                    ? Invalid.REAL
                    : subject.type().kind() == Type.Kind.DURATION ? (double) bits / 1e9 : bits;
        }
    }

    private static ExpressionException wrong(Syntax at, String value, String rule, String wayOut) {
        return new ExpressionException(at.at(), value, rule, wayOut);
    }
}
