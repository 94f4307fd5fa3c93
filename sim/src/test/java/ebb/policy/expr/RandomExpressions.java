package ebb.policy.expr;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Random expressions that mean something, with what they read: numbers, times and conditions in slots, signals, functions, pods, and what
 * the engine gives. Nearly all are correct; those that are not compare times that move unevenly.
 */
@NullMarked
final class RandomExpressions implements Scope {
    static final int WHOLES = 4;
    static final int REALS = 4;
    static final int CONDITIONS = 3;
    private static final int TIMES = 3;
    private static final int PODS = 3;
    private static final int POD_WIDTH = 4;
    private static final int FIRST_WHOLE = 1;
    private static final int FIRST_REAL = FIRST_WHOLE + WHOLES;
    private static final int FIRST_CONDITION = FIRST_REAL + REALS;
    private static final int FIRST_DURATION = FIRST_CONDITION + CONDITIONS;
    private static final int FIRST_INSTANT = FIRST_DURATION + TIMES;
    private static final int FIRST_POD = FIRST_INSTANT + TIMES;
    private static final long SECOND = 1_000_000_000L;

    /** @param cel the same in CEL; null where that has no such thing */
    record Pair(String ebb, @Nullable String cel) {
        private static Pair of(String ebb, String cel, Pair... parts) {
            String common = cel;
            for (int i = 0; i < parts.length; i++) {
                String part = parts[i].cel;
                common = part == null || common.isEmpty() ? "" : common.replace("$" + i, part);
            }
            String text = ebb;
            for (int i = 0; i < parts.length; i++) {
                text = text.replace("$" + i, parts[i].ebb);
            }
            return new Pair(text, common.isEmpty() ? null : common);
        }
    }

    private final SplittableRandom random;
    private final Map<String, Term> names = new TreeMap<>();
    final PodTable pods = new PodTable(0);
    private int memos;
    private boolean inPods;

    RandomExpressions(long seed) {
        random = new SplittableRandom(seed);
        pods.settle(FIRST_POD, POD_WIDTH);
        slots("w", WHOLES, FIRST_WHOLE, Type.whole(Unit.NONE));
        slots("r", REALS, FIRST_REAL, Type.real(Unit.NONE));
        slots("b", CONDITIONS, FIRST_CONDITION, Type.BOOL);
        slots("d", TIMES, FIRST_DURATION, Type.DURATION);
        slots("t", TIMES, FIRST_INSTANT, Type.INSTANT);
        names.put("now", new Term.Clock(Type.INSTANT));
        names.put("given", new Term.Native(Type.real(Unit.NONE), (Reading.Real) frame -> frame.now * 1e-10, 0));
        names.put("asked", new Term.Native(Type.whole(Unit.NONE), (Reading.Whole) frame -> frame.edges, 0));
        for (String each : List.of("w0 + asked * 3", "r0 / (r1 - r2)", "b0 and w1 > w2", "d0 * given", "now - d1")) {
            names.put("s" + memos, new Term.Memo(memo(), checker().check(Parser.parse(each))));
        }
    }

    private void slots(String letter, int count, int first, Type type) {
        for (int i = 0; i < count; i++) {
            names.put(letter + i, new Term.Slot(type, first + i, 0));
        }
    }

    Checker checker() {
        return new Checker(this, new Units(), (wrong, known) -> "");
    }

    @Override
    public @Nullable Term value(Syntax.Name name, boolean pods) {
        return switch (name.name()) {
            case "pod.n" -> new Term.PodSlot(Type.whole(Unit.NONE), 1, 0);
            case "pod.x" -> new Term.PodSlot(Type.real(Unit.NONE), 2, 0);
            case "pod.ok" -> new Term.PodSlot(Type.BOOL, 3, 0);
            case "nothing" -> new Term.Converted(Type.whole(Unit.NONE), new Term.Constant(Type.NOTHING, Invalid.LONG));
            default -> names.get(name.name());
        };
    }

    @Override
    public @Nullable Term call(Syntax.Call call, Checker checker) {
        return null;
    }

    @Override
    public @Nullable Definition function(String name) {
        return name.equals("twice")
                ? new Definition("twice", List.of("x"), Map.of(), Parser.parse("x + x"))
                : name.equals("near")
                        ? new Definition(
                                "near",
                                List.of("x", "y"),
                                Map.of("gap", Parser.parse("abs(x - y)")),
                                Parser.parse("gap * gap < 9"))
                        : null;
    }

    @Override
    public Collection<String> names() {
        return names.keySet();
    }

    @Override
    public int memo() {
        return memos++;
    }

    int memos() {
        return memos;
    }

    private int below(int n) {
        return random.nextInt(n);
    }

    /** An expression of any kind. */
    Pair next() {
        int depth = 1 + below(7);
        return switch (below(5)) {
            case 0 -> whole(depth);
            case 1 -> real(depth);
            case 2 -> duration(depth);
            case 3 -> instant(depth);
            default -> condition(depth);
        };
    }

    /** One that CEL has too. */
    Pair common() {
        for (; ; ) {
            int depth = 1 + below(6);
            Pair made = switch (below(3)) {
                case 0 -> whole(depth);
                case 1 -> real(depth);
                default -> condition(depth);
            };
            if (made.cel() != null) {
                return made;
            }
        }
    }

    private static Pair name(String name) {
        return new Pair(name, name);
    }

    Pair whole(int depth) {
        if (depth == 0) {
            return switch (below(inPods ? 7 : 6)) {
                case 0, 1, 2 -> name("w" + below(WHOLES));
                case 3 -> name(String.valueOf(below(12)));
                case 4 -> new Pair(below(2) == 0 ? "asked" : below(2) == 0 ? "s0" : "nothing", null);
                case 5 -> name("700000000000000000");
                default -> new Pair("pod.n", null);
            };
        }
        int d = below(depth);
        int e = depth - 1;
        return switch (below(14)) {
            case 0 -> Pair.of("($0 + $1)", "($0 + $1)", whole(d), whole(e));
            case 1 -> Pair.of("($0 - $1)", "($0 - $1)", whole(d), whole(e));
            case 2 -> Pair.of("($0 * $1)", "($0 * $1)", whole(d), whole(e));
            case 3 -> rounded(e);
            case 4 -> Pair.of("abs($0)", "math.abs($0)", whole(e));
            case 5 -> Pair.of("min($0, $1)", "math.least($0, $1)", whole(d), whole(e));
            case 6 -> Pair.of("max($0, $1, $2)", "math.greatest($0, $1, $2)", whole(d), whole(e), whole(d));
            case 7 ->
                Pair.of("clamp($0, $1, $2)", "math.least(math.greatest($0, $1), $2)", whole(d), whole(e), whole(d));
            case 8 -> Pair.of("(if $0 then $1 else $2)", "($0 ? $1 : $2)", condition(d), whole(e), whole(d));
            case 9 -> Pair.of("($0 ?? $1)", "", whole(e), whole(d));
            case 10 -> Pair.of("twice($0)", "($0 + $0)", whole(e));
            case 11 -> Pair.of(below(2) == 0 ? "max_valid($0, $1)" : "min_valid($0, $1)", "", whole(d), whole(e));
            case 12 -> overPods(List.of("pods.sum", "pods.min", "pods.max").get(below(3)), d);
            default -> Pair.of("(-$0)", "(-$0)", whole(e));
        };
    }

    private Pair rounded(int depth) {
        return switch (below(4)) {
            case 0 -> Pair.of("ceil($0)", "int(math.ceil($0))", real(depth));
            case 1 -> Pair.of("floor($0)", "int(math.floor($0))", real(depth));
            case 2 -> Pair.of("trunc($0)", "int(math.trunc($0))", real(depth));
            default -> Pair.of("round($0)", "int(math.round($0))", real(depth));
        };
    }

    /** A figure in whole numbers: of pods, not within another. */
    private Pair overPods(String figure, int depth) {
        if (inPods) {
            return whole(depth);
        }
        inPods = true;
        Pair made = below(4) == 0
                ? Pair.of("ceil(pods.count(where = $0) / 1 pod)", "", condition(depth))
                : Pair.of(figure + "($0, where = $1)", "", whole(depth), condition(depth));
        inPods = false;
        return made;
    }

    Pair real(int depth) {
        if (depth == 0) {
            return switch (below(inPods ? 7 : 6)) {
                case 0, 1, 2 -> name("r" + below(REALS));
                case 3, 4 -> name(String.format(Locale.ROOT, "%.3f", random.nextDouble(20)));
                case 5 -> new Pair(below(2) == 0 ? "given" : "s1", null);
                default -> new Pair("pod.x", null);
            };
        }
        int d = below(depth);
        int e = depth - 1;
        return switch (below(17)) {
            case 0 -> Pair.of("($0 + $1)", "($0 + $1)", real(d), real(e));
            case 1 -> Pair.of("($0 - $1)", "(double($0) - $1)", whole(d), real(e));
            case 2 -> Pair.of("($0 * $1)", "($0 * $1)", real(d), real(e));
            case 3 -> Pair.of("($0 / $1)", "($0 / $1)", real(d), real(e));
            case 4 -> Pair.of("($0 / $1)", "(double($0) / double($1))", whole(e), whole(d));
            case 5 -> Pair.of("abs($0)", "math.abs($0)", real(e));
            case 6 -> Pair.of("min($0, $1)", "math.least($0, $1)", real(d), real(e));
            case 7 -> Pair.of("max($0, $1)", "math.greatest($0, $1)", real(d), real(e));
            case 8 -> Pair.of("sqrt($0)", "math.sqrt($0)", real(e));
            case 9 -> Pair.of(below(2) == 0 ? "exp($0)" : "ln($0)", "", real(e));
            case 10 -> Pair.of("pow($0, $1)", "", real(d), real(e));
            case 11 -> Pair.of("(if $0 then $1 else $2)", "($0 ? $1 : $2)", condition(d), real(e), real(d));
            case 12 -> Pair.of("($0 ?? $1)", "", real(e), real(d));
            case 13 -> Pair.of("($0 / $1)", "", duration(d), duration(e));
            case 14 -> Pair.of("round($0, $1)", "", real(d), real(e));
            case 15 -> averaged(d);
            default -> Pair.of("($0 * $1)", "(double($0) * $1)", whole(d), real(e));
        };
    }

    private Pair averaged(int depth) {
        if (inPods) {
            return real(depth);
        }
        inPods = true;
        Pair made = Pair.of(
                List.of("pods.avg", "pods.sum", "pods.min", "pods.max").get(below(4)) + "($0, where = $1)",
                "",
                real(depth),
                condition(depth));
        inPods = false;
        return made;
    }

    private Pair duration(int depth) {
        if (depth == 0) {
            return new Pair(List.of("d0", "d1", "d2", "90s", "250ms", "s3").get(below(6)), null);
        }
        int d = below(depth);
        int e = depth - 1;
        return switch (below(9)) {
            case 0 -> Pair.of("($0 + $1)", "", duration(d), duration(e));
            case 1 -> Pair.of("($0 - $1)", "", duration(d), duration(e));
            case 2 -> Pair.of("($0 * $1)", "", duration(e), real(d));
            case 3 -> Pair.of("($0 / $1)", "", duration(e), real(d));
            case 4 -> Pair.of("($0 - $1)", "", instant(d), instant(e));
            case 5 -> Pair.of("max($0, $1)", "", duration(d), duration(e));
            case 6 -> Pair.of("round($0, $1)", "", duration(e), duration(d));
            case 7 -> Pair.of("(if $0 then $1 else $2)", "", condition(d), duration(e), duration(d));
            default -> Pair.of("($0 ?? $1)", "", duration(e), duration(d));
        };
    }

    private Pair instant(int depth) {
        if (depth == 0) {
            return new Pair(List.of("t0", "t1", "t2", "now", "now", "s4").get(below(6)), null);
        }
        int d = below(depth);
        int e = depth - 1;
        return switch (below(4)) {
            case 0 -> Pair.of("($0 + $1)", "", instant(e), duration(d));
            case 1 -> Pair.of("($0 - $1)", "", instant(e), duration(d));
            case 2 -> Pair.of("min($0, $1)", "", instant(e), instant(d));
            default -> Pair.of("(if $0 then $1 else $2)", "", condition(d), instant(e), instant(d));
        };
    }

    Pair condition(int depth) {
        if (depth == 0) {
            return switch (below(inPods ? 6 : 5)) {
                case 0, 1, 2 -> name("b" + below(CONDITIONS));
                case 3 -> name(String.valueOf(random.nextBoolean()));
                case 4 -> new Pair("s2", null);
                default -> new Pair("pod.ok", null);
            };
        }
        int d = below(depth);
        int e = depth - 1;
        String sign = List.of("<", "<=", ">", ">=", "==", "!=").get(below(6));
        String compared = "($0 " + sign + " $1)";
        return switch (below(14)) {
            case 0, 1 -> Pair.of(compared, compared, whole(d), whole(e));
            case 2, 3 -> Pair.of(compared, compared, real(d), real(e));
            case 4 -> Pair.of(compared, "(double($0) " + sign + " $1)", whole(d), real(e));
            case 5 -> Pair.of(compared, "", duration(d), duration(e));
            case 6 -> Pair.of(compared, "", instant(d), instant(e));
            case 7 -> Pair.of("($0 and $1)", "($0 && $1)", condition(d), condition(e));
            case 8 -> Pair.of("($0 or $1)", "($0 || $1)", condition(d), condition(e));
            case 9 -> Pair.of("(not $0)", "(!$0)", condition(e));
            case 10 -> Pair.of("($0 == $1)", "($0 == $1)", condition(d), condition(e));
            case 11 -> Pair.of("valid($0)", "", below(2) == 0 ? real(e) : whole(e));
            case 12 -> Pair.of("near($0, $1)", "", real(d), real(e));
            default -> anyOrAll(d);
        };
    }

    private Pair anyOrAll(int depth) {
        if (inPods) {
            return condition(depth);
        }
        inPods = true;
        Pair made = Pair.of(
                (below(2) == 0 ? "pods.any" : "pods.all") + "($0, where = $1)", "", condition(depth), condition(depth));
        inPods = false;
        return made;
    }

    // What they read.

    /** @param unknown whether some values are not known */
    long[] state(boolean unknown) {
        long[] state = new long[FIRST_POD + PODS * POD_WIDTH];
        state[0] = below(PODS + 1);
        for (int i = FIRST_WHOLE; i < FIRST_POD; i++) {
            state[i] = i < FIRST_REAL
                    ? wholeValue(unknown)
                    : i < FIRST_CONDITION
                            ? Double.doubleToLongBits(realValue(unknown))
                            : i < FIRST_DURATION ? conditionValue(unknown) : timeValue(unknown);
        }
        for (int i = FIRST_POD; i < state.length; i += POD_WIDTH) {
            state[i + 1] = wholeValue(unknown);
            state[i + 2] = Double.doubleToLongBits(realValue(unknown));
            state[i + 3] = conditionValue(unknown);
        }
        return state;
    }

    private long wholeValue(boolean unknown) {
        return switch (below(unknown ? 8 : 7)) {
            case 0 -> 0;
            case 1 -> -below(1000);
            case 2 -> unknown ? Long.MAX_VALUE - below(3) : (1L << 62) + 1_000_001 + below(3);
            case 3 -> unknown ? -Long.MAX_VALUE + below(3) : -(1L << 62) - 1_000_001 - below(3);
            case 4, 5, 6 -> below(1000);
            default -> Invalid.LONG;
        };
    }

    private double realValue(boolean unknown) {
        return switch (below(unknown ? 8 : 7)) {
            case 0 -> 0;
            case 1 -> -random.nextDouble(10);
            case 2 -> 1e300 * random.nextDouble();
            case 3 -> below(40) + 0.5;
            case 4, 5, 6 -> random.nextDouble(100);
            default -> Double.NaN;
        };
    }

    private long conditionValue(boolean unknown) {
        return unknown && below(5) == 0 ? Invalid.LONG : below(2);
    }

    private long timeValue(boolean unknown) {
        return unknown && below(8) == 0 ? Invalid.LONG : random.nextLong(-100 * SECOND, 1000 * SECOND);
    }

    static long whole(long[] state, int i) {
        return state[FIRST_WHOLE + i];
    }

    static double real(long[] state, int i) {
        return Double.longBitsToDouble(state[FIRST_REAL + i]);
    }

    static boolean condition(long[] state, int i) {
        return state[FIRST_CONDITION + i] == 1;
    }
}
