package ebb.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZigguratTest {
    private static final int LAYERS = 256;
    private static final int POINTS = 2_000;

    @Test
    void aPointIsUnderTheExponentialWhereverTheExponentialItselfSaysSo() {
        Ziggurat ziggurat = Ziggurat.EXPONENTIAL;
        SplittableRandom random = new SplittableRandom(1);
        int under = 0;
        for (int layer = 1; layer < LAYERS; layer++) {
            for (int i = 0; i < POINTS; i++) {
                double x = random.nextDouble(ziggurat.edges[layer + 1], ziggurat.edges[layer]);
                // Half of them within 1e-6 of the curve or closer, where diagonal and tangents could be wrong.
                double share = i % 2 == 0 ? random.nextDouble() : near(layer, x, random);
                boolean exactly = ziggurat.height(layer, share) < StrictMath.exp(-x);
                assertThat(ziggurat.underExponential(layer, share, x))
                        .as("layer %d, share %s, x %s", layer, share, x)
                        .isEqualTo(exactly);
                under += exactly ? 1 : 0;
            }
        }
        assertThat(under).isBetween(LAYERS * POINTS * 2 / 5, LAYERS * POINTS * 3 / 5);
    }

    /** The share of the step at which the curve is, and up to 1e-6 more or less, on a scale that reaches down to rounding. */
    private static double near(int layer, double x, SplittableRandom random) {
        double bottom = Ziggurat.EXPONENTIAL.height(layer, 0);
        double top = Ziggurat.EXPONENTIAL.height(layer, 1);
        double curve = (StrictMath.exp(-x) - bottom) / (top - bottom);
        double away = StrictMath.pow(10, random.nextDouble(-17, -6));
        return Math.clamp(random.nextBoolean() ? curve + away : curve - away, 0, 1);
    }
}
