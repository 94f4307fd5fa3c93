package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.document.BadInputException;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies and forecasts that others bring along in Java: compiled here, loaded as a jar would be. */
class ProgramsTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path folder;

    private interface Check {
        void run();
    }

    private void source(String name, String text) throws IOException {
        compile(Map.of(name, text));
    }

    private void compile(Map<String, String> sources) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", folder.toString()));
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
        for (Map.Entry<String, String> each : sources.entrySet()) {
            Path file = folder.resolve(each.getKey().replace('.', '/') + ".java");
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, each.getValue());
            arguments.add(file.toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
    }

    private void service(Class<?> of, String name) throws IOException {
        Path file = folder.resolve("META-INF/services/" + of.getName());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, name + "\n");
    }

    private void loaded(Check check) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URI uri = folder.toUri();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {uri.toURL()}, before)) {
            thread.setContextClassLoader(loader);
            check.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String example() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("docs")) ? here : here.resolveSibling("");
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(root.resolve("docs/policy-language.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    @Test
    void theExampleOfTheDocsIsListedAndDecides() throws IOException {
        source("example.SlowDown", example());
        service(PolicyProgram.class, "example.SlowDown");
        loaded(() -> {
            assertThat(Policies.names()).contains("slow-down");
            assertThat(Policies.list()).anyMatch(each -> each.title().equals("slow-down"));
            PolicyDefinition found = Objects.requireNonNull(Policies.named("slow-down"));
            Automaton automaton = found.with(Map.of("pause", 10.0)).automaton(ServiceFacts.of(new Limits(0, 9, 1), 1));
            Event event = new Event();
            Decision decision = new Decision();
            long[] state = automaton.start(event);
            event.kind = EventKind.REPORT;
            event.inFlight = 3;
            state = automaton.step(state, event, decision);
            assertThat(decision.desired).isEqualTo(3);
            event.replicas = 3;
            event.inFlight = 0;
            event.atNanos = SECOND;
            decision.clear();
            state = automaton.step(state, event, decision);
            assertThat(decision.desired).isEqualTo(2);
            assertThat(automaton.nextDeadline(state)).isEqualTo(11 * SECOND);
        });
        assertThat(Policies.names()).doesNotContain("slow-down");
    }

    /** What a step does, and what is said about it; the last one calls another class. */
    private static final String[][] BAD = {
        {"System.nanoTime();", "System.nanoTime, is a clock. Take the time from the event: atNanos."},
        {"java.time.Instant.now();", "Instant.now, is a clock. Take the time from the event: atNanos."},
        {"Math.random();", "Math.random, is chance. Draw from ebb.random.Draw with the seed."},
        {"new java.util.Random(1);", "Random, is chance. Draw from ebb.random.Draw with the seed."},
        {"new Thread(() -> {});", "Thread, is a thread. A policy sees events only."},
        {"new java.io.File(\"x\").exists();", "File, reaches outside. A policy sees events only."},
        {"java.nio.file.Path.of(\"x\");", "Path.of, reaches outside. A policy sees events only."},
        {"System.out.println(\"x\");", "System.out, reaches outside. A policy sees events only."},
        {"seen++;", "seen, is kept outside the state. What a policy remembers is in its long[]."},
        {
            "synchronized (this) { event.pod = 0; }",
            "synchronized, waits for other threads. An automaton never changes: nothing waits."
        },
        {"new java.util.HashMap<String, String>().keySet();", "HashMap.keySet, has no order. Use a TreeMap."},
        {"Math.exp(event.value);", "Math.exp, differs in its last bit between machines. Use StrictMath."},
        {
            "java.util.function.LongSupplier s = System::nanoTime;",
            "System.nanoTime, is a clock. Take the time from the event: atNanos."
        },
        {"Else.look();", "System.currentTimeMillis, is a clock. Take the time from the event: atNanos."},
    };

    private static String bad(int number) {
        return """
                package example;
                import ebb.policy.*;
                import java.util.*;
                public final class BadN implements PolicyProgram, Automaton {
                    static int seen;
                    public String title() { return "badN"; }
                    public String text() { return "bad"; }
                    public List<Parameter> parameters() { return List.of(); }
                    public Automaton automaton(Map<String, Double> given, ServiceFacts facts) { return this; }
                    public long[] start(Event levels) { return new long[0]; }
                    public long[] step(long[] state, Event event, Decision out) {
                        STATEMENT
                        return state;
                    }
                    public long nextDeadline(long[] state) { return NEVER; }
                    public EventSet wants() { return EventSet.EDGES; }
                    public String explain(int why, long left, long right) { return ""; }
                }
                """.replace("BadN", "Bad" + number)
                .replace("badN", "bad" + number)
                .replace("STATEMENT", BAD[number][0]);
    }

    @Test
    void whatIsNotPureIsRefusedWithItsPlace() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        StringBuilder names = new StringBuilder();
        sources.put(
                "example.Else",
                "package example;\nclass Else { static long look() {\n return System.currentTimeMillis(); } }\n");
        for (int i = 0; i < BAD.length; i++) {
            sources.put("example.Bad" + i, bad(i));
            names.append("example.Bad").append(i).append('\n');
        }
        compile(sources);
        service(PolicyProgram.class, names.toString());
        loaded(() -> {
            for (int i = 0; i < BAD.length; i++) {
                String name = "bad" + i;
                String place =
                        BAD[i][0].startsWith("Else") ? "example/Else.java:3:1: " : "example/Bad" + i + ".java:12:1: ";
                assertThatThrownBy(() -> Policies.named(name))
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining(place + BAD[Integer.parseInt(name.substring(3))][1]);
            }
        });
    }

    @Test
    void aNameThatIsTakenIsRefused() throws IOException {
        source("example.SlowDown", example().replace("\"slow-down\"", "\"keda\""));
        service(PolicyProgram.class, "example.SlowDown");
        loaded(() -> assertThatThrownBy(Policies::list)
                .hasMessageContaining("keda, is the name of a policy that comes with Ebb. Choose another name."));
    }

    @Test
    void aForecastThatWasBroughtAlongIsNamedInAPolicy() throws IOException {
        source("example.Same", """
                package example;
                import ebb.policy.window.*;
                public final class Same implements ForecastMethod {
                    public String title() { return "as_now"; }
                    public Forecaster forecaster(long seasonNanos) {
                        return new Forecaster() {
                            public int slots() { return 1; }
                            public void start(long[] state, int at, long now) { state[at] = 0; }
                            public void observe(long[] state, int at, long now, double value) { state[at] = (long) value; }
                            public double quantile(long[] state, int at, long now, long horizon, double share) { return state[at]; }
                        };
                    }
                }
                """);
        service(ebb.policy.window.ForecastMethod.class, "example.Same");
        String policy = """
                apiVersion: ebb.dev/v1
                kind: ScalingPolicy
                metadata: { name: test }
                states: { All: { scale: "ceil(forecast(in_flight, as_now) / concurrency_limit)" } }
                limits: { max: 100 }
                """;
        loaded(() -> {
            PolicyDocument read = PolicyDocument.read("test.yaml", policy, PolicyFiles.BUILT_IN);
            Automaton automaton = read.automaton(Map.of(), ServiceFacts.of(new Limits(0, 100, 1), 1));
            assertThat(new Timeline(automaton, 0, 0).run("10 load 4/4; 20 end")).isEqualTo("0:0 10:4");
        });
        assertThatThrownBy(() -> PolicyDocument.read("test.yaml", policy, PolicyFiles.BUILT_IN))
                .hasMessageContaining(
                        "is no way to forecast. Known: seasonal_naive, holt_winters, arima, quantile_of_histogram.");
    }
}
