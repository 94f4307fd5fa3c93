package ebb.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ebb.document.Document;
import ebb.document.Problem;
import ebb.document.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceListTest {
    private static final PriceList ON_DEMAND = PriceList.builtIn("on-demand");
    private static final long GIB = 1L << 30;
    private static final long HOUR = 3_600_000_000_000L;

    @Test
    void everyBuiltInListReadsWithoutAProblemAndNamesItsSources() {
        for (String name : PriceList.BUILT_IN) {
            PriceList list = PriceList.builtIn(name);
            assertThat(list.name()).isEqualTo(name);
            assertThat(list.date()).matches("20\\d\\d-\\d\\d-\\d\\d");
            assertThat(list.instances().values())
                    .allSatisfy(each -> assertThat(each.source()).isNotBlank());
        }
    }

    @Test
    void aPodIsPaidByWhatItAsksFor() {
        // 2 cores at 0.031611, 4 GiB at 0.004237, half a GPU at 0.95: an hour.
        Amounts asked = new Amounts(2000, 4 * GIB, 500);
        assertThat(ON_DEMAND.resources().hour(asked)).isEqualTo(0.063222 + 0.016948 + 0.475, within(1e-12));
    }

    @Test
    void aPartOfAnInstanceIsPaidByItsScarcestResource() {
        PriceList.Instance g5 = ON_DEMAND.instance("aws-g5.xlarge");
        // 1 of 4 cores, 12 of 16 GiB, a quarter of the GPU: three quarters of 1.006.
        assertThat(g5.hour(new Amounts(1000, 12 * GIB, 250))).isEqualTo(0.7545, within(1e-12));
        assertThat(g5.share(new Amounts(8000, 1, 0))).isEqualTo(2);
        assertThat(ON_DEMAND.instance("aws-m5.large").share(new Amounts(1, 1, 1000)))
                .isInfinite();
    }

    @Test
    void halfOnSpotAtAKnownDiscount() {
        Offer offer = new Offer(0.5, 0.002, Billing.CONTINUOUS);
        Tariff tariff = offer.tariff(
                List.of(new Offer.Period(0, ON_DEMAND, 1)),
                list -> list.instance("aws-g5.xlarge").hour());
        // 1.006 * (1 - 0.5 * 0.789) = 0.609133
        assertThat(tariff.cost(0, HOUR)).isEqualTo(0.609133, within(1e-12));
        assertThat(tariff.startCost()).isEqualTo(0.002);
        assertThat(tariff.perSecondBilling()).isTrue();
    }

    @Test
    void aPriceThatDoublesAtNoon() {
        Offer offer = new Offer(0, 0, Billing.CONTINUOUS);
        Tariff tariff = offer.tariff(
                List.of(new Offer.Period(0, ON_DEMAND, 1), new Offer.Period(12 * HOUR, ON_DEMAND, 2)),
                list -> list.resources().hour(new Amounts(1000, 0, 0)));
        assertThat(tariff.cost(11 * HOUR, 13 * HOUR)).isEqualTo(3 * 0.031611, within(1e-12));
    }

    @Test
    void everythingWrongInAListIsSaidAtOnce() {
        Problems problems = new Problems();
        PriceList.read(Document.text("p.yaml", """
                        apiVersion: ebb.dev/v1
                        kind: PriceList
                        name: mine
                        date: "2026-01-01"
                        source: me
                        currency: EUR
                        resources:
                          core_hour: { price: -0.03, source: me }
                          gib_hour: { price: 0.004 }
                          gpu_hour: { prize: 1, source: me }
                        spot_discount: 120%
                        instances:
                          big: { cpu: 4, memory: 16Gi, hour: 1, region: x, source: me, gpus: 1 }
                        """, problems), problems);
        assertThat(problems.list().stream().map(Problem::toString))
                .isEqualTo(List.of(
                        "p.yaml:8:23: price = -0.03, must be at least 0. Maybe 0.03?",
                        "p.yaml:9:13: gib_hour, needs source",
                        "p.yaml:10:13: gpu_hour, needs price",
                        "p.yaml:10:15: prize, is not a field of gpu_hour. Maybe price?",
                        "p.yaml:13:64: gpus, is not a field of big. Maybe gpu?",
                        "p.yaml:11:16: spot_discount = 120%, must be at most 1"));
    }
}
