package ebb.cluster;

import static ebb.cluster.Specs.SECOND;
import static ebb.cluster.Specs.at;
import static ebb.cluster.Specs.cluster;
import static ebb.cluster.Specs.poisson;
import static ebb.cluster.Specs.run;
import static ebb.cluster.Specs.service;
import static ebb.cluster.Specs.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ebb.policy.BuiltIn;
import ebb.policy.Limits;
import ebb.random.Exponential;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulationTest {
    @Test
    void aLonelyRequestWaitsForItsPodAndThePodGoesAfterTheKeepAlive() {
        ServiceSpec spec = service(BuiltIn.FIXED_KEEP_ALIVE, Map.of("keep_alive", 60.0));
        ServiceStatistics s = run(cluster(1000 * SECOND, spec), at(2, 100));
        assertThat(s.coldTriggered).isEqualTo(1);
        assertThat(s.waitNanos).isEqualTo(10 * SECOND);
        assertThat(s.startingPodNanos).isEqualTo(10 * SECOND);
        assertThat(s.busyPodNanos).isEqualTo(2 * SECOND);
        assertThat(s.idlePodNanos).isEqualTo(60 * SECOND);
        assertThat(s.cost).isCloseTo(72, within(1e-9));
    }

    @Test
    void aRequestWithinTheKeepAliveIsWarmAndOneAfterItIsCold() {
        ServiceSpec spec = service(BuiltIn.FIXED_KEEP_ALIVE, Map.of("keep_alive", 60.0));
        ServiceStatistics s = run(cluster(1000 * SECOND, spec), at(2, 100, 171.9, 234));
        assertThat(s.warm).isEqualTo(1);
        assertThat(s.coldTriggered).isEqualTo(2);
    }

    @Test
    void aQueueInFrontOfOnePodBehavesAsTheTextbookSays() {
        ServiceSpec spec = with(
                with(service(BuiltIn.ALWAYS_ON, Map.of("replicas", 1.0)), new ServiceModel.Slots(new Exponential(1))),
                new Limits(1, 1, 1),
                1);
        ServiceStatistics s = run(cluster(1, spec), poisson(0.8, 0, 1));
        assertThat(s.requests).isZero();
        s = run(cluster(Long.MAX_VALUE / 4, spec), poisson(0.8, 1_000_000, 7));
        assertThat(s.requests).isEqualTo(1_000_000);
        assertThat(s.waitNanos / 1e15).isCloseTo(4, within(0.2));
    }
}
