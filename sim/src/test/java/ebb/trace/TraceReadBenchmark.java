package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast a million requests are read: a table of requests with and without gzip, the recording of the same, and counts that are expanded.
 * The table has {@value #ROWS} rows of about 26 bytes; MB a second follow from the size that the set-up prints.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class TraceReadBenchmark {
    private static final int ROWS = 1_000_000;

    /** What is read. */
    public enum Input {
        TABLE("requests.csv"),
        PACKED_TABLE("requests.csv.gz"),
        RECORDING("requests.ebbt"),
        COUNTS("counts_minutes.csv");

        private final String file;

        Input(String file) {
            this.file = file;
        }
    }

    @Param
    private Input input = Input.TABLE;

    private Path folder = Path.of("");

    @Setup(Level.Trial)
    public void write() throws IOException {
        folder = Files.createTempDirectory("ebb-benchmark");
        byte[] table = table();
        Files.write(folder.resolve("requests.csv"), table);
        Files.write(folder.resolve("counts_minutes.csv"), counts());
        Trace trace = Traces.open(folder.resolve("requests.csv"));
        TraceWriter.write(trace, folder.resolve("requests.ebbt"), requests -> {});
        TraceWriter.write(trace, folder.resolve("requests.csv.gz"), requests -> {});
        System.out.println(input + ": " + Files.size(folder.resolve(input.file)) + " bytes");
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        for (Input each : Input.values()) {
            Files.delete(folder.resolve(each.file));
        }
        Files.delete(folder);
    }

    private static byte[] table() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("t_ms,service,duration_ms,input_tokens\n".getBytes(UTF_8));
        for (int i = 0; i < ROWS; i++) {
            String row = i * 86L + i % 61 + ",f" + i / 8 % 500 + "," + i * 7919L % 10_000 + "." + i % 10 + ","
                    + i % 4096 + "\n";
            out.writeBytes(row.getBytes(UTF_8));
        }
        return out.toByteArray();
    }

    private static byte[] counts() {
        StringBuilder out = new StringBuilder("service,minute,count\n");
        for (int minute = 0; minute < 1000; minute++) {
            for (int service = 0; service < 100; service++) {
                out.append('f').append(service).append(',').append(minute).append(",10\n");
            }
        }
        return out.toString().getBytes(UTF_8);
    }

    /** Opens the file and goes through all requests. */
    @Benchmark
    public long read() {
        TraceFile trace = Traces.open(folder.resolve(input.file));
        Requests window = new Requests();
        long sum = 0;
        for (int i = 0; i < trace.services().size(); i++) {
            RequestStream stream = trace.open(i);
            while (stream.next(window)) {
                for (int row = window.from; row < window.to; row++) {
                    sum += window.timeNanos[row];
                }
            }
        }
        return sum;
    }
}
