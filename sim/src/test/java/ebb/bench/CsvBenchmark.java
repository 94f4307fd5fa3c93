package ebb.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import ebb.random.Draw;
import ebb.random.Purpose;
import ebb.trace.Traces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A CSV file of {@value #MEGABYTES} MB with a million requests of an LLM service: seconds, tokens in, tokens out. */
@State(Scope.Thread)
public class CsvBenchmark {
    private static final int ROWS = 1_000_000;
    private static final int MEGABYTES = 25;

    private Path file = Path.of("");

    @Setup
    public void write() throws IOException {
        file = Files.createTempFile("ebb-bench", ".csv");
        Draw draw = new Draw();
        long base = Draw.base(1, 0, Purpose.ARRIVAL, 0);
        StringBuilder text = new StringBuilder("t_s,input_tokens,output_tokens\n");
        double now = 0;
        for (int i = 0; i < ROWS; i++) {
            now += draw.at(base, i).exponential();
            text.append(String.format(Locale.ROOT, "%.6f,%d,%d%n", now, 500 + draw.below(5000), 10 + draw.below(900)));
        }
        Files.writeString(file, text, StandardCharsets.US_ASCII);
    }

    @TearDown
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public Object ebb() {
        return Traces.open(file);
    }

    /** The same numbers, made of the fields as is usual. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public double fastCsv() throws IOException {
        double sum = 0;
        boolean head = true;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
            for (CsvRecord row : reader) {
                if (!head) {
                    sum += Double.parseDouble(row.getField(0))
                            + Integer.parseInt(row.getField(1))
                            + Integer.parseInt(row.getField(2));
                }
                head = false;
            }
        }
        return sum;
    }
}
