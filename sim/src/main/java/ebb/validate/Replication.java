package ebb.validate;

import ebb.cluster.Arrivals;
import ebb.cluster.ClusterSpec;
import ebb.cluster.Fate;
import ebb.cluster.Observation;
import ebb.cluster.Observer;
import ebb.cluster.Simulation;
import ebb.cluster.Timeline;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * One run of an experiment and what was seen in its window: from an eighth of the run, when the start is forgotten, to its last step but
 * one. Pods are taken from the run's timeline, requests from an observer. Times in seconds.
 */
final class Replication implements Observer {
    private static final int STEPS = 32;
    private static final int FROM_STEP = 4;
    private static final int TO_STEP = 31;

    private final Experiment experiment;
    private final long[] times;
    private final int fromStep;
    private final int toStep;
    private final long fromNanos;
    private final long toNanos;
    private final int first;
    private final int last;
    private final Levels levels;
    private final boolean recording;
    private final Histogram waits;
    private final Histogram sojourns;
    private int arrivals;
    private long served;
    private long lost;
    private long waited;
    private long cold;
    private double waitSum;
    private double waitSquares;
    private double sojournSum;

    // Sums of what has mean 0 when services and gaps are as they should be; X is a service less the gap after it.
    private double services;
    private double gaps;
    private double squares;
    private double cubes;
    private double waitDifferences;
    private double waitSquareDifferences;
    private double waitSquaresOf;

    private double idle;
    private double busy;
    private double starting;

    private Replication(Experiment experiment, long[] times) {
        this.experiment = experiment;
        this.times = times;
        // A single gap without variance can be longer than all others: a window of time would then hold what it holds
        // because of it, so
        // the whole run is looked at, without its first request, which is always cold.
        boolean whole = experiment.known() == null;
        fromStep = whole ? 0 : FROM_STEP;
        toStep = whole ? STEPS : TO_STEP;
        fromNanos = fromStep * step();
        toNanos = toStep * step();
        first = whole ? 1 : indexOf(fromNanos);
        last = whole ? times.length - 1 : indexOf(toNanos);
        levels = new Levels(fromNanos, toNanos);
        recording = experiment.wantsQuantiles();
        waits = histogram();
        sojourns = histogram();
    }

    /** Of ns, 0.1 %. */
    private static Histogram histogram() {
        Histogram made = new Histogram(1_000, 2_000_000, 3);
        made.setAutoResize(true);
        return made;
    }

    /** @param number 0, 1, 2 …: replications of one seed share no draws */
    static Replication run(Experiment experiment, long seed, int number) {
        long[] times = arrivals(experiment, seed, number);
        Replication replication = new Replication(experiment, times);
        ClusterSpec cluster = new ClusterSpec(
                0,
                times[times.length - 1] + 1,
                List.of(experiment.spec()),
                null,
                Observation.PERFECT,
                List.of(),
                seed,
                number);
        Simulation.Options options = new Simulation.Options(replication.step(), 0, replication);
        Timeline timeline = Simulation.run(cluster, List.of(Arrivals.Source.of(times, null)), options, at -> true)
                .timelines()
                .getFirst();
        replication.pods(timeline);
        return replication;
    }

    private static long[] arrivals(Experiment experiment, long seed, int number) {
        long base = Draw.base(
                seed, number, Purpose.ARRIVAL, Draw.key(experiment.spec().name()));
        long[] times = new long[experiment.requests()];
        Draw draw = new Draw();
        long now = 0;
        for (int i = 0; i < times.length; i++) {
            now += Math.round(1e9 * experiment.gap().sample(draw.at(base, i)));
            times[i] = now;
        }
        return times;
    }

    private long step() {
        return times[times.length - 1] / STEPS + 1;
    }

    private int indexOf(long nanos) {
        int found = Arrays.binarySearch(times, nanos);
        return found < 0 ? -found - 1 : found;
    }

    private void pods(Timeline timeline) {
        for (int step = fromStep; step < toStep; step++) {
            idle += timeline.idlePodNanos[step];
            busy += timeline.busyPodNanos[step];
            starting += timeline.startingPodNanos[step];
        }
        double window = (double) (toNanos - fromNanos);
        idle /= window;
        busy /= window;
        starting /= window;
        arrive(Long.MAX_VALUE);
        levels.change(Long.MAX_VALUE, 0);
    }

    private void arrive(long untilNanos) {
        while (arrivals < times.length && times[arrivals] <= untilNanos) {
            levels.change(times[arrivals++], 1);
        }
    }

    @Override
    public void left(int service, long ordinal, long arrivalNanos, long startNanos, long endNanos, Fate fate) {
        arrive(endNanos);
        levels.change(endNanos, -1);
        if (ordinal < first || ordinal >= last) {
            return;
        }
        if (!fate.served()) {
            lost++;
            return;
        }
        served++;
        waited += startNanos > arrivalNanos ? 1 : 0;
        cold += fate == Fate.COLD_TRIGGERED ? 1 : 0;
        double wait = (startNanos - arrivalNanos) * 1e-9;
        double taken = (endNanos - startNanos) * 1e-9;
        waitSum += wait;
        waitSquares += wait * wait;
        sojournSum += wait + taken;
        record(startNanos - arrivalNanos, endNanos - arrivalNanos);
        control(wait, taken, (times[(int) ordinal + 1] - times[(int) ordinal]) * 1e-9);
    }

    private void record(long waitNanos, long sojournNanos) {
        if (recording) {
            waits.recordValue(waitNanos);
            sojourns.recordValue(sojournNanos);
        }
    }

    private void control(double wait, double taken, double gap) {
        Experiment.Moments m = experiment.known();
        if (m == null) {
            return;
        }
        services += taken - m.s1();
        gaps += gap - m.a1();
        if (experiment.fifo()) {
            double x = taken - gap;
            double x1 = m.s1() - m.a1();
            double x2 = m.s2() - 2 * m.s1() * m.a1() + m.a2();
            double x3 = m.s3() - 3 * m.s2() * m.a1() + 3 * m.s1() * m.a2() - m.a3();
            squares += x * x - x2;
            cubes += x * x * x - x3;
            waitDifferences += wait * (x - x1);
            waitSquareDifferences += wait * wait * (x - x1);
            waitSquaresOf += wait * (x * x - x2);
        }
    }

    /**
     * Values whose means are known to be 0, by which chance that values share with the input is taken out of them: first those that do so
     * by what the run was asked to be, {@link #tested} of them, then those of tails too heavy to test.
     */
    double[] controls() {
        double[] inputs = experiment.known() == null ? new double[0] : each(services, gaps);
        double[] levelled = byLevel();
        double[] tails = experiment.fifo()
                ? each(squares, cubes, waitDifferences, waitSquareDifferences, waitSquaresOf)
                : new double[0];
        return Stream.of(inputs, levelled, tails)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /** How many of {@link #controls} should not stray from 0. */
    int tested() {
        return (experiment.known() == null ? 0 : 2) + byLevel().length;
    }

    private double[] byLevel() {
        Chain chain = experiment.chain();
        return chain == null ? new double[0] : chain.controls(levels, waited(), lost(), seconds());
    }

    private double[] each(double... sums) {
        return Arrays.stream(sums).map(sum -> sum / Math.max(1, served)).toArray();
    }

    double[] values() {
        return experiment.expected().stream()
                .mapToDouble(each -> each.measure().of(this))
                .toArray();
    }

    /** For each value the histogram that a quantile is taken from; an empty one for means. */
    List<Histogram> recorded() {
        Histogram none = new Histogram(1);
        return experiment.expected().stream()
                .map(each -> each.measure().isQuantile() ? each.measure().recorded(this) : none)
                .toList();
    }

    double seconds() {
        return (toNanos - fromNanos) * 1e-9;
    }

    double load() {
        return experiment.load();
    }

    double arrived() {
        return last - first;
    }

    double served() {
        return served;
    }

    double lost() {
        return lost;
    }

    double waited() {
        return waited;
    }

    double cold() {
        return cold;
    }

    double waitSum() {
        return waitSum;
    }

    double sojournSum() {
        return sojournSum;
    }

    /** The mean square of the distance of waits from a value. */
    double waitSpread(double from) {
        return waitSquares / served - 2 * from * waitSum / served + from * from;
    }

    /** The vector's own mean: a variance about the mean that was seen would be too small by that mean's variance. */
    double expected(Measure measure) {
        return experiment.expected().stream()
                .filter(each -> each.measure() == measure)
                .mapToDouble(Vector.Expected::value)
                .findFirst()
                .orElseThrow();
    }

    Histogram waits() {
        return waits;
    }

    Histogram sojourns() {
        return sojourns;
    }

    double idlePods() {
        return idle;
    }

    double busyPods() {
        return busy;
    }

    double startingPods() {
        return starting;
    }

    double pods() {
        return idle + busy + starting;
    }

    /** Share of time with a warm pod. Where the gaps' variance is infinite, their known mean stands for that of the ones seen. */
    double warmShare() {
        return experiment.known() == null
                ? idle * seconds() / arrived() / experiment.gap().mean()
                : idle;
    }

    Levels levels() {
        return levels;
    }
}
