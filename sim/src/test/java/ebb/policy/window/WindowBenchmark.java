package ebb.policy.window;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One event and one look, ten events a second: a window of 60 s in buckets of 1 s, quantiles over 2 min. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class WindowBenchmark {
    private static final long S = 1_000_000_000L;
    private static final int VALUES = 4096;

    private final Buckets samples = new Buckets(Buckets.Kind.SAMPLE, Fixed.Step.NANO, S, 60 * S, 60 * S);
    private final Buckets events = new Buckets(Buckets.Kind.EVENT, Fixed.Step.ONE, S, 60 * S, 60 * S);
    private final Buckets level = new Buckets(Buckets.Kind.GAUGE, Fixed.Step.NANO, S, 60 * S, 60 * S);
    private final Extremum maximum = Extremum.byBuckets(Extremum.Side.MAX, S, 60 * S, 60 * S);
    private final Extremum exact = Extremum.exact(Extremum.Side.MAX, 60 * S, 60 * S, 256);
    private final Ewma ewma = new Ewma(30 * S);
    private final Slope slope = new Slope(Fixed.Step.NANO, S, 60 * S);
    private final GapHistogram gaps = new GapHistogram(60 * S, 240 * 60 * S);
    private final QuantileWindow quantiles = new QuantileWindow(1e-6, 120 * S);
    private final Sequence sequence = new Sequence(3, 60 * S);
    private final Tally tally = new Tally(5, 60 * S);
    private final TokenBucket tokens = new TokenBucket();
    private final HoltWinters holtWinters = new HoltWinters();
    private final AutoRegressive gapModel = new AutoRegressive();
    private final List<Memory> all = List.of(
            samples,
            events,
            level,
            maximum,
            exact,
            ewma,
            slope,
            gaps,
            quantiles,
            sequence,
            tally,
            tokens,
            holtWinters,
            gapModel);
    private final int[] at = new int[all.size()];
    private final CalendarWindow quiet = quiet();
    private final double[] values = new SplittableRandom(1)
            .doubles(VALUES)
            .map(u -> -0.2 * Math.log(1 - u))
            .toArray();

    private long[] state = new long[0];
    private long now = 1_760_000_000L * S;
    private int next;

    private static CalendarWindow quiet() {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        Weekly night = new Weekly(
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), LocalTime.of(22, 0), LocalTime.of(6, 30), zone);
        Weekly weekend = Weekly.days(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY), zone);
        return new CalendarWindow.Any(List.of(night, weekend));
    }

    @Setup
    public void start() {
        int slots = 0;
        for (int i = 0; i < at.length; i++) {
            at[i] = slots;
            slots += all.get(i).slots();
        }
        state = new long[slots];
        for (int i = 0; i < at.length; i++) {
            all.get(i).start(state, at[i], now);
        }
        tokens.rates(state, at[11], now, 1, 2, 1000);
        for (int i = 0; i < VALUES; i++) {
            quantiles.record(state, at[8], now, values[i]);
            gaps.record(state, at[7], (long) (values[i] * 1800 * S));
        }
    }

    private double value() {
        now += S / 10;
        next = (next + 1) & (VALUES - 1);
        return values[next];
    }

    @Benchmark
    public double average() {
        double value = value();
        samples.record(state, at[0], now, value);
        return samples.average(state, at[0], now);
    }

    @Benchmark
    public double averageExponential() {
        double value = value();
        samples.record(state, at[0], now, value);
        return samples.averageExponential(state, at[0], now);
    }

    @Benchmark
    public double rate() {
        value();
        events.record(state, at[1], now, 1);
        return events.rate(state, at[1], now);
    }

    @Benchmark
    public double mean() {
        double value = value();
        level.level(state, at[2], now, value);
        return level.mean(state, at[2], now);
    }

    @Benchmark
    public double maximum() {
        double value = value();
        maximum.level(state, at[3], now, value);
        return maximum.value(state, at[3], now);
    }

    @Benchmark
    public double maximumExact() {
        double value = value();
        exact.level(state, at[4], now, value);
        return exact.value(state, at[4], now);
    }

    @Benchmark
    public double ewma() {
        double value = value();
        ewma.record(state, at[5], now, value);
        return ewma.value(state, at[5]);
    }

    @Benchmark
    public double slope() {
        double value = value();
        slope.record(state, at[6], now, value);
        return slope.value(state, at[6], now);
    }

    @Benchmark
    public double gaps() {
        gaps.record(state, at[7], (long) (value() * 1800 * S));
        return gaps.binCv(state, at[7]);
    }

    @Benchmark
    public double gapQuantile() {
        value();
        return gaps.quantileCeil(state, at[7], 0.99);
    }

    @Benchmark
    public double quantileRecord() {
        double value = value();
        quantiles.record(state, at[8], now, value);
        return now;
    }

    /** At an instant when no part has left. */
    @Benchmark
    public double quantile() {
        next = (next + 1) & (VALUES - 1);
        return quantiles.quantile(state, at[8], now, 0.9 + 0.1 * next / VALUES);
    }

    @Benchmark
    public boolean sequence() {
        value();
        sequence.on(state, at[9], now, 1L << (next % 3));
        return sequence.value(state, at[9], now);
    }

    @Benchmark
    public boolean tally() {
        value();
        tally.on(state, at[10], now);
        return tally.value(state, at[10], now);
    }

    @Benchmark
    public double tokens() {
        double value = value();
        tokens.rates(state, at[11], now, 1, value, 1000);
        return tokens.tokens(state, at[11], now);
    }

    @Benchmark
    public double holtWinters() {
        double value = value();
        holtWinters.observe(state, at[12], now, value);
        return now;
    }

    @Benchmark
    public double gapModel() {
        double value = value();
        gapModel.observe(state, at[13], now, value);
        return gapModel.next(state, at[13]) > 0 ? 1 : 0;
    }

    @Benchmark
    public long calendar() {
        now += 3600 * S;
        return quiet.nextChange(now);
    }
}
