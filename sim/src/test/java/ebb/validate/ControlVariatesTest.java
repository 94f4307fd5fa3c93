package ebb.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ControlVariatesTest {
    @Test
    void withoutControlsItIsStudentsInterval() {
        ControlVariates none =
                new ControlVariates(List.of(new double[0], new double[0], new double[0], new double[0]), 0);

        Estimate estimate = none.estimate(new double[] {1, 2, 3, 4}, 0.95);

        // Mean 2.5, s = 1.291, t(3, 97.5 %) = 3.182446.
        assertThat(estimate.mean()).isEqualTo(2.5);
        assertThat(estimate.halfWidth()).isCloseTo(3.182446 * 1.2909944 / 2, within(1e-6));
    }

    @Test
    void whatIsSharedWithAControlIsTakenOut() {
        SplittableRandom random = new SplittableRandom(5);
        List<double[]> controls = new ArrayList<>();
        double[] values = new double[40];
        for (int i = 0; i < values.length; i++) {
            double shared = random.nextGaussian();
            controls.add(new double[] {shared, 2 * shared});
            values[i] = 7 + 3 * shared + 0.01 * random.nextGaussian();
        }
        ControlVariates regression = new ControlVariates(controls, 2);

        Estimate estimate = regression.estimate(values, 0.999);

        assertThat(estimate.mean()).isCloseTo(7, within(estimate.halfWidth()));
        assertThat(estimate.halfWidth()).isLessThan(0.01);
        assertThat(regression.strain()).isLessThan(4);
    }

    @Test
    void anIntervalOfThatConfidenceHoldsTheTruthThatOften() {
        SplittableRandom random = new SplittableRandom(6);
        int held = 0;
        for (int trial = 0; trial < 2_000; trial++) {
            List<double[]> controls = new ArrayList<>();
            double[] values = new double[20];
            for (int i = 0; i < values.length; i++) {
                double shared = random.nextGaussian();
                controls.add(new double[] {shared + random.nextGaussian(), random.nextGaussian()});
                values[i] = shared + random.nextGaussian();
            }
            Estimate estimate = new ControlVariates(controls, 2).estimate(values, 0.95);
            held += Math.abs(estimate.mean()) <= estimate.halfWidth() ? 1 : 0;
        }
        // 1900 are expected, standard deviation 9.7.
        assertThat(held).as("seed 6").isBetween(1_866, 1_934);
    }

    @Test
    void aControlWhoseMeanIsNotZeroIsFoundOut() {
        SplittableRandom random = new SplittableRandom(7);
        List<double[]> controls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            controls.add(new double[] {random.nextGaussian() + 2, random.nextGaussian() + 2});
        }

        assertThat(new ControlVariates(controls, 1).strain()).isGreaterThan(8);
        assertThat(new ControlVariates(controls, 0).strain()).isZero();
    }

    @Test
    void aPlainMeanThatContradictsTheValueIsFoundOutThoughTheRegressionReturnsTheValue() {
        SplittableRandom random = new SplittableRandom(8);
        List<double[]> controls = new ArrayList<>();
        double[] values = new double[40];
        for (int i = 0; i < values.length; i++) {
            double drift = random.nextGaussian() + 2; // its mean should be 0
            controls.add(new double[] {drift});
            values[i] = 7 + drift;
        }

        assertThat(new ControlVariates(controls, 0).estimate(values, 0.999).mean())
                .isCloseTo(7, within(1e-9));
        assertThat(ControlVariates.strain(values, 7, 0)).isGreaterThan(8);
        assertThat(ControlVariates.strain(values, 9, 0)).isLessThan(4);
        assertThat(ControlVariates.strain(values, 7, 3)).isZero();
        assertThat(ControlVariates.strain(new double[] {1, 1, 1}, 1, 0)).isZero();
    }
}
