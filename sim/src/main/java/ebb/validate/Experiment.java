package ebb.validate;

import ebb.cluster.ServiceSpec;
import ebb.random.Law;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One cluster to run, again and again with other draws, for some of a vector's values.
 *
 * @param gap between arrivals, seconds
 * @param service what the service's model draws, seconds
 * @param known what theory says of the input's moments, for control variates; null where the gaps have no variance
 * @param fifo one server, first come first served: waits follow Lindley's recursion
 * @param chain memoryless arrivals and services; null otherwise
 * @param warmth requests after which the start is forgotten
 * @param expected what it is to meet
 */
record Experiment(
        ServiceSpec spec,
        Law gap,
        Law service,
        @Nullable Moments known,
        boolean fifo,
        @Nullable Chain chain,
        double warmth,
        List<Vector.Expected> expected) {
    /** E[S], E[S²], E[S³] of the services and E[A], E[A²], E[A³] of the gaps, seconds. */
    record Moments(double s1, double s2, double s3, double a1, double a2, double a3) {
        /** Exponential gaps. */
        static Moments of(double s1, double s2, double s3, double meanGap) {
            return new Moments(s1, s2, s3, meanGap, 2 * meanGap * meanGap, 6 * meanGap * meanGap * meanGap);
        }

        static Moments exponential(double meanService, double meanGap) {
            return of(meanService, 2 * meanService * meanService, 6 * meanService * meanService * meanService, meanGap);
        }
    }

    // The first eighth is not looked at: six times the warmth where that is cheap, at least twice. A run of fewer than
    // 30,000 costs more to set up than it tells.
    private static final double LONG = 48;
    private static final double SHORT = 16;
    private static final double LEAST = 30_000;
    private static final double CHEAP = 600_000;

    int requests() {
        double longest = Math.max(SHORT * warmth, CHEAP);
        return (int) Math.max(LEAST, Math.min(LONG * warmth, longest));
    }

    double load() {
        return service.mean() / gap.mean();
    }

    boolean wantsQuantiles() {
        return expected.stream().anyMatch(each -> each.measure().isQuantile());
    }
}
