package ebb.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ebb.random.Constant;
import ebb.random.Exponential;
import ebb.trace.TraceStatistics.Figures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TraceStatisticsTest {
    private static final long HOUR = 3_600_000_000_000L;

    @Test
    void aPoissonProcessHasGapsAndCountsOfVarianceOne() {
        Trace trace = new TrafficSpec.Service(
                        ArrivalProcess.poisson(10), List.of(), new Work(new Exponential(0.2), new Constant(500), null))
                .trace("web", 10 * HOUR, 1);
        Figures web = TraceStatistics.of(trace).services().getFirst();
        assertThat(web.ratePerSecond()).isCloseTo(10, within(4 * Math.sqrt(10 / 36_000.0)));
        assertThat(web.gapCv()).isCloseTo(1, within(0.01));
        assertThat(web.dispersion()).isCloseTo(1, within(4 * Math.sqrt(2 / 600.0)));
        TraceStatistics.Spread seconds = Objects.requireNonNull(web.seconds());
        assertThat(seconds.mean()).isCloseTo(0.2, within(0.005));
        assertThat(seconds.p95()).isCloseTo(0.2 * Math.log(20), within(0.02));
        assertThat(web.inputTokens()).isEqualTo(new TraceStatistics.Spread(500, 500, 500, 500, 500));
        assertThat(web.outputTokens()).isNull();
    }

    @Test
    void theTotalAddsUpMinuteByMinute() {
        Map<String, TrafficSpec> services = new LinkedHashMap<>();
        services.put("a", new TrafficSpec.Service(new ArrivalProcess.Renewal(new Constant(30)), List.of(), Work.NONE));
        services.put(
                "b", new TrafficSpec.Service(new ArrivalProcess.Renewal(new Constant(1800)), List.of(), Work.NONE));
        TraceStatistics statistics = TraceStatistics.of(new TrafficSpec.Group(services, List.of()).trace("g", HOUR, 1));
        // a at 30 s, 60 s, … 3570 s: 119; b at 1800 s.
        assertThat(statistics.services().get(0).requests()).isEqualTo(119);
        assertThat(statistics.services().get(0).gapCv()).isZero();
        assertThat(statistics.services().get(0).peakPerMinute()).isEqualTo(2);
        assertThat(statistics.services().get(1).requests()).isEqualTo(1);
        assertThat(statistics.services().get(1).gapCv()).isNaN();
        assertThat(statistics.total().requests()).isEqualTo(120);
        assertThat(statistics.total().peakPerMinute()).isEqualTo(3);
        // Counts: one 1, one 3, the other 58 are 2: a variance of 2 / 60 around a mean of 2.
        assertThat(statistics.total().dispersion()).isCloseTo(2.0 / 60 / 2, within(1e-12));
    }
}
