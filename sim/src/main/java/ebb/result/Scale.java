package ebb.result;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Where values lie on an axis: in proportion, or by their logarithm where they spread more than twentyfold; then zero has a place of its own
 * below the least decade.
 */
public final class Scale {
    private static final double SPREAD = 20;
    private static final double MARGIN = 0.06;
    private static final double ZERO_GAP = 0.6;

    private final boolean log;
    private final boolean zero;
    private final double least;
    private final double lower;
    private final double upper;

    /** A place on the axis with its label. */
    public record Tick(double at, String label) {}

    /** @param values finite and not negative; those of a logarithmic scale that are 0 stand at its foot */
    public static Scale of(double... values) {
        double least = positive(values).min().orElse(1);
        double most = positive(values).max().orElse(1);
        boolean zero = DoubleStream.of(values).anyMatch(value -> value == 0);
        return new Scale(most / least > SPREAD, true, zero, least, most);
    }

    /** Also where the spread is small. */
    public static Scale log(double least, double most) {
        return new Scale(true, true, false, least, most);
    }

    public static Scale fromZero(double most) {
        return new Scale(false, false, true, most, most > 0 ? most : 1);
    }

    /** @param zeroBelow whether a point at 0 stands clear of the axis */
    private Scale(boolean log, boolean zeroBelow, boolean zero, double least, double most) {
        this.log = log;
        this.zero = zero;
        this.least = least;
        double first = log ? StrictMath.log10(least) - (zero ? ZERO_GAP : 0) : 0;
        double last = log ? StrictMath.log10(most) : most;
        double margin = MARGIN * Math.max(last - first, log ? 0.5 : 0);
        this.lower = first - (log || zeroBelow ? margin : 0);
        this.upper = last + margin;
    }

    private static DoubleStream positive(double... values) {
        return DoubleStream.of(values).filter(value -> value > 0 && Double.isFinite(value));
    }

    public boolean isLog() {
        return log;
    }

    public double lower() {
        return lower;
    }

    public double upper() {
        return upper;
    }

    public double at(double value) {
        if (!log) {
            return value;
        }
        return value > 0 ? StrictMath.log10(value) : StrictMath.log10(least) - ZERO_GAP;
    }

    /** @param most about how many there may be */
    public List<Tick> ticks(int most) {
        return log ? decades(most) : steps(most);
    }

    private List<Tick> decades(int most) {
        List<Tick> ticks = new ArrayList<>();
        if (zero) {
            ticks.add(new Tick(at(0), "0"));
        }
        double first = zero ? at(least) - 0.3 : lower;
        int[] digits = upper - lower < most / 3.0 ? new int[] {1, 2, 5} : new int[] {1};
        int skip = Math.max(1, (int) Math.ceil((upper - lower) / most));
        for (int power = (int) Math.floor(lower); power <= upper; power++) {
            for (int digit : digits) {
                double at = power + StrictMath.log10(digit);
                if (at >= first && at <= upper && Math.floorMod(power, skip) == 0) {
                    ticks.add(new Tick(at, Text.shown(digit * StrictMath.pow(10, power))));
                }
            }
        }
        return ticks;
    }

    private List<Tick> steps(int most) {
        double step = step(upper / most);
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i * step <= upper; i++) {
            ticks.add(new Tick(i * step, Text.shown(i * step)));
        }
        return ticks;
    }

    /** @return the least of 1, 2, 5 times a power of ten that is not below */
    private static double step(double least) {
        double power = StrictMath.pow(10, Math.floor(StrictMath.log10(least)));
        for (int digit : new int[] {1, 2, 5}) {
            if (digit * power >= least) {
                return digit * power;
            }
        }
        return 10 * power;
    }

    /** Simulated time: hours and days rather than thousands of seconds. @return places in seconds */
    public static List<Tick> time(double seconds, int most) {
        double[] steps = {
            1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800
        };
        double step = steps[steps.length - 1];
        for (int i = steps.length - 1; i >= 0 && seconds / steps[i] <= most; i--) {
            step = steps[i];
        }
        while (seconds / step > most) {
            step *= 2;
        }
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i * step <= seconds; i++) {
            ticks.add(new Tick(i * step, clock(i * step, step)));
        }
        return ticks;
    }

    private static String clock(double seconds, double step) {
        if (step >= 86_400) {
            return Text.exact(seconds / 86_400) + " d";
        } else if (step >= 3600) {
            return Text.exact(seconds / 3600) + " h";
        }
        return step >= 60 ? Text.exact(seconds / 60) + " min" : Text.exact(seconds) + " s";
    }
}
