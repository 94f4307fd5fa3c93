package ebb.policy;

import ebb.policy.expr.Checker;
import ebb.policy.expr.Code;
import ebb.policy.expr.Codes;
import ebb.policy.expr.ExpressionException;
import ebb.policy.expr.Frame;
import ebb.policy.expr.Invalid;
import ebb.policy.expr.Mention;
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
import ebb.policy.window.Forecaster;
import ebb.policy.window.GapHistogram;
import ebb.policy.window.HistogramQuantile;
import ebb.policy.window.HoltWinters;
import ebb.policy.window.Last;
import ebb.policy.window.QuantileWindow;
import ebb.policy.window.SeasonalNaive;
import ebb.policy.window.Slope;
import ebb.policy.window.TokenBucket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the windows that expressions ask for, and the terms that read them. */
final class Aggregates {
    private static final long SECOND = 1_000_000_000;
    private static final int EXACT_CAPACITY = 256;
    private static final Set<String> NAMES = Set.of(
            "avg",
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
    private final Map<String, Last> lasts = new HashMap<>();
    private final Map<String, Integer> lastAt = new HashMap<>();

    /** What makes two calls the same. */
    private record Asked(Syntax.Call call, List<Term> arguments) {}

    /** What is aggregated: a metric of the engine, or an expression that is recorded when its region is evaluated. */
    private record Subject(
            Type type,
            Metrics.@Nullable Kind kind,
            @Nullable Metrics gauge,
            int metric,
            @Nullable Code value,
            @Nullable Code where) {}

    Aggregates(Layout layout, PolicyModel model, Widths widths, Codes codes, List<Feed> feeds, List<String> metrics) {
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
        all.addAll(call.named().values());
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
            case "last" -> last(call);
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
        Code code = codes.code(value);
        return new Subject(
                value.type(), null, null, -1, code, where == null ? null : codes.code(checker.condition(where)));
    }

    private @Nullable Subject metric(String name) {
        Metrics known = Metrics.named(name);
        Unit declared = model.metrics().get(name);
        if (known == null && declared == null) {
            return null;
        }
        if (known != null && known.kind() != Metrics.Kind.SAMPLE && declared == null) {
            Type type = known.kind() == Metrics.Kind.GAP ? Type.DURATION : Type.real(known.unit());
            return new Subject(type, known.kind(), known, -1, null, null);
        }
        Unit unit = declared != null ? declared : known == null ? Unit.NONE : known.unit();
        return new Subject(Type.real(unit), Metrics.Kind.SAMPLE, null, index(name), null, null);
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
        Term made = new Term.Native(
                Type.real(type.kind() == Type.Kind.DURATION ? Unit.SECOND : type.unit()), reading, mentions);
        return type.kind() == Type.Kind.DURATION ? new Term.Converted(Type.DURATION, made) : made;
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
        boolean counts = call.name().equals("count") && subject.kind() != Metrics.Kind.EVENT;
        if (gauge && counts) {
            throw wrong(call, call.name(), "counts what happens, and this is a level", "Use avg, sum or max_over.");
        }
        Buckets.Kind kind = gauge
                ? Buckets.Kind.GAUGE
                : counts || subject.kind() == Metrics.Kind.EVENT ? Buckets.Kind.EVENT : Buckets.Kind.SAMPLE;
        Buckets window = new Buckets(kind, step(subject.type()), bucket, Math.max(1, width.nanos()), width.widest());
        Feed feed = new Recorder(layout, text(call), window, subject) {
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
        Reading.Real read = reading(call, window, feed.at, subject);
        Missing missing = missing(call);
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
        Reading.Real whole = frame -> {
            if (frame.reactive) {
                frame.wakeAt(window.nextBoundary(frame.state, feed.at, frame.now));
                frame.wakeAt(window.silentAt(frame.state, feed.at));
            }
            // A level is known at every time: it is never missing.
            boolean silent = missing.rule() != Rule.HOLD
                    && !gauge
                    && (missing.knative()
                            ? window.isEmpty(frame.state, feed.at, frame.now)
                            : window.silent(frame.state, feed.at, frame.now));
            return silent ? missing.value() : read.at(frame);
        };
        return real(seconds ? Type.DURATION : type, whole, mention(subject));
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

    private static Reading.Real reading(Syntax.Call call, Buckets window, int at, Subject subject) {
        boolean gauge = subject.kind() == Metrics.Kind.GAUGE;
        return switch (call.name()) {
            case "avg" ->
                gauge
                        ? frame -> window.mean(frame.state, at, frame.now)
                        : frame -> window.average(frame.state, at, frame.now);
            case "avg_exp" -> frame -> window.averageExponential(frame.state, at, frame.now);
            case "rate" -> frame -> window.rate(frame.state, at, frame.now);
            case "count" -> frame -> window.count(frame.state, at, frame.now);
            default -> frame -> window.sum(frame.state, at, frame.now);
        };
    }

    private Term extremum(Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded) {
        only(call, 2, 2, Set.of("bucket", "where"));
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
        Feed feed = new Recorder(layout, text(call), window, subject) {
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
        Reading.Real read = frame -> {
            if (frame.reactive) {
                frame.wakeAt(window.nextBoundary(frame.state, feed.at, frame.now));
            }
            return window.value(frame.state, feed.at, frame.now);
        };
        if (subject.type().kind() == Type.Kind.INT) {
            return new Term.Native(
                    subject.type(),
                    (Reading.Whole) frame -> {
                        double value = read.at(frame);
                        return Double.isNaN(value) ? Invalid.LONG : (long) value;
                    },
                    mention(subject));
        }
        return real(subject.type(), read, mention(subject));
    }

    private Term ewma(Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded) {
        only(call, 2, 2, Set.of("where"));
        Ewma window = new Ewma(widths.constant(call.arguments().get(1), checker));
        Feed feed = new Recorder(layout, text(call), window, subject) {
            @Override
            void put(long[] state, long now, double value) {
                window.record(state, at, now, value);
            }
        };
        add(feed, subject, recorded);
        return real(subject.type(), frame -> window.value(frame.state, feed.at), mention(subject));
    }

    private Term slope(Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded) {
        only(call, 2, 2, Set.of("bucket", "where"));
        long width = widths.constant(call.arguments().get(1), checker);
        Syntax explicit = call.named().get("bucket");
        long bucket = explicit == null ? Math.max(SECOND, width / 60) : widths.constant(explicit, checker);
        Slope window = new Slope(step(subject.type()), bucket, width);
        Feed feed = new Recorder(layout, text(call), window, subject) {
            @Override
            void put(long[] state, long now, double value) {
                window.record(state, at, now, value);
            }
        };
        add(feed, subject, recorded);
        Type type = Type.real(subject.type().unit().per(Unit.SECOND));
        return real(
                type,
                frame -> {
                    if (frame.reactive) {
                        frame.wakeAt(window.nextBoundary(frame.state, feed.at, frame.now));
                    }
                    return window.value(frame.state, feed.at, frame.now);
                },
                mention(subject));
    }

    private Term quantile(Syntax.Call call, Checker checker, Subject subject, List<Feed> recorded) {
        only(call, 3, 3, Set.of("missing", "where"));
        double share = widths.number(call.arguments().get(1), checker);
        QuantileWindow window = new QuantileWindow(
                subject.type().unit().equals(Unit.SECOND) ? 1e-6 : 1e-3,
                widths.constant(call.arguments().get(2), checker));
        Missing missing = missing(call);
        Feed feed = new Recorder(layout, text(call), window, subject) {
            @Override
            void put(long[] state, long now, double value) {
                window.record(state, at, now, value);
            }
        };
        add(feed, subject, recorded);
        return real(
                subject.type(),
                frame -> {
                    if (frame.reactive) {
                        frame.wakeAt(window.nextBoundary(frame.state, feed.at, frame.now));
                        frame.wakeAt(window.silentAt(frame.state, feed.at));
                    }
                    boolean silent = missing.rule() != Rule.HOLD && window.silent(frame.state, feed.at, frame.now);
                    return silent ? missing.value() : window.quantile(frame.state, feed.at, frame.now, share);
                },
                mention(subject));
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
            default -> throw wrong(method, "", "is no way to forecast", "Known: " + String.join(", ", METHODS) + ".");
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

    private Term last(Syntax.Call call) {
        only(call, 1, 1, Set.of("missing"));
        String metric = sampled(call);
        Subject subject = metric(metric);
        Last window = lastOf(metric);
        int at = lastAt.getOrDefault(metric, 0);
        Missing missing = missing(call);
        Type type = subject == null ? Type.real(Unit.NONE) : subject.type();
        return real(
                type,
                frame -> {
                    boolean failed = window.failures(frame.state, at) > 0;
                    double value = window.value(frame.state, at);
                    return missing.rule() == Rule.HOLD || !(failed || Double.isNaN(value)) ? value : missing.value();
                },
                Mention.SAMPLES);
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
        return new Term.Native(
                Type.DURATION,
                (Reading.Whole) frame -> window.age(frame.state, at, frame.now),
                Mention.SAMPLES | Mention.TIME);
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

    // Missing data.

    private enum Rule {
        HOLD,
        ZERO,
        INVALID
    }

    /** @param knative whether silence is judged as Knative does: the window is empty, not merely old */
    private record Missing(Rule rule, boolean knative) {
        double value() {
            return rule == Rule.ZERO ? 0 : Invalid.REAL;
        }
    }

    private static Missing missing(Syntax.Call call) {
        Syntax rule = call.named().get("missing");
        if (rule == null) {
            return new Missing(Rule.HOLD, false);
        }
        return switch (rule instanceof Syntax.Name name ? name.name() : "") {
            case "hold" -> new Missing(Rule.HOLD, false);
            case "zero" -> new Missing(Rule.ZERO, true);
            case "invalid", "ignore" -> new Missing(Rule.INVALID, true);
            default -> throw wrong(rule, "", "is no rule for missing data", "Known: hold, zero, ignore, invalid.");
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

        Recorder(Layout layout, String name, ebb.policy.window.Memory memory, Subject subject) {
            super(layout, name, memory, hears(subject));
            this.subject = subject;
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

        @Override
        void start(long[] state, long now) {
            super.start(state, now);
            levels(state, now);
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
                put(state, now, (double) n);
            }
        }

        @Override
        void ended(long[] state, long now, long n) {
            if (subject.gauge() == Metrics.DONE) {
                put(state, now, (double) n);
            }
        }

        @Override
        void gap(long[] state, long now, long nanos) {
            if (subject.kind() == Metrics.Kind.GAP) {
                put(state, now, (double) nanos / 1e9);
            }
        }

        @Override
        void sample(long[] state, long now, int metric, double value) {
            if (subject.kind() == Metrics.Kind.SAMPLE && metric == subject.metric() && !Double.isNaN(value)) {
                put(state, now, value);
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
                put(frame.state, frame.now, recorded);
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
