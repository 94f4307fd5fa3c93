package ebb.policy.expr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A product of powers of base dimensions, and of unknowns that unification finds: {@code req/pod}, {@code token/s}.
 *
 * <p>Exponents are rational (a square root halves them); they are kept as doubles and compared to a billionth.
 */
public final class Unit {
    /** The dimensions there are; a ratio has none. */
    public enum Base {
        REQ,
        POD,
        TOKEN,
        BYTE,
        CORE,
        GPU,
        MONEY,
        S;

        String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final double EPSILON = 1e-9;
    private static final Base[] BASES = Base.values();

    public static final Unit NONE = new Unit(new double[BASES.length], Map.of());
    public static final Unit REQ = of(Base.REQ);
    public static final Unit POD = of(Base.POD);
    public static final Unit TOKEN = of(Base.TOKEN);
    public static final Unit BYTE = of(Base.BYTE);
    public static final Unit CORE = of(Base.CORE);
    public static final Unit GPU = of(Base.GPU);
    public static final Unit MONEY = of(Base.MONEY);
    public static final Unit SECOND = of(Base.S);

    private final double[] exponents;
    private final Map<Integer, Double> unknowns;

    private Unit(double[] exponents, Map<Integer, Double> unknowns) {
        this.exponents = exponents;
        this.unknowns = unknowns;
    }

    public static Unit of(Base base) {
        double[] exponents = new double[BASES.length];
        exponents[base.ordinal()] = 1;
        return new Unit(exponents, Map.of());
    }

    static Unit unknown(int index) {
        return new Unit(new double[BASES.length], Map.of(index, 1.0));
    }

    public Unit times(Unit other) {
        return plus(other, 1);
    }

    public Unit per(Unit other) {
        return plus(other, -1);
    }

    public Unit power(double exponent) {
        return NONE.plus(this, exponent);
    }

    /** @return this · other^factor */
    private Unit plus(Unit other, double factor) {
        double[] sum = exponents.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * other.exponents[i];
        }
        Map<Integer, Double> all = new TreeMap<>(unknowns);
        other.unknowns.forEach((index, exponent) -> all.merge(index, factor * exponent, Double::sum));
        all.values().removeIf(exponent -> Math.abs(exponent) < EPSILON);
        return new Unit(sum, all);
    }

    /** @return with the unknown replaced */
    Unit with(int index, Unit meaning) {
        Double exponent = unknowns.get(index);
        if (exponent == null) {
            return this;
        }
        Map<Integer, Double> rest = new TreeMap<>(unknowns);
        rest.remove(index);
        return new Unit(exponents, rest).plus(meaning, exponent);
    }

    Map<Integer, Double> unknowns() {
        return unknowns;
    }

    boolean isKnown() {
        return unknowns.isEmpty();
    }

    public boolean isNone() {
        return unknowns.isEmpty() && same(exponents, NONE.exponents);
    }

    boolean isSecond() {
        return unknowns.isEmpty() && same(exponents, SECOND.exponents);
    }

    private static boolean same(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Math.abs(a[i] - b[i]) > EPSILON) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Unit unit && same(exponents, unit.exponents) && unknowns.equals(unit.unknowns);
    }

    @Override
    public int hashCode() {
        return Arrays.stream(exponents)
                        .mapToInt(each -> (int) Math.round(each * 12))
                        .sum()
                + unknowns.hashCode();
    }

    /** {@code req/pod}; empty for a ratio; unknowns are not shown. */
    @Override
    public String toString() {
        List<String> over = new ArrayList<>();
        StringBuilder under = new StringBuilder();
        for (Base base : BASES) {
            double exponent = exponents[base.ordinal()];
            if (exponent > EPSILON) {
                over.add(base.title() + power(exponent, ""));
            } else if (exponent < -EPSILON) {
                under.append('/').append(base.title()).append(power(-exponent, ""));
            }
        }
        String top = String.join("*", over);
        return top.isEmpty() && under.length() > 0 ? "1" + under : top + under;
    }

    private static String power(double exponent, String none) {
        if (Math.abs(exponent - 1) < EPSILON) {
            return none;
        }
        boolean whole = Math.abs(exponent - Math.rint(exponent)) < EPSILON;
        return "^" + (whole ? String.valueOf(Math.round(exponent)) : String.valueOf(exponent));
    }

    /** How it is named in a message. */
    String shown() {
        String text = toString();
        return text.isEmpty() ? "a plain number" : text;
    }
}
