package ebb.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ebb.cost.MeteredTariff.Step;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TariffTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final Offset<Double> EXACTLY = within(1e-12);

    private static Tariff metered(Billing billing, Step... steps) {
        return new MeteredTariff(List.of(steps), billing, 0);
    }

    @Test
    void continuousBillingCountsEveryNanosecond() {
        Tariff tariff = metered(Billing.CONTINUOUS, new Step(0, 0.5));
        assertThat(tariff.cost(3 * SECOND, 3 * SECOND + SECOND / 4)).isEqualTo(0.125, EXACTLY);
        assertThat(tariff.cost(3 * SECOND, 3 * SECOND)).isZero();
        assertThat(tariff.perSecondBilling()).isTrue();
    }

    @Test
    void perMinuteBillingRoundsEveryStayUp() {
        Tariff tariff = metered(new Billing(MINUTE, 0), new Step(0, 0.01));
        assertThat(tariff.cost(10 * SECOND, 11 * SECOND)).isEqualTo(0.6, EXACTLY);
        assertThat(tariff.cost(0, MINUTE)).isEqualTo(0.6, EXACTLY);
        assertThat(tariff.cost(0, MINUTE + 1)).isEqualTo(1.2, EXACTLY);
        assertThat(tariff.perSecondBilling()).isFalse();
    }

    @Test
    void theMinimumIsChargedThenEachSecond() {
        Tariff tariff = metered(new Billing(SECOND, MINUTE), new Step(0, 0.01));
        assertThat(tariff.cost(0, 5 * SECOND)).isEqualTo(0.6, EXACTLY);
        assertThat(tariff.cost(0, 61 * SECOND - 1)).isEqualTo(0.61, EXACTLY);
    }

    @Test
    void eachSecondIsPaidAtThePriceOfItsTime() {
        Tariff tariff =
                metered(Billing.CONTINUOUS, new Step(0, 1), new Step(100 * SECOND, 2), new Step(200 * SECOND, 4));
        assertThat(tariff.cost(90 * SECOND, 210 * SECOND)).isEqualTo(10 * 1 + 100 * 2 + 10 * 4, EXACTLY);
        assertThat(tariff.cost(100 * SECOND, 110 * SECOND)).isEqualTo(20, EXACTLY);
        assertThat(tariff.cost(300 * SECOND, 301 * SECOND)).isEqualTo(4, EXACTLY);
        assertThat(tariff.perSecond(99 * SECOND)).isEqualTo(1);
        assertThat(tariff.perSecond(100 * SECOND)).isEqualTo(2);
    }

    @Test
    void whatRoundingAddsIsPaidAtTheEnd() {
        Tariff tariff = metered(new Billing(MINUTE, 0), new Step(0, 1), new Step(30 * SECOND, 3));
        assertThat(tariff.cost(0, 10 * SECOND)).isEqualTo(30 * 1 + 30 * 3, EXACTLY);
    }

    @Test
    void stepsThatDoNotGoForwardAreRefused() {
        assertThatThrownBy(() -> metered(Billing.CONTINUOUS, new Step(5, 1)))
                .hasMessageContaining("the first must hold from 0");
        assertThatThrownBy(() -> metered(Billing.CONTINUOUS, new Step(0, 1), new Step(0, 2)))
                .hasMessageContaining("later");
    }
}
