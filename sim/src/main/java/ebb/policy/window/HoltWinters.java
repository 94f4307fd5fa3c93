package ebb.policy.window;

/**
 * Level, trend and additive season, smoothed (Winters, <i>Forecasting sales by exponentially weighted moving averages</i>, 1960), plus a
 * quantile of the errors of one slot ahead; the errors of further horizons are taken to be the same.
 *
 * <p>Knows nothing before a whole season has passed, which sets level and season; the trend begins at 0. A slot without a sample changes
 * nothing but that the trend goes on.
 */
public final class HoltWinters implements Forecaster {
    private static final int MEAN = 0;
    private static final int BEGAN = SlotMean.SLOTS;
    private static final int DONE = BEGAN + 1;
    private static final int READY = BEGAN + 2;
    private static final int LEVEL = BEGAN + 3;
    private static final int TREND = BEGAN + 4;
    private static final int SEASON = BEGAN + 5;

    private final SlotMean means;
    private final int slotsPerSeason;
    private final double alpha;
    private final double beta;
    private final double gamma;
    private final LogHistogram errors = new LogHistogram(SeasonalNaive.ERRORS_HELD);

    /** Slots of 5 minutes, a season of a day, smoothing 0.3, 0.05, 0.2: our choice. */
    public HoltWinters() {
        this(300_000_000_000L, 288, 0.3, 0.05, 0.2);
    }

    /**
     * @param slotNanos over which numbers are averaged, at least 1
     * @param slotsPerSeason 1..65536
     * @param alpha how much a slot moves the level, 0..1
     * @param beta how much it moves the trend, 0..1
     * @param gamma how much it moves the season, 0..1
     */
    public HoltWinters(long slotNanos, int slotsPerSeason, double alpha, double beta, double gamma) {
        Check.between("slots a season", slotsPerSeason, 1, 1 << 16);
        Check.share("alpha", alpha);
        Check.share("beta", beta);
        Check.share("gamma", gamma);
        this.means = new SlotMean(slotNanos);
        this.slotsPerSeason = slotsPerSeason;
        this.alpha = alpha;
        this.beta = beta;
        this.gamma = gamma;
    }

    @Override
    public boolean reads(Memory memory) {
        return memory instanceof HoltWinters other
                && other.slots() == slots()
                && other.slotsPerSeason == slotsPerSeason
                && other.means.slots(means);
    }

    @Override
    public int slots() {
        return SEASON + slotsPerSeason + errors.slots();
    }

    @Override
    public void start(long[] state, int at, long nowNanos) {
        means.start(state, at + MEAN);
        state[at + BEGAN] = NEVER;
        state[at + DONE] = NEVER;
        state[at + READY] = 0;
        put(state, at + LEVEL, 0);
        put(state, at + TREND, 0);
        for (int i = 0; i < slotsPerSeason; i++) {
            put(state, at + SEASON + i, Double.NaN);
        }
        errors.start(state, at + SEASON + slotsPerSeason);
    }

    private static double get(long[] state, int slot) {
        return Double.longBitsToDouble(state[slot]);
    }

    private static void put(long[] state, int slot, double value) {
        state[slot] = Double.doubleToRawLongBits(value);
    }

    private int place(int at, long slot) {
        return at + SEASON + (int) Math.floorMod(slot, (long) slotsPerSeason);
    }

    @Override
    public void observe(long[] state, int at, long nowNanos, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        long held = means.held(state, at + MEAN);
        if (held != NEVER && held != means.slot(nowNanos)) {
            finish(state, at, held, means.mean(state, at + MEAN));
        }
        means.add(state, at + MEAN, nowNanos, value);
    }

    private void finish(long[] state, int at, long slot, double mean) {
        if (state[at + BEGAN] == NEVER) {
            state[at + BEGAN] = slot;
        }
        if (state[at + READY] == 0 && slot - state[at + BEGAN] >= slotsPerSeason) {
            begin(state, at);
        }
        if (state[at + READY] == 0) {
            put(state, place(at, slot), mean);
        } else {
            smooth(state, at, slot, mean);
        }
        state[at + DONE] = slot;
    }

    /** The first season is over: it holds plain means until now. */
    private void begin(long[] state, int at) {
        int known = 0;
        double sum = 0;
        for (int i = 0; i < slotsPerSeason; i++) {
            double mean = get(state, at + SEASON + i);
            if (!Double.isNaN(mean)) {
                known++;
                sum += mean;
            }
        }
        double level = sum / known;
        for (int i = 0; i < slotsPerSeason; i++) {
            double mean = get(state, at + SEASON + i);
            put(state, at + SEASON + i, Double.isNaN(mean) ? 0 : mean - level);
        }
        put(state, at + LEVEL, level);
        state[at + READY] = 1;
    }

    private void smooth(long[] state, int at, long slot, double mean) {
        long steps = slot - state[at + DONE];
        double level = get(state, at + LEVEL);
        double trend = get(state, at + TREND);
        int place = place(at, slot);
        double season = get(state, place);
        double expected = level + steps * trend;
        errors.record(state, at + SEASON + slotsPerSeason, mean - (expected + season));
        double next = alpha * (mean - season) + (1 - alpha) * expected;
        put(state, at + LEVEL, next);
        put(state, at + TREND, beta * ((next - level) / steps) + (1 - beta) * trend);
        put(state, place, gamma * (mean - next) + (1 - gamma) * season);
    }

    @Override
    public double quantile(long[] state, int at, long nowNanos, long horizonNanos, double share) {
        if (state[at + READY] == 0) {
            return Double.NaN;
        }
        long slot = means.slot(nowNanos + horizonNanos);
        double expected = get(state, at + LEVEL)
                + (slot - state[at + DONE]) * get(state, at + TREND)
                + get(state, place(at, slot));
        double error = errors.quantile(state, at + SEASON + slotsPerSeason, share);
        return Double.isNaN(error) ? expected : expected + error;
    }
}
