package ebb.trace;

import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.List;

/** What the rate of arrivals is multiplied with over time. */
public sealed interface RateShape {
    /**
     * Multiplies the factor of each cell of time.
     *
     * @param cellSeconds how wide a cell is; cell i begins at i times that
     * @param key of the random path, where there is one
     */
    void multiply(double[] factors, double cellSeconds, long seed, long key);

    /**
     * Factors that come again and again: the hours of a day, the days of a week. They are scaled to the mean 1, so that the rate stays what it
     * is on average. The first begins at time 0.
     *
     * @param stepSeconds how long each holds
     * @param factors 0 or more, not all 0
     */
    record Steps(double stepSeconds, List<Double> factors) implements RateShape {
        private static final double HOUR = 3600;

        public Steps {
            factors = List.copyOf(factors);
            double sum = 0;
            for (double each : factors) {
                if (!(each >= 0)) {
                    throw new IllegalArgumentException("a factor must not be negative: " + each);
                }
                sum += each;
            }
            if (!(stepSeconds > 0) || !(sum > 0)) {
                throw new IllegalArgumentException("needs a step and a factor above 0: " + stepSeconds + " " + factors);
            }
        }

        /** @param hours 24 factors, the first for the hour that begins at time 0 */
        public static Steps diurnal(List<Double> hours) {
            return new Steps(HOUR, hours);
        }

        /** @param days 7 factors, the first for the day that begins at time 0 */
        public static Steps weekly(List<Double> days) {
            return new Steps(24 * HOUR, days);
        }

        @Override
        public void multiply(double[] cells, double cellSeconds, long seed, long key) {
            double mean = factors.stream().mapToDouble(Double::doubleValue).sum() / factors.size();
            for (int i = 0; i < cells.length; i++) {
                long step = (long) ((i + 0.5) * cellSeconds / stepSeconds);
                cells[i] *= factors.get((int) (step % factors.size())) / mean;
            }
        }
    }

    /**
     * A flash crowd on top of what comes anyway: it rises in a line to {@code height} times the rate and falls off exponentially.
     *
     * @param atSeconds when it begins
     * @param height 1 or more
     * @param riseSeconds from the beginning to the height; 0: at once
     * @param decaySeconds in which the excess falls to 1/e, more than 0
     */
    record Flash(double atSeconds, double height, double riseSeconds, double decaySeconds) implements RateShape {
        public Flash {
            if (!(atSeconds >= 0) || !(height >= 1) || !(riseSeconds >= 0) || !(decaySeconds > 0)) {
                throw new IllegalArgumentException(
                        "a flash crowd needs a time, a height of 1 or more, a rise and a decay above 0");
            }
        }

        @Override
        public void multiply(double[] cells, double cellSeconds, long seed, long key) {
            for (int i = 0; i < cells.length; i++) {
                cells[i] *= 1 + (height - 1) * excess((i + 0.5) * cellSeconds - atSeconds);
            }
        }

        private double excess(double since) {
            if (since < 0) {
                return 0;
            }
            return since < riseSeconds ? since / riseSeconds : StrictMath.exp((riseSeconds - since) / decaySeconds);
        }
    }

    /**
     * A rate that wanders: lognormal with mean 1, its logarithm an Ornstein-Uhlenbeck process. All that share one have the same path: that is
     * how services are correlated.
     *
     * @param cv coefficient of variation of the rate, more than 0
     * @param memorySeconds after which the correlation with what was has fallen to 1/e
     */
    record Waves(double cv, double memorySeconds) implements RateShape {
        public Waves {
            if (!(cv > 0) || !(memorySeconds > 0)) {
                throw new IllegalArgumentException(
                        "waves need a cv and a memory above 0: " + cv + ", " + memorySeconds);
            }
        }

        @Override
        public void multiply(double[] cells, double cellSeconds, long seed, long key) {
            double variance = StrictMath.log1p(cv * cv);
            double sigma = Math.sqrt(variance);
            double kept = StrictMath.exp(-cellSeconds / memorySeconds);
            double fresh = Math.sqrt(1 - kept * kept);
            long base = Draw.base(seed, 2, Purpose.ARRIVAL, key);
            Draw draw = new Draw();
            double x = draw.at(base, 0).normal();
            for (int i = 0; i < cells.length; i++) {
                cells[i] *= StrictMath.exp(sigma * x - variance / 2);
                x = kept * x + fresh * draw.at(base, i + 1L).normal();
            }
        }
    }
}
