package ebb.policy.window;

/** Tokens that come and go at rates, 0 to a cap; full at first. Between changes of the rates the level is a straight line. */
public final class TokenBucket implements Memory {
    private static final int SINCE = 0;
    private static final int TOKENS = 1;
    private static final int RATE = 2;
    private static final int CAP = 3;

    @Override
    public int slots() {
        return 4;
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        state[at + SINCE] = NEVER;
        put(state, at + TOKENS, Double.NaN);
        put(state, at + RATE, 0);
        put(state, at + CAP, 0);
    }

    private static double get(long[] state, int slot) {
        return Double.longBitsToDouble(state[slot]);
    }

    private static void put(long[] state, int slot, double value) {
        state[slot] = Double.doubleToRawLongBits(value);
    }

    /**
     * What holds from now on; the first call fills the bucket. What holds already changes nothing.
     *
     * @param fill tokens per second, finite
     * @param drain tokens per second, finite
     * @param cap 0 or more, finite; tokens above it are lost
     */
    public void rates(long[] state, int at, long nowNanos, double fill, double drain, double cap) {
        double rate = fill - drain;
        if (!Double.isFinite(rate) || !(cap >= 0 && cap < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("fill = " + fill + ", drain = " + drain + ", cap = " + cap
                    + " must be finite, and the cap not negative");
        }
        if (rate == get(state, at + RATE) && cap == get(state, at + CAP) && state[at + SINCE] != NEVER) {
            return;
        }
        double tokens = state[at + SINCE] == NEVER ? cap : Math.min(cap, tokens(state, at, nowNanos));
        state[at + SINCE] = nowNanos;
        put(state, at + TOKENS, tokens);
        put(state, at + RATE, rate);
        put(state, at + CAP, cap);
    }

    /**
     * Takes tokens at once, those there are at most.
     *
     * @param amount 0 or more
     */
    public void take(long[] state, int at, long nowNanos, double amount) {
        double left = Math.max(0, tokens(state, at, nowNanos) - amount);
        state[at + SINCE] = nowNanos;
        put(state, at + TOKENS, left);
    }

    /** @return NaN before the first rates */
    public double tokens(long[] state, int at, long nowNanos) {
        double gained = get(state, at + RATE) * ((nowNanos - state[at + SINCE]) / 1e9);
        return Math.clamp(get(state, at + TOKENS) + gained, 0, get(state, at + CAP));
    }

    /**
     * @return the first instant after now at which the tokens compare to the level (less, equal, more) otherwise than now, if the rates
     *     stay; {@link #NO_CHANGE} if there is none
     */
    public long crossing(long[] state, int at, long nowNanos, double level) {
        int now = Double.compare(tokens(state, at, nowNanos), level);
        double rate = get(state, at + RATE);
        if (rate == 0 || Double.isNaN(tokens(state, at, nowNanos)) || Double.isNaN(level)) {
            return NO_CHANGE;
        }
        // Somewhat after the line has met its end.
        double seconds = get(state, at + CAP) / Math.abs(rate) * 1.000001 + 1e-6;
        long before = nowNanos;
        long after = nowNanos + (long) Math.min(seconds * 1e9, (double) (1L << 61));
        if (Double.compare(tokens(state, at, after), level) == now) {
            return NO_CHANGE;
        }
        while (after - before > 1) {
            long middle = before + (after - before) / 2;
            if (Double.compare(tokens(state, at, middle), level) == now) {
                before = middle;
            } else {
                after = middle;
            }
        }
        return after;
    }
}
