package ebb.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.Document;
import ebb.document.Problems;
import ebb.document.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/scenarios.md names every field that is read. */
class ScenarioDocsTest {
    private static final String EVERYTHING = """
            apiVersion: ebb.dev/v1
            kind: Scenario
            metadata: { name: all, title: All, claim: Nothing }
            start: 2026-01-05T00:00:00Z
            duration: 1h
            seeds: [1, 2]
            prices: { list: on-demand, spot: 10%, start_cost: 0.001 USD, billing: { granularity: 1s, minimum: 1m } }
            services:
              a:
                template: false
                traffic: { file: a.csv, format: requests, expansion: start, service: x, from: 1m, until: 2h, speed: 2 }
                service_time: { llm: { input_tokens: 5, output_tokens: 5, prefill: { a: 1, b: 1, c: 0 }, decode: { a: 1, b: 0, c: 0 }, kv_tokens: 9 } }
                pod:
                  cpu: 1
                  memory: 1Gi
                  gpu: 1
                  concurrency: 2
                  startup:
                    profile: llm-8b-h100-safetensors
                    decision: 1ms
                    scheduling: 1ms
                    image: { layers: [{ name: l, size: 1GB }], fixed: 1s }
                    container: 1s
                    weights: { size: 1GB, bandwidth: 1GB/s, cached_bandwidth: 2GB/s }
                    engine: 1s
                    endpoints: 1ms
                  grace: 1s
                  crash: 1h
                  restart: 1s
                  hang: 1%
                limits: { min: 0, max: 3 }
                initial: 1
                queue: { limit: 1, timeout: never, order: lifo, binding: early }
                balancer: { algorithm: random, report_interval: 0s, endpoints_delay: 1ms }
                client: { timeout: 1m, retries: 1, backoff: 1s, retry_budget: 0.1, patience: 1m }
                health:
                  startup: { initial_delay: 0s, period: 1s, timeout: 1s, success: 1, failure: 9 }
                  readiness: {}
                  liveness: {}
                tariff: { instance: gcp-a2-ultragpu-1g, share: 50% }
                objectives: [wait_p95 <= 1s]
              b:
                traffic: { file: b.csv }
                service_time: { shared: { work: 1s, efficiency: [1, 2] } }
                pod: { startup: 1s }
                tariff: { hour: 1 USD }
              c:
                traffic: { file: c.csv }
                service_time: { llm: { model: opt-13b-a100 } }
                pod: { startup: { image: { size: 1GB } } }
            nodes:
              charge: pods
              allocation:
                packing: first-fit
                quota: { cpu: 100, memory: 1000Gi, gpu: 8 }
                namespaces: [{ name: one, services: a, quota: { gpu: 2 } }]
                reservations: [{ service: b, amount: { cpu: 1 } }]
              pools:
                - { name: p, instance: gcp-a2-ultragpu-1g, cpu: 12, memory: 170Gi, gpu: 1, min: 0, max: 2, initial: 0, provision: 1m, idle: 5m, bandwidth: 1GB/s, image_cache: 1Gi, page_cache: 1Gi, failure: 9h, tariff: { hour: 5 USD } }
            policies: [{ label: both, name: scale-to-zero, services: { a: { name: always-on, replicas: 1 } } }]
            objectives: [cost <= 3 USD]
            changes:
              - { at: 1m, service: a, policy: scale-to-zero, limits: { min: 0, max: 2 }, algorithm: random, prices: on-demand, price_factor: 50%, restart: true }
            observation: { delay: 1s, loss: 1%, scrape_period: 15s, phase: drawn, staleness: 5m, metrics_period: 30s }
            """;

    @Test
    void everyFieldIsInTheDocument() throws IOException {
        Problems problems = new Problems();
        Tree.Mapping tree = Document.text("all.yaml", EVERYTHING, problems);
        Scenario scenario = ScenarioReader.read(tree, Path.of(""), problems);
        problems.throwIfAny();
        Set<String> keys = new TreeSet<>();
        collect(scenario.resolved(), keys);
        keys.removeAll(Set.of("a", "b", "c", "replicas"));
        assertThat(keys).hasSizeGreaterThan(90);
        assertThat(documented()).containsAll(keys);
    }

    private static void collect(Tree tree, Set<String> keys) {
        switch (tree) {
            case Tree.Scalar scalar -> {}
            case Tree.Sequence sequence -> sequence.items().forEach(each -> collect(each, keys));
            case Tree.Mapping mapping -> {
                keys.addAll(mapping.entries().keySet());
                mapping.entries().values().forEach(each -> collect(each, keys));
            }
        }
    }

    /** Words that stand in code, in dotted paths too. */
    private static Set<String> documented() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        String text = Files.readString((Files.isDirectory(folder.resolve("docs")) ? folder : folder.resolve(".."))
                .resolve("docs/scenarios.md"));
        Set<String> words = new TreeSet<>();
        for (Matcher code = Pattern.compile("`([^`]+)`").matcher(text.replaceAll("(?s)```.*?```", "")); code.find(); ) {
            words.addAll(Set.copyOf(List.of(code.group(1).split("[^A-Za-z_-]+"))));
        }
        return words;
    }
}
