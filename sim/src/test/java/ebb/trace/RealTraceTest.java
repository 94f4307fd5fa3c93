package ebb.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.RealTraces;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class RealTraceTest {
    /** Every file of traffic with its format, services, and how a row counts. */
    private enum Traffic {
        faas_azure2019_500fn_8h_minutes(TraceFormat.COUNTS, 500, row -> Long.parseLong(row[2])),
        web_fifa_to_1998_06_21(TraceFormat.COUNTS, 1, row -> Long.parseLong(row[1])),
        web_nasa_to_1995_08_01(TraceFormat.COUNTS, 1, row -> Long.parseLong(row[1])),
        web_nab_5min(TraceFormat.COUNTS, 3, row -> Long.parseLong(row[2])),
        llm_servegen_deepseekr1_day0(
                TraceFormat.SERVEGEN_WINDOWS, 73, row -> Math.round(Double.parseDouble(row[2]) * 600)),
        llm_servegen_mlarge_days0_6(
                TraceFormat.SERVEGEN_WINDOWS, 135, row -> Math.round(Double.parseDouble(row[2]) * 600)),
        llm_servegen_mmid_days0_13(
                TraceFormat.SERVEGEN_WINDOWS, 108, row -> Math.round(Double.parseDouble(row[2]) * 600)),
        llm_azure2023_code(TraceFormat.REQUESTS, 1, row -> 1),
        llm_mooncake_conversation(TraceFormat.REQUESTS, 1, row -> 1),
        validation_lambda_poisson_requests(TraceFormat.LAMBDA_EXPERIMENTS, 6, row -> 1),
        validation_vllm_h100_requests(TraceFormat.VLLM_BENCHMARK, 10, row -> 1);

        private final TraceFormat format;
        private final int services;
        private final ToLongFunction<String[]> counted;

        Traffic(TraceFormat format, int services, ToLongFunction<String[]> counted) {
            this.format = format;
            this.services = services;
            this.counted = counted;
        }

        String file() {
            String name = name().replace("_days0_", "_days0-");
            return name.replaceAll("_(\\d{4})_(\\d{2})_(\\d{2})$", "_$1-$2-$3") + ".csv.gz";
        }

        long expected() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(RealTraces.file(file()))), StandardCharsets.UTF_8))) {
                return lines.lines()
                        .skip(1)
                        .mapToLong(line -> counted.applyAsLong(line.split(",")))
                        .sum();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    @Test
    void everyTrafficFileOpensWithItsFormatServicesAndTotal() {
        String[] names = Arrays.stream(Traffic.values()).map(Traffic::file).toArray(String[]::new);
        List<String> there = RealTraces.present("RealTraceTest", names);
        for (Traffic each : Traffic.values()) {
            if (there.contains(each.file())) {
                TraceFile trace = Traces.open(RealTraces.file(each.file()));
                assertThat(trace.format()).as(each.file()).isEqualTo(each.format);
                assertThat(trace.services().size()).as(each.file()).isEqualTo(each.services);
                assertThat(sum(trace)).as(each.file()).isEqualTo(each.expected());
            }
        }
    }

    private static long sum(Trace trace) {
        long sum = 0;
        for (int i = 0; i < trace.services().size(); i++) {
            sum += trace.requests(i);
        }
        return sum;
    }
}
