package ebb.policy.window;

/**
 * As it was at that time a season ago, plus a quantile of how far that was wrong before. The honesty baseline: what is more complicated
 * should beat it. Knows nothing before the slot's like has been seen once; without errors seen yet every quantile is the bare value.
 */
public final class SeasonalNaive implements Forecaster {
    // Our choice: three days and a half of 5-minute slots, then the older errors count half.
    static final long ERRORS_HELD = 1024;

    private static final int MEAN = 0;
    private static final int SEASON = SlotMean.SLOTS;

    private final SlotMean means;
    private final int slotsPerSeason;
    private final LogHistogram errors = new LogHistogram(ERRORS_HELD);

    /** Slots of 5 minutes, a season of a day. */
    public SeasonalNaive() {
        this(300_000_000_000L, 288);
    }

    /**
     * @param slotNanos over which numbers are averaged, at least 1
     * @param slotsPerSeason 1..65536
     */
    public SeasonalNaive(long slotNanos, int slotsPerSeason) {
        Check.between("slots a season", slotsPerSeason, 1, 1 << 16);
        this.means = new SlotMean(slotNanos);
        this.slotsPerSeason = slotsPerSeason;
    }

    @Override
    public boolean reads(Memory memory) {
        return memory instanceof SeasonalNaive other
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
        for (int i = 0; i < slotsPerSeason; i++) {
            state[at + SEASON + i] = Double.doubleToRawLongBits(Double.NaN);
        }
        errors.start(state, at + SEASON + slotsPerSeason);
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
            finish(state, at, place(at, held), means.mean(state, at + MEAN));
        }
        means.add(state, at + MEAN, nowNanos, value);
    }

    private void finish(long[] state, int at, int place, double mean) {
        double before = Double.longBitsToDouble(state[place]);
        if (!Double.isNaN(before)) {
            errors.record(state, at + SEASON + slotsPerSeason, mean - before);
        }
        state[place] = Double.doubleToRawLongBits(mean);
    }

    @Override
    public double quantile(long[] state, int at, long nowNanos, long horizonNanos, double share) {
        double before = Double.longBitsToDouble(state[place(at, means.slot(nowNanos + horizonNanos))]);
        double error = errors.quantile(state, at + SEASON + slotsPerSeason, share);
        return Double.isNaN(error) ? before : before + error;
    }
}
