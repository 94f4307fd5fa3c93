package ebb.policy.window;

/** Says what a number will be, from what it was. */
public interface Forecaster extends Memory {
    /** The number at this instant. What is not finite is passed over. */
    void observe(long[] state, int at, long nowNanos, double value);

    /**
     * @param horizonNanos how far ahead, 0 or more
     * @param share the quantile, 0..1: 0.5 is as likely too low as too high
     * @return NaN if it knows too little
     */
    double quantile(long[] state, int at, long nowNanos, long horizonNanos, double share);
}
