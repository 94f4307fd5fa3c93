package ebb.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.document.BadInputException;
import ebb.random.Constant;
import ebb.random.Lognormal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
    private static final long HOUR = 3_600_000_000_000L;

    @TempDir
    private Path folder;

    private static Trace traffic() {
        Map<String, TrafficSpec> services = new LinkedHashMap<>();
        Work work = new Work(new Lognormal(0.2, 1), new Lognormal(500, 1), new Constant(10));
        services.put("llm", new TrafficSpec.Service(ArrivalProcess.bursty(20, 4), List.of(), work));
        services.put("silent", new TrafficSpec.Service(ArrivalProcess.poisson(1e-9), List.of(), Work.NONE));
        services.put("hook", new TrafficSpec.Service(ArrivalProcess.poisson(0.1), List.of(), Work.NONE));
        services.put(
                "chat",
                new TrafficSpec.Conversations(
                        ArrivalProcess.poisson(1),
                        List.of(),
                        3,
                        new Constant(20),
                        new Constant(100),
                        new Constant(50),
                        4096,
                        null));
        return new TrafficSpec.Group(services, List.of()).trace("t", HOUR, 1);
    }

    @Test
    void holdsTheSameRequestsAndIsTheSameBytesAgain() throws IOException {
        Trace trace = traffic();
        Path first = folder.resolve("a.ebbt");
        TraceWriter.write(trace, first, requests -> {});
        TraceFile read = Traces.open(first);
        assertThat(read.format()).isEqualTo(TraceFormat.EBBT);
        assertThat(read.services()).isEqualTo(trace.services());
        assertThat(read.hash()).isEqualTo(trace.hash());
        assertThat(read.durationNanos()).isEqualTo(HOUR);
        for (int i = 0; i < trace.services().size(); i++) {
            assertThat(Replayed.of(read, i).rows())
                    .isEqualTo(Replayed.of(trace, i).rows());
            assertThat(read.requests(i)).isEqualTo(Replayed.of(trace, i).rows().size());
        }
        Path again = folder.resolve("b.ebbt");
        TraceWriter.write(read, again, requests -> {});
        assertThat(again).hasSameBinaryContentAs(first);
    }

    @Test
    void keepsWhatIsKnownOfServicesAndWhenItBegan() throws IOException {
        Written.text(folder, "x_services.csv", "service,app,trigger,p0_ms,p100_ms,mem_mb\nf,a0,http,100,100,50\n");
        TraceFile counts = Traces.open(Written.text(folder, "x_minutes.csv", "service,minute,count\nf,0,3\n"));
        Path file = folder.resolve("a.ebbt");
        TraceWriter.write(counts, file, requests -> {});
        assertThat(Traces.open(file).facts()).isEqualTo(counts.facts()).isNotEmpty();
        TraceFile log = Traces.open(Written.text(folder, "b.csv", "timestamp\n2026-01-05T00:00:00Z\n"));
        TraceWriter.write(log, file, requests -> {});
        assertThat(Traces.open(file).start()).isEqualTo(log.start()).isNotNull();
    }

    @Test
    void isSmall() throws IOException {
        StringBuilder text = new StringBuilder("t_ms,input_tokens,output_tokens\n");
        for (int i = 0; i < 100_000; i++) {
            text.append(i * 40L + i % 7)
                    .append(',')
                    .append(i % 5000)
                    .append(',')
                    .append(i % 200)
                    .append('\n');
        }
        Path file = folder.resolve("a.ebbt");
        TraceWriter.write(Traces.open(Written.text(folder, "a.csv", text.toString())), file, requests -> {});
        // Three bytes of milliseconds, two and one of tokens.
        assertThat(Files.size(file)).isLessThan(100_000 * 6 + 2000);
    }

    @Test
    void aTableReadsBackAsItWas() throws IOException {
        Trace trace = traffic();
        for (String name : List.of("a.csv", "a.csv.gz")) {
            Path file = folder.resolve(name);
            List<Long> told = new ArrayList<>();
            Trace llm = new TrafficSpec.Service(
                            ArrivalProcess.bursty(20, 4),
                            List.of(),
                            new Work(new Constant(0.5), new Constant(3), new Constant(4)))
                    .trace("a,\"b\"", HOUR, 1);
            TraceWriter.write(llm, file, told::add);
            TraceFile read = Traces.open(file);
            assertThat(read.services()).containsExactly("a,\"b\"");
            assertThat(Replayed.of(read, 0).rows())
                    .isEqualTo(Replayed.of(llm, 0).rows());
            assertThat(told).isSorted().isNotEmpty();
        }
        assertThatThrownBy(() -> TraceWriter.write(trace, folder.resolve("b.csv"), requests -> {}))
                .hasMessageContaining("only some services have service times");
    }

    @Test
    void aFailureLeavesWhatWasThere() throws IOException {
        Path file = Written.text(folder, "a.ebbt", "old");
        assertThatThrownBy(() -> TraceWriter.write(new Broken(), file, requests -> {}))
                .hasMessage("torn");
        assertThat(file).hasContent("old");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
        assertThatThrownBy(() ->
                        TraceWriter.write(traffic(), folder.resolve("none").resolve("a.ebbt"), requests -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("a.ebbt: its folder is not there");
        assertThatThrownBy(() -> TraceWriter.write(traffic(), folder.resolve("a.txt"), requests -> {}))
                .hasMessageContaining("traces are written as .ebbt, .csv or .csv.gz");
    }

    private record Broken() implements Trace {
        @Override
        public List<String> services() {
            return List.of("a");
        }

        @Override
        public long requests(int service) {
            return -1;
        }

        @Override
        public long durationNanos() {
            return 1;
        }

        @Override
        public RequestStream open(int service) {
            return into -> {
                throw new IllegalStateException("torn");
            };
        }

        @Override
        public String hash() {
            return "";
        }
    }

    @Test
    void aRecordingThatWasCutOrChangedIsRefused() throws IOException {
        Path file = folder.resolve("a.ebbt");
        TraceWriter.write(traffic(), file, requests -> {});
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {8, 12, 100, whole.length / 2, whole.length - 1}) {
            Path cut = Written.bytes(folder, "cut.ebbt", Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Traces.open(cut))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("is no whole recording");
        }
        byte[] newer = whole.clone();
        newer[8] = 9;
        assertThatThrownBy(() -> Traces.open(Written.bytes(folder, "newer.ebbt", newer)))
                .hasMessageContaining("version 9, is not the version that is read here: 1");
    }
}
