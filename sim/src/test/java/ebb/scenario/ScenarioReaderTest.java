package ebb.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ebb.balance.Algorithm;
import ebb.cluster.Observation.Scraping;
import ebb.cluster.ServiceModel;
import ebb.cluster.StartUp;
import ebb.cost.Tariff;
import ebb.document.Document;
import ebb.document.Problem;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.document.YamlWriter;
import ebb.policy.BuiltIn;
import ebb.policy.Limits;
import ebb.random.Constant;
import ebb.random.Lognormal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioReaderTest {
    private static final String HEAD = "apiVersion: ebb.dev/v1\nkind: Scenario\nmetadata: { name: small }\n";
    private static final String SMALL = HEAD + """
            duration: 1h
            services:
              web:
                traffic: { file: web.csv }
                service_time: 200ms
                pod: { startup: 2s }
            policies: [fixed-keep-alive]
            """;

    private final Problems problems = new Problems();

    private Scenario read(String text) {
        return ScenarioReader.read(Document.text("s.yaml", text, problems), Path.of(""), problems);
    }

    private List<String> found() {
        return problems.list().stream().map(Problem::toString).toList();
    }

    /** The small scenario with lines put under its service. */
    private Scenario with(String lines) {
        String pod = lines.contains("pod:") ? "" : "    pod: { startup: 2s }\n";
        return read(SMALL.replace("    service_time: 200ms\n    pod: { startup: 2s }\n", lines.indent(4) + pod));
    }

    @Test
    void aPolicyIsRefusedThatReadsWhatItsServiceDoesNotHave() {
        read(SMALL.replace("policies: [fixed-keep-alive]", "policies: [fixed-keep-alive, { name: apa, target: 60% }]"));
        assertThat(found())
                .containsExactly(
                        "s.yaml:10:30: policies[1], is apa, which reads kv_usage, and web does not have that: only services"
                                + " with service_time: { llm: … } do. Give web another policy: services: { web: … }.");
    }

    @Test
    void metricsAreMeasuredWithTheSamplesWhereThereAreAny() {
        assertThat(read(SMALL).observation().metrics().periodNanos()).isEqualTo(15_000_000_000L);
        Scenario scraped = read(SMALL + "observation: { scrape_period: 30s }\n");
        assertThat(scraped.observation().metrics())
                .isEqualTo(scraped.observation().scraping());
        Scenario own = read(SMALL + "observation: { metrics_period: 1m }\n");
        assertThat(own.observation().metrics().periodNanos()).isEqualTo(60_000_000_000L);
        problems.throwIfAny();
    }

    @Test
    void whatIsNotSaidHasItsDocumentedDefault() {
        Scenario small = read(SMALL);
        problems.throwIfAny();
        ServicePlan web = small.services().getFirst();
        assertThat(small.seeds()).containsExactly(1L);
        assertThat(small.startEpochNanos()).isEqualTo(1_767_571_200_000_000_000L); // 2026-01-05T00:00:00Z
        assertThat(small.currency()).isEqualTo("USD");
        assertThat(small.nodes()).isNull();
        assertThat(web.template()).isFalse();
        assertThat(web.traced()).isFalse();
        assertThat(web.pattern().limits()).isEqualTo(new Limits(0, 100, 1));
        assertThat(web.pattern().queue().limit()).isEqualTo(10_000);
        assertThat(web.pattern().queue().timeoutNanos()).isEqualTo(300_000_000_000L);
        assertThat(web.pattern().balancing().algorithm()).isEqualTo(Algorithm.LEAST_CONNECTIONS);
        assertThat(web.pattern().pod().graceNanos()).isEqualTo(30_000_000_000L);
        // 1 core at 0.031611 and half a GiB at 0.004237 an hour.
        assertThat(web.pattern().tariff().perSecond(0) * 3600).isCloseTo(0.0337295, within(1e-12));
        assertThat(small.policies())
                .containsExactly(
                        new PolicyChoice("fixed-keep-alive", BuiltIn.FIXED_KEEP_ALIVE.with(Map.of()), Map.of()));
    }

    @Test
    void samplesHaveAPeriodAPhaseAndAnAge() {
        assertThat(read(SMALL + "observation: { delay: 1s }\n").observation().scraping())
                .isNull();
        assertThat(read(SMALL + "observation: { scrape_period: 15s }\n")
                        .observation()
                        .scraping())
                .isEqualTo(new Scraping(15_000_000_000L, Scraping.DRAWN, 300_000_000_000L));
        assertThat(read(SMALL + "observation: { scrape_period: 15s, phase: 14s, staleness: never }\n")
                        .observation()
                        .scraping())
                .isEqualTo(new Scraping(15_000_000_000L, 14_000_000_000L, Long.MAX_VALUE));
        problems.throwIfAny();
        read(SMALL + "observation: { phase: 1s, staleness: 5m }\n");
        read(SMALL + "observation: { scrape_period: 15s, phase: 15s }\n");
        assertThat(found())
                .hasSize(3)
                .anyMatch(each -> each.contains("1s, needs a scrape_period. Write scrape_period: 15s beside it."))
                .anyMatch(each -> each.contains("5m, needs a scrape_period."))
                .anyMatch(each -> each.contains("15s, must be"));
    }

    @Test
    void theResolvedFormReadsAsTheSameScenario() {
        Scenario once = read(
                SMALL
                        + "prices: { list: on-demand, spot: 30% }\nnodes: { pools: [{ name: a, instance: aws-m5.large, max: 3 }] }\n");
        String text = YamlWriter.write(once.resolved());
        Scenario again = read(text);
        problems.throwIfAny();
        assertThat(YamlWriter.write(again.resolved())).isEqualTo(text);
        assertThat(again.services().getFirst().pattern().pod())
                .isEqualTo(once.services().getFirst().pattern().pod());
        assertThat(text).contains("limit: 10000", "timeout: 5m", "provision: 1m", "page_cache: 8Gi");
    }

    @Test
    void everyProblemOfAScenarioIsSaidAtOnce() {
        read("""
                apiVersion: ebb.dev/v1
                kind: Scenario
                metadata: { name: Big One }
                duration: -1h
                prices: spot-market
                services:
                  web:
                    trafic: { file: web.csv }
                    service_time: 200
                    pod: { startup: lambda-pyton, concurrency: 0 }
                    limits: { min: 5, max: 2 }
                    balancer: { algorithm: roundrobin }
                policies:
                  - fixed-keepalive
                  - { name: idle-timeout, idle_timeout: [1m, 9h] }
                  - { name: scale-to-zero, services: { wbe: always-on } }
                objectives:
                  - wait_p59 <= 20s
                changes:
                  - { at: 1h, service: webb, policy: scale-to-zero }
                """);
        assertThat(found())
                .containsExactlyInAnyOrder(
                        "s.yaml:3:19: name = Big One, must be of small letters, digits, dots and dashes."
                                + " It names the result folder.",
                        "s.yaml:4:11: duration = -1h, must be at least 1ns. Maybe 1h?",
                        "s.yaml:5:9: prices = spot-market, is no price list."
                                + " Known: on-demand. A file of your own ends in .yaml.",
                        "s.yaml:8:5: trafic, is not a field of web. Maybe traffic?",
                        "s.yaml:8:5: traffic, needs generate or file. Give one of them.",
                        "s.yaml:9:19: service_time = 200, must be a duration such as 250ms, 5m or 1h30m. Maybe 200s?",
                        "s.yaml:10:21: startup = lambda-pyton, is neither a time nor a start-up profile."
                                + " Maybe lambda-python?",
                        "s.yaml:10:48: concurrency = 0, must be at least 1",
                        "s.yaml:11:13: limits, has min 5 above max 2. Lower one or raise the other.",
                        "s.yaml:12:28: algorithm = roundrobin, must be one of round-robin, least-connections, random,"
                                + " power-of-two-choices, consistent-hash, session-affinity, least-kv-cache,"
                                + " newest-first. Maybe round-robin?",
                        "s.yaml:14:5: policies[0] = fixed-keepalive, is not a policy. Maybe fixed-keep-alive?",
                        "s.yaml:15:46: idle_timeout[1] = 9h, must be at most 4h",
                        "s.yaml:16:45: wbe = always-on, is not a service of this scenario. Maybe web?",
                        "s.yaml:18:5: wait_p59, is not a metric. Maybe wait_p50?",
                        "s.yaml:20:24: service = webb, is not a service of this scenario. Maybe web?");
    }

    /** What fields a policy has only its name says: a wrong one is one problem, whatever else stands there. */
    @Test
    void aWrongPolicyIsOneProblem() {
        read("""
                apiVersion: ebb.dev/v1
                kind: Scenario
                metadata: { name: small }
                duration: 1h
                services:
                  web:
                    traffic: { file: web.csv }
                    pod: { startup: 2s }
                policies:
                  - { name: idle-timeot, idle_timeout: 1m }
                  - { idle_timeout: 1m }
                  - { name: [scale-to-zero], keep_alive: 1m }
                  - { name: "", keep_alive: 1m }
                  - { name: scale-to-zero, services: { web: { name: always-onn, replicas: 2 } } }
                """);
        String known =
                " Known: always-on, fixed-keep-alive, idle-timeout, scale-to-zero, target-concurrency, keep-alive,"
                        + " delayed-off, step-scaling, knative-kpa, hpa-v2, keda, keda-http, and 16 more.";
        assertThat(found())
                .containsExactly(
                        "s.yaml:10:13: name = idle-timeot, is not a policy. Maybe idle-timeout?",
                        "s.yaml:11:5: policies[1], needs name." + known,
                        "s.yaml:12:13: name, must be a single value",
                        "s.yaml:13:13: name =, is not a policy." + known,
                        "s.yaml:14:53: name = always-onn, is not a policy. Maybe always-on?");
    }

    @Test
    void aScenarioNeedsANameServicesAndAPolicy() {
        read("apiVersion: ebb.dev/v1\nkind: Scenario\n");
        assertThat(found())
                .contains(
                        "s.yaml:1:1: metadata, needs name",
                        "s.yaml:1:1: this scenario, needs services. Write services: and the name of one.")
                .anyMatch(line -> line.startsWith("s.yaml:1:1: policies, needs a policy. Known: always-on"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5s|5|5",
                "{ exponential: { mean: 2s } }|2|0",
                "{ uniform: { min: 1s, max: 3s } }|2|1",
                "{ erlang: { shape: 4, mean: 2s } }|2|0",
                "{ gamma: { shape: 0.5, mean: 2s } }|2|0",
                "{ weibull: { shape: 1, scale: 3s } }|3|0",
                "{ pareto: { alpha: 2, min: 1s } }|2|1",
                "{ hyperexponential: { phases: [{ share: 90%, mean: 1s }, { share: 10%, mean: 11s }] } }|2|0",
                "{ empirical: { 0%: 1s, 50%: 2s, 100%: 3s } }|2|1",
                "{ mixture: { of: [{ share: 0.5, law: 1s }, { share: 0.5, law: { exponential: { mean: 3s } } }] } }|2|0",
                "{ shifted: { offset: 1s, law: { exponential: { mean: 1s } } } }|2|1"
            })
    void lawsAreReadInSeconds(String law, double mean, double least) {
        Scenario scenario = with("service_time: " + law);
        problems.throwIfAny();
        ServiceModel.Slots slots =
                (ServiceModel.Slots) scenario.services().getFirst().pattern().model();
        assertThat(slots.seconds().mean()).isCloseTo(mean, within(1e-9));
        assertThat(slots.seconds().minimum()).isEqualTo(least);
    }

    @Test
    void aWrongLawSaysWhatIsWrongWithIt() {
        with("service_time: { lognormal: { median: 2s, sgima: 1 } }\nclient: { patience: { expo: { mean: 1s } } }");
        assertThat(found())
                .containsExactlyInAnyOrder(
                        "s.yaml:8:32: lognormal, needs sigma",
                        "s.yaml:8:46: sgima, is not a field of lognormal. Maybe sigma?",
                        "s.yaml:9:27: expo, is not a law. Known: constant, uniform, exponential, erlang, gamma,"
                                + " lognormal, weibull, pareto, normal, hyperexponential, empirical, mixture,"
                                + " and 1 more.");
    }

    @Test
    void quantilesMustRise() {
        with("service_time: { empirical: { 50%: 2s, 40%: 3s, 90%: 1s, 120%: 9s } }");
        assertThat(found())
                .containsExactly(
                        "s.yaml:8:48: 40% = 3s, must rise, in share and in value. Sort the quantiles.",
                        "s.yaml:8:57: 90% = 1s, must rise, in share and in value. Sort the quantiles.",
                        "s.yaml:8:67: 120% = 9s, must have a share such as 50% as its key");
    }

    @Test
    void aProfileBringsItsStagesAndAScenarioMayChangeOne() {
        Scenario scenario =
                with("service_time: 1s\npod: { startup: { profile: llm-8b-a10g-safetensors, engine: 5s } }");
        problems.throwIfAny();
        StartUp.Staged staged =
                (StartUp.Staged) scenario.services().getFirst().pattern().pod().startUp();
        assertThat(staged.engine()).isEqualTo(new Constant(5));
        assertThat(staged.weights().bytes()).isEqualTo(16_060_000_000L);
        assertThat(staged.weights().bytesPerSecond()).isEqualTo(new Constant(334_700_000));
        assertThat(staged.image().bytes()).isEqualTo(10_778_400_361L);
    }

    @Test
    void anLlmTakesItsCoefficientsFromAModelAndItsTokensFromTheTrace() {
        Scenario scenario = with("service_time: { llm: { model: opt-13b-a100 } }");
        problems.throwIfAny();
        ServicePlan plan = scenario.services().getFirst();
        ServiceModel.Batching model = (ServiceModel.Batching) plan.pattern().model();
        assertThat(plan.traced()).isTrue();
        assertThat(plan.pattern().limits().concurrency()).isEqualTo(256);
        assertThat(model.decode()).isEqualTo(new ServiceModel.Coefficients(23.475041, 5.9293e-04, 0.060727));
        assertThat(model.kvTokens()).isEqualTo(60_000);
    }

    @Test
    void aParameterWithSeveralValuesMakesAsManyPolicies() {
        Scenario scenario = read(SMALL.replace(
                "[fixed-keep-alive]",
                "[{ name: target-concurrency, target: [0.5, 1], window: [30s, 1m] }, scale-to-zero]"));
        problems.throwIfAny();
        assertThat(scenario.policies().stream().map(each -> PolicyChoice.words(each.standard())))
                .containsExactly(
                        "target-concurrency target=0.5 window=30s",
                        "target-concurrency target=0.5",
                        "target-concurrency target=1 window=30s",
                        "target-concurrency target=1",
                        "scale-to-zero");
    }

    @Test
    void aServiceMayHaveAPolicyOfItsOwn() {
        Scenario scenario = read(SMALL.replace(
                "[fixed-keep-alive]",
                "[{ label: mixed, name: scale-to-zero, services: { web: { name: always-on, replicas: [1, 2] } } }]"));
        problems.throwIfAny();
        assertThat(scenario.policies()).hasSize(2).allMatch(each -> each.label().equals("mixed"));
        assertThat(scenario.policies().get(1).of(scenario.services().getFirst()))
                .isEqualTo(BuiltIn.ALWAYS_ON.with(Map.of("replicas", 2.0)));
    }

    @Test
    void pricesChangeOnTheWay() {
        Scenario scenario = read(SMALL + "changes: [{ at: 30m, price_factor: 200% }]\n");
        problems.throwIfAny();
        Tariff tariff = scenario.services().getFirst().pattern().tariff();
        assertThat(tariff.perSecond(1_799_999_999_999L)).isEqualTo(tariff.perSecond(0));
        assertThat(tariff.perSecond(1_800_000_000_000L)).isEqualTo(2 * tariff.perSecond(0));
    }

    @Test
    void aPodThatFitsNowhereIsFoundBeforeTheRun() {
        read(SMALL.replace("startup: 2s", "startup: 2s, gpu: 1")
                + "nodes: { pools: [{ name: cpu, instance: aws-m5.large, max: 3 }] }\n");
        assertThat(found())
                .containsExactly("s.yaml:7:5: web, asks for more than any node has. Ask for less, or add a pool.");
    }

    @Test
    void whereNodesArePaidPodsAreNot() {
        Scenario scenario =
                read(SMALL + "nodes: { charge: nodes, pools: [{ name: cpu, instance: aws-m5.large, max: 3 }] }\n");
        problems.throwIfAny();
        assertThat(scenario.services().getFirst().pattern().tariff().perSecond(0))
                .isZero();
        assertThat(Objects.requireNonNull(scenario.nodes())
                                .pools()
                                .getFirst()
                                .tariff()
                                .perSecond(0)
                        * 3600)
                .isCloseTo(0.096, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"startup/functions.yaml", "startup/containers.yaml", "startup/llm.yaml", "models/llm.yaml"})
    void everyShippedFigureNamesItsSource(String resource) {
        Tree.Mapping tree = Document.resource(resource, problems);
        Tree.Mapping all = (Tree.Mapping) tree.entries().values().toArray()[2];
        assertThat(all.entries())
                .isNotEmpty()
                .allSatisfy((name, entry) ->
                        assertThat(((Tree.Mapping) entry).entries()).containsKeys("source", "text"));
    }

    @Test
    void everyShippedProfileAndModelReads() {
        assertThat(StartUpReader.profiles().entries()).hasSizeGreaterThan(15);
        assertThat(ModelReader.models().entries()).hasSize(5);
        StartUp measured = Objects.requireNonNull(
                        StartUpReader.profiles().entries().get("huawei2025"))
                .value();
        assertThat(measured).isEqualTo(new StartUp.Measured(new Lognormal(1.345, 1.326)));
    }
}
