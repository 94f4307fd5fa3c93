package ebb.policy.window;

/**
 * The next of a row of irregular numbers (idle gaps), from the last 50: a plain ARIMA(p, d, 0), p 0..3, d 0 or 1.
 *
 * <p>For each d an AR model is fitted by the Yule–Walker equations, solved by Levinson's recursion for every p (Brockwell and Davis,
 * <i>Introduction to Time Series and Forecasting</i>, 2016, sections 5.1.1 and 2.5.3), with a mean for d = 0 and without drift for d = 1;
 * autocovariances are divided by n, which keeps the model stationary. The model with the least AIC = n·ln σ² + 2·(parameters) is taken,
 * all over the same n. Quantiles are those of a normal law around the forecast, cut at 0.
 *
 * <p>It stands where Shahrad et al. (ATC 2020, section 4.2) take an ARIMA of pmdarima's auto_arima: no moving-average part, no seasons, and d by
 * AIC and not by a test. The horizon is nothing to it: it says the next number, whenever that comes. Fitted at each observation, O(50).
 */
public final class AutoRegressive implements Forecaster {
    private static final int HELD = 50;
    // With fewer, autocovariances of lag 3 are noise: our choice.
    private static final int ENOUGH = 6;
    private static final int ORDER = 3;

    private static final int COUNT = 0;
    private static final int MEAN = 1;
    // The model that was taken: its d, its variance, its coefficients.
    private static final int STEPS = 2;
    private static final int VARIANCE = 3;
    private static final int PHI = 4;
    private static final int AIC = PHI + ORDER;
    // The model that is tried: its autocovariances, its coefficients.
    private static final int COVARIANCE = AIC + 1;
    private static final int TRIAL = COVARIANCE + ORDER + 1;
    private static final int RING = TRIAL + ORDER;

    @Override
    public int slots() {
        return RING + HELD;
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        for (int i = 0; i < slots(); i++) {
            state[at + i] = 0;
        }
    }

    private static double get(long[] state, int slot) {
        return Double.longBitsToDouble(state[slot]);
    }

    private static void put(long[] state, int slot, double value) {
        state[slot] = Double.doubleToRawLongBits(value);
    }

    /** @param ago 0 is the last one */
    private static double past(long[] state, int at, int ago) {
        int place = (int) ((state[at + COUNT] - 1) % HELD) - ago;
        return get(state, at + RING + (place < 0 ? place + HELD : place));
    }

    /** The row that is fitted: the numbers less their mean, or the steps between them. */
    private static double row(long[] state, int at, int ago, boolean steps, double mean) {
        return steps ? past(state, at, ago) - past(state, at, ago + 1) : past(state, at, ago) - mean;
    }

    @Override
    public void observe(long[] state, int at, long nowNanos, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        put(state, at + RING + (int) (state[at + COUNT] % HELD), value);
        state[at + COUNT]++;
        if (state[at + COUNT] >= ENOUGH) {
            fit(state, at);
        }
    }

    private static void fit(long[] state, int at) {
        int n = (int) Math.min(HELD, state[at + COUNT]) - 1; // as many as there are steps
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += past(state, at, i);
        }
        put(state, at + MEAN, sum / n);
        put(state, at + AIC, Double.POSITIVE_INFINITY);
        fit(state, at, n, false);
        fit(state, at, n, true);
    }

    /** Levinson's recursion: every order up to the third. */
    private static void fit(long[] state, int at, int n, boolean steps) {
        for (int lag = 0; lag <= ORDER; lag++) {
            put(state, at + COVARIANCE + lag, covariance(state, at, n, steps, lag));
        }
        for (int i = 0; i < ORDER; i++) {
            put(state, at + TRIAL + i, 0);
        }
        double variance = get(state, at + COVARIANCE);
        keepBetter(state, at, steps, variance, n * StrictMath.log(variance) + 2 * parameters(steps, 0));
        for (int order = 1; order <= ORDER && variance > 0; order++) {
            double last = reflection(state, at, order, variance);
            extend(state, at, order, last);
            variance *= 1 - last * last;
            keepBetter(state, at, steps, variance, n * StrictMath.log(variance) + 2 * parameters(steps, order));
        }
    }

    /** The coefficients, the variance, and the mean where there is one. */
    private static int parameters(boolean steps, int order) {
        return order + (steps ? 1 : 2);
    }

    private static double covariance(long[] state, int at, int n, boolean steps, int lag) {
        double mean = get(state, at + MEAN);
        double sum = 0;
        for (int i = 0; i + lag < n; i++) {
            sum += row(state, at, i, steps, mean) * row(state, at, i + lag, steps, mean);
        }
        return sum / n;
    }

    /** The last coefficient of the next order. */
    private static double reflection(long[] state, int at, int order, double variance) {
        double rest = get(state, at + COVARIANCE + order);
        for (int i = 1; i < order; i++) {
            rest -= get(state, at + TRIAL + i - 1) * get(state, at + COVARIANCE + order - i);
        }
        return rest / variance;
    }

    private static void extend(long[] state, int at, int order, double last) {
        for (int i = 0, j = order - 2; i <= j; i++, j--) {
            double low = get(state, at + TRIAL + i);
            double high = get(state, at + TRIAL + j);
            put(state, at + TRIAL + i, low - last * high);
            put(state, at + TRIAL + j, high - last * low);
        }
        put(state, at + TRIAL + order - 1, last);
    }

    private static void keepBetter(long[] state, int at, boolean steps, double variance, double aic) {
        if (aic < get(state, at + AIC)) {
            put(state, at + AIC, aic);
            put(state, at + VARIANCE, variance);
            state[at + STEPS] = steps ? 1 : 0;
            System.arraycopy(state, at + TRIAL, state, at + PHI, ORDER);
        }
    }

    /**
     * The forecast itself.
     *
     * @return NaN with fewer than 6 numbers
     */
    public double next(long[] state, int at) {
        if (state[at + COUNT] < ENOUGH) {
            return Double.NaN;
        }
        boolean steps = state[at + STEPS] == 1;
        double mean = get(state, at + MEAN);
        double next = steps ? past(state, at, 0) : mean;
        for (int i = 0; i < ORDER; i++) {
            next += get(state, at + PHI + i) * row(state, at, i, steps, mean);
        }
        return next;
    }

    @Override
    public double quantile(long[] state, int at, long nowNanos, long horizonNanos, double share) {
        double spread = Math.sqrt(get(state, at + VARIANCE));
        double next = next(state, at);
        return Math.max(0, spread == 0 ? next : next + spread * NormalQuantile.of(share));
    }
}
