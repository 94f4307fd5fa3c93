package ebb.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Problem;
import ebb.document.Problems;
import ebb.random.Constant;
import ebb.random.Lognormal;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficReaderTest {
    private final Problems problems = new Problems();

    private TrafficSpec read(String yaml) {
        Mapping root = new Mapping(problems, "this document", Document.text("t.yaml", yaml, problems));
        TrafficSpec spec = TrafficReader.read(root.get("generate"));
        root.done();
        return spec;
    }

    @Test
    void aServiceWithShapesAndWork() {
        TrafficSpec spec = read("""
                generate:
                  arrivals: { bursty: { rate: 30/min, cv: 4 } }
                  shape:
                    - weekly: { days: [1, 1, 1, 1, 1, 0.4, 0.3] }
                    - flash: { at: 10h, height: 8, rise: 2m, decay: 20m }
                  service_time: { lognormal: { median: 120ms, sigma: 0.8 } }
                  output_tokens: 100
                """);
        assertThat(problems.list()).isEmpty();
        assertThat(spec)
                .isEqualTo(new TrafficSpec.Service(
                        ArrivalProcess.bursty(0.5, 4),
                        List.of(
                                RateShape.Steps.weekly(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 0.4, 0.3)),
                                new RateShape.Flash(36_000, 8, 120, 1200)),
                        new Work(new Lognormal(0.12, 0.8), null, new Constant(100))));
    }

    @Test
    void everyKindIsRead() {
        TrafficSpec spec = read("""
                generate:
                  shape: { waves: { cv: 0.4, memory: 30m } }
                  services:
                    chat:
                      conversations:
                        starts: { mmpp: { states: [ { rate: 2/s, stay: 1m }, { rate: 0/s, stay: 9m } ] } }
                        turns: 3
                        think: 30s
                        prompt: 200
                        answer: 150
                        context: 8192
                    tail: { population: { services: 100, most: 1/s } }
                    jobs:
                      superposition:
                        - arrivals: { timer: { every: 5m, jitter: 10s } }
                        - arrivals: { renewal: { gaps: { pareto: { alpha: 1.5, min: 10s, max: 1h } } } }
                """);
        assertThat(problems.list()).isEmpty();
        assertThat(spec).isInstanceOf(TrafficSpec.Group.class);
        Trace trace = spec.trace("all", 3_600_000_000_000L, 1);
        assertThat(trace.services()).hasSize(102).contains("chat", "jobs", "tail/app-001");
    }

    @Test
    void allThatIsWrongIsSaidAtOnceWithItsPlace() {
        read("""
                generate:
                  services:
                    a: { arrivals: { poison: { rate: 5/s } } }
                    b: { arrivals: { poisson: { rate: 5 } }, service_time: -1s }
                    c: { arrivals: { timer: { every: 1m, jitter: 2m } }, colour: red }
                    d: { arrivals: { mmpp: { states: [ { rate: 1/s, stay: 1s } ] } } }
                    e: { arrivals: { poisson: { rate: 1/s } }, shape: { diurnal: { hours: [1, 2] } } }
                    f: {}
                """);
        assertThat(problems.list().stream().map(Problem::line)).contains(3, 4, 5, 6, 7, 8);
        assertThat(problems.list().stream().map(Problem::toString))
                .anySatisfy(each -> assertThat(each).contains("t.yaml:3:", "poison", "Maybe poisson?"))
                .anySatisfy(each -> assertThat(each).contains("rate = 5", "Maybe 5/s?"))
                .anySatisfy(each -> assertThat(each).contains("colour", "is not a field"))
                .anySatisfy(each -> assertThat(each).contains("24 numbers"));
    }
}
