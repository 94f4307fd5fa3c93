package ebb.policy.window;

/**
 * A moving average of irregular samples: each old one fades by exp(−Δt/τ), the new one gets the rest. Two samples of one instant: the
 * later one has no time of its own and no weight. Between samples the value stays.
 */
public final class Ewma implements Memory {
    private static final int WHEN = 0;
    private static final int VALUE = 1;

    private final double tauNanos;

    /** @param tauNanos after which a sample has faded to 1/e, at least 1 */
    public Ewma(long tauNanos) {
        Check.atLeast("tau in nanoseconds", tauNanos, 1);
        this.tauNanos = tauNanos;
    }

    @Override
    public int slots() {
        return 2;
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        state[at + WHEN] = NEVER;
        state[at + VALUE] = Double.doubleToRawLongBits(Double.NaN);
    }

    /** What is not finite is passed over. */
    public void record(long[] state, int at, long nowNanos, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        double next = value;
        if (state[at + WHEN] != NEVER) {
            double weight = StrictMath.exp(-(nowNanos - state[at + WHEN]) / tauNanos);
            next = weight * value(state, at) + (1 - weight) * value;
        }
        state[at + WHEN] = nowNanos;
        state[at + VALUE] = Double.doubleToRawLongBits(next);
    }

    /** @return NaN before the first sample */
    public double value(long[] state, int at) {
        return Double.longBitsToDouble(state[at + VALUE]);
    }

    /** @return when the last sample has faded to 1/e; {@link #NEVER} before the first */
    public long fadedFrom(long[] state, int at) {
        return state[at + WHEN] == NEVER ? NEVER : state[at + WHEN] + (long) tauNanos;
    }
}
