package ebb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.trace.TraceFormat;
import ebb.trace.Traces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCommandTest {
    private static final Terminal PIPE = new Terminal(false, false, false, 100);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Main.run(
                List.of(new TraceCommand(), new FormatsCommand()),
                PIPE,
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                args);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String printed() {
        return out.toString(UTF_8);
    }

    private String complained() {
        return err.toString(UTF_8);
    }

    @Test
    void infoSaysWhatATraceIsLike() throws IOException {
        String file = file("a.csv", """
                t_s,service,duration_ms,input_tokens
                0,web,100,7
                10,web,100,9
                20,web,100,9
                30,web,100,9
                90,hook,300,1000
                """);
        assertThat(run("trace", "info", file)).isZero();
        assertThat(printed())
                .contains("a.csv: requests,")
                .contains("services   2")
                .contains("requests   5, 0.056/s on average, 4 in the busiest minute")
                .contains("duration   1m30s")
                .contains(Traces.open(Path.of(file)).hash())
                .containsPattern(
                        "service +requests +rate 1/s +peak 1/min +gap cv +dispersion +time p50 s +p99 s +input p50 +p99")
                .containsPattern("web +4 +0.044 +4 +0.000 +2.000 +0.100 +0.100 +9.000 +9.000")
                .containsPattern("hook +1 +0.011 +1 +- ")
                .containsPattern("all +5 ");
    }

    @Test
    void infoIsJsonForPrograms() throws IOException {
        String file = file("a.csv", "minute,count\n0,6\n2,3\n");
        assertThat(run("trace", "info", "--json", "--expansion", "start", file)).isZero();
        assertThat(printed())
                .contains(
                        "\"format\" : \"counts\"",
                        "\"duration_s\" : 180.0",
                        "\"requests\" : 9",
                        "\"peak_per_min\" : 6.0",
                        "\"name\" : \"all\"")
                .doesNotContain("service_time_s");
    }

    @Test
    void convertWritesARecordingAndATable() throws IOException {
        String counts = file("a.csv", "service,minute,count\nf,0,1000\ng,3,500\n");
        assertThat(run("trace", "convert", "--seed", "3", counts, path("a.ebbt")))
                .isZero();
        assertThat(printed()).contains("a.ebbt: 1,500 requests of 2 services, ");
        assertThat(run("trace", "convert", "--quiet", "--service", "g", path("a.ebbt"), path("g.csv.gz")))
                .isZero();
        assertThat(Traces.open(folder.resolve("g.csv.gz")).requests(0)).isEqualTo(500);
        assertThat(Traces.open(folder.resolve("a.ebbt")).format()).isEqualTo(TraceFormat.EBBT);
        assertThat(complained()).isEmpty();
    }

    @Test
    void generateWritesTheSameBytesForTheSameSeed() throws IOException {
        String spec = file("t.yaml", """
                apiVersion: ebb.dev/v1
                kind: Traffic
                name: web
                duration: 10m
                generate: { arrivals: { bursty: { rate: 5/s, cv: 3 } }, service_time: 20ms }
                """);
        assertThat(run("trace", "generate", spec, path("a.ebbt"))).isZero();
        assertThat(run("trace", "generate", "--seed", "1", spec, path("b.ebbt")))
                .isZero();
        assertThat(run("trace", "generate", "--seed", "2", spec, path("c.ebbt")))
                .isZero();
        assertThat(folder.resolve("b.ebbt")).hasSameBinaryContentAs(folder.resolve("a.ebbt"));
        assertThat(Files.mismatch(folder.resolve("a.ebbt"), folder.resolve("c.ebbt")))
                .isNotNegative();
        assertThat(Traces.open(folder.resolve("a.ebbt")).services()).containsExactly("web");
    }

    @Test
    void whatIsWrongIsSaidForAllFilesWithExitCodeTwo() throws IOException {
        String first = file("a.csv", "t_s\nx\n");
        String second = file("b.csv", "t_s\n1\n-2\n");
        assertThat(run("trace", "info", first, second, path("none.csv"))).isEqualTo(2);
        assertThat(complained())
                .contains("a.csv:2:1: x, must be a number")
                .contains("b.csv:3:1: -2, a time must not be negative. Maybe 2?")
                .contains("none.csv:1:1: is not there");
        assertThat(printed()).isEmpty();
    }

    @Test
    void lenientSaysWhatItSkipped() throws IOException {
        String file = file("a.csv", "t_s\n1\nx\n2\n");
        assertThat(run("trace", "info", "--lenient", file)).isZero();
        assertThat(printed()).contains("skipped    1 rows, the first: ").contains("a.csv:3:1: x, must be a number");
        assertThat(run("trace", "convert", "--lenient", file, path("a.ebbt"))).isZero();
        assertThat(complained()).contains("skipped 1 rows");
    }

    @Test
    void wrongUsageIsExitCodeTwo() throws IOException {
        String file = file("a.csv", "t_s\n1\n");
        assertThat(run("trace", "convert", file, path("a.txt"))).isEqualTo(2);
        assertThat(complained()).contains("a.txt must end in .ebbt, .csv or .csv.gz");
        assertThat(run("trace", "info", "--format", "azure-lm", file)).isEqualTo(2);
        assertThat(complained()).contains("azure-lm is no format. Maybe azure-llm?");
        assertThat(run("trace")).isEqualTo(2);
        assertThat(complained()).contains("info, convert, generate");
        String spec = file("t.yaml", "apiVersion: ebb.dev/v1\nkind: Traffic\nduration: 10\ngenerate: {}\n");
        assertThat(run("trace", "generate", spec, path("b.ebbt"))).isEqualTo(2);
        assertThat(complained()).contains("t.yaml:3:11: duration = 10", "t.yaml:4:");
        assertThat(folder.resolve("b.ebbt")).doesNotExist();
    }

    @Test
    void formatsListsEachWithItsLook() {
        assertThat(run("formats")).isZero();
        assertThat(printed()).contains(TraceFormat.ids()).contains("HashOwner,HashApp", "equidistant");
        out.reset();
        assertThat(run("formats", "--json")).isZero();
        assertThat(printed()).contains("\"id\" : \"mooncake\"", "\"expansions\" : [");
    }
}
