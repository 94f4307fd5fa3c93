package ebb.cluster;

import static ebb.cluster.Specs.NEVER;
import static ebb.cluster.Specs.SECOND;
import static ebb.cluster.Specs.at;
import static ebb.cluster.Specs.service;
import static ebb.cluster.Specs.with;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.cluster.Observation.Scraping;
import ebb.cluster.ServiceModel.Batching;
import ebb.cluster.ServiceModel.Coefficients;
import ebb.cluster.ServiceModel.Shared;
import ebb.cluster.ServiceSpec.PodSpec;
import ebb.policy.Automaton;
import ebb.policy.BuiltIn;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.EventSet;
import ebb.policy.Limits;
import ebb.policy.Parameter;
import ebb.policy.PolicyDefinition;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import ebb.random.Law;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a policy is told of its service and its pods: at the start, as they change, and as they are measured. */
class CollectorTest {
    private static final PodSpec TWO_CORES =
            new PodSpec(new Resources(2000, 1 << 30, 500), new StartUp.Measured(Law.of(10)), NEVER, null, Law.of(1), 0);

    /** A policy that writes down what it hears, and wants one pod. */
    private static final class Ear implements PolicyDefinition, Automaton {
        private final EventSet wants;
        private final List<String> heard = new ArrayList<>();
        private ServiceFacts facts = ServiceFacts.of(new Limits(0, 1, 1), 0);
        private long startNanos = -1;
        private long begun;

        Ear(boolean podUse, String... metrics) {
            wants = new EventSet(true, podUse, podUse, podUse, List.of(metrics), podUse ? List.of(metrics) : List.of());
        }

        @Override
        public String title() {
            return "ear";
        }

        @Override
        public String text() {
            return "";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public Automaton automaton(ScalingPolicy policy, ServiceFacts told) {
            facts = told;
            return this;
        }

        @Override
        public long[] start(Event levels) {
            begun = levels.atNanos;
            return new long[0];
        }

        @Override
        public long[] step(long[] state, Event event, Decision out) {
            double now = (event.atNanos - begun) / 1e9;
            String of = event.pod < 0 ? "" : "pod " + event.pod + " ";
            if (event.kind == EventKind.SAMPLE && event.metric >= 0) {
                say(now, of + wants.metrics().get(event.metric), event.value);
            } else if (event.kind == EventKind.POD_CHANGED && event.facts.cpuSampledNanos == event.atNanos) {
                say(now, of + "cores", event.facts.cpuUsage);
            } else if (event.kind == EventKind.POD_READY) {
                startNanos = event.startNanos;
            }
            out.desired = event.demand() > 0 ? 1 : Decision.NONE;
            return state;
        }

        private void say(double now, String what, double value) {
            heard.add(String.format(Locale.ROOT, "%.2f %s %.3f", now, what, value));
        }

        @Override
        public long nextDeadline(long[] state) {
            return NEVER;
        }

        @Override
        public EventSet wants() {
            return wants;
        }

        @Override
        public String explain(int why, long left, long right) {
            return "";
        }
    }

    private static ServiceSpec of(PolicyDefinition policy, ServiceModel model, int concurrency, int initial) {
        ServiceSpec s = with(
                with(with(service(BuiltIn.ALWAYS_ON, Map.of()), model), TWO_CORES),
                new Limits(0, 10, concurrency),
                initial);
        return new ServiceSpec(
                s.name(),
                s.limits(),
                s.pod(),
                s.model(),
                s.queue(),
                s.balancing(),
                s.client(),
                s.health(),
                policy.with(Map.of()),
                s.tariff(),
                initial);
    }

    private static ServiceStatistics run(
            ServiceSpec service, Observation observation, long seconds, List<Change> changes, Arrivals.Source source) {
        return Specs.run(
                new ClusterSpec(0, seconds * SECOND, List.of(service), null, observation, changes, 1, 0), source);
    }

    private static Observation each(double period, double phase, double loss) {
        return new Observation(
                Law.of(0),
                loss,
                null,
                new Scraping(Math.round(period * SECOND), Math.round(phase * SECOND), Long.MAX_VALUE));
    }

    @Test
    void aRequestUsesItsShareOfThePod() {
        Ear ear = new Ear(true, "rps", "queue_length", "utilisation", "latency");
        run(of(ear, new ServiceModel.Slots(Law.of(1)), 2, 1), each(10, 5, 0), 16, List.of(), at(6, 1));
        // One of two places, so one of two cores: 4 of the first 5 s, then 2 of 10 s.
        assertThat(ear.heard)
                .containsExactly(
                        "5.00 pod 0 cores 0.800",
                        "5.00 pod 0 rps 0.200",
                        "5.00 pod 0 queue_length 1.000",
                        "5.00 pod 0 utilisation 0.400",
                        "5.00 pod 0 latency NaN",
                        "5.00 rps 0.200",
                        "5.00 queue_length 1.000",
                        "5.00 utilisation 0.400",
                        "15.00 pod 0 cores 0.200",
                        "15.00 pod 0 rps 0.000",
                        "15.00 pod 0 queue_length 0.000",
                        "15.00 pod 0 utilisation 0.100",
                        "15.00 pod 0 latency 6.000",
                        "15.00 rps 0.000",
                        "15.00 queue_length 0.000",
                        "15.00 utilisation 0.100",
                        "15.00 latency 6.000");
    }

    @Test
    void requestsThatShareAPodUseWhatItsSpeedIsOfItsGreatest() {
        Ear ear = new Ear(false, "utilisation");
        run(
                of(ear, new Shared(Law.of(100), List.of(1.0, 2.0, 4.0)), 9, 1),
                each(10, 5, 0),
                20,
                List.of(),
                at(100, 0, 10));
        assertThat(ear.heard)
                .startsWith("5.00 utilisation 0.250", "15.00 utilisation 0.375", "25.00 utilisation 0.500");
    }

    @Test
    void anEngineTellsItsTokens() {
        Batching model =
                new Batching(Law.of(40), Law.of(11), new Coefficients(100, 0, 0), new Coefficients(10, 0, 0), 100);
        Ear ear = new Ear(
                false,
                "kv_usage",
                "waiting",
                "running",
                "queued_prefill_tokens",
                "queued_kv_tokens",
                "scheduled_kv_tokens",
                "max_kv_tokens",
                "token_rate",
                "ttft",
                "itl",
                "output_length");
        run(of(ear, model, 9, 1), each(0.2, 0.15, 0), 1, List.of(), at(1, 0, 0));
        // 40 tokens in and 11 out are 51 of 100: the second waits. The first token at 0.1 s, then one each 10 ms.
        assertThat(ear.heard.subList(0, 9))
                .containsExactly(
                        "0.15 kv_usage 0.510",
                        "0.15 waiting 1.000",
                        "0.15 running 1.000",
                        "0.15 queued_prefill_tokens 40.000",
                        "0.15 queued_kv_tokens 51.000",
                        "0.15 scheduled_kv_tokens 51.000",
                        "0.15 max_kv_tokens 100.000",
                        "0.15 token_rate 40.000",
                        "0.15 ttft 0.100");
        // It ends at 0.2 s; the second is read until 0.3 s.
        assertThat(ear.heard)
                .contains(
                        "0.35 token_rate 55.000",
                        "0.35 ttft 0.300",
                        "0.35 itl 0.010",
                        "0.35 output_length 11.000",
                        "0.55 running 0.000",
                        "0.55 itl 0.010");
    }

    @Test
    void aLostMeasurementHasFailedAndWhatRequestsToldComesLater() {
        Ear ear = new Ear(false, "queue_length", "latency");
        run(of(ear, new ServiceModel.Slots(Law.of(1)), 2, 1), each(10, 5, 1), 11, List.of(), at(1, 1));
        assertThat(ear.heard).containsExactly("5.00 queue_length NaN");
    }

    @Test
    void aPolicyKnowsWhatItsServiceCostsAndHowLongAStartTakes() {
        Ear ear = new Ear(false);
        run(of(ear, new ServiceModel.Slots(Law.of(1)), 2, 0), Observation.PERFECT, 20, List.of(), at(1, 1));
        assertThat(ear.facts.costPerPodSecond()).isEqualTo(1);
        assertThat(ear.facts.coldStartNanos()).isEqualTo(10 * SECOND);
        assertThat(ear.facts.cores()).isEqualTo(2);
        assertThat(ear.facts.memoryBytes()).isEqualTo(1 << 30);
        assertThat(ear.facts.gpus()).isEqualTo(0.5);
        assertThat(ear.startNanos).isEqualTo(10 * SECOND);
    }

    // Policies in the language.

    private static PolicyDocument policy(String text) {
        return PolicyDocument.read(
                "p.yaml",
                "apiVersion: ebb.dev/v1\nkind: ScalingPolicy\nmetadata: { name: p }\n" + text,
                PolicyFiles.BUILT_IN);
    }

    @Test
    void otherParametersMoveTheClockThatRuns() {
        PolicyDocument keep = PolicyDocument.builtIn("keep-alive");
        Change shorter = new Change(20 * SECOND, "web", keep.with(Map.of("keep_alive", 30.0)), null, null);
        ServiceSpec service = of(keep, new ServiceModel.Slots(Law.of(1)), 1, 0);
        // Idle from 11 s: gone at 41 s, not 30 s after the change.
        assertThat(run(service, Observation.PERFECT, 100, List.of(shorter), at(1, 0)).idlePodNanos)
                .isEqualTo(30 * SECOND);
    }

    @Test
    void aRestartForgetsWhatIsNotDurable() {
        PolicyDocument count = policy("""
                vars: { kept: { init: 0, durable: true }, lost: 0 }
                states: { All: { scale: kept + 10 * lost, go: [ { when: arrival, set: { kept: kept + 1, lost: lost + 1 } } ] } }
                limits: { max: 100 }
                """);
        ServiceSpec service = with(of(count, new ServiceModel.Slots(Law.of(1)), 1, 0), new Limits(0, 100, 1), 0);
        Change restart = new Change(50 * SECOND, "web", null, null, null, true);
        ServiceStatistics s = run(service, Observation.PERFECT, 100, List.of(restart), at(1, 5, 20));
        // 11, then 22; after the restart 2.
        assertThat(s.maxPods).isEqualTo(22);
        assertThat(s.startedPods).isEqualTo(22);
        long ready = s.idlePodNanos + s.busyPodNanos;
        assertThat(ready).isEqualTo((2 * (100 - 15) + 9 * (50 - 15) + 11 * (50 - 30)) * SECOND);
    }
}
