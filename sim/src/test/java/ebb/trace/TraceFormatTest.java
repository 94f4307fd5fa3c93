package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.trace.Replayed.Row;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFormatTest {
    private static final long MS = 1_000_000;
    private static final long S = 1_000_000_000;

    @TempDir
    private Path folder;

    private TraceFile read(TraceFormat expected, String name, String text) {
        TraceFile trace = Traces.open(Written.text(folder, name, text));
        assertThat(trace.format()).isEqualTo(expected);
        return trace;
    }

    @Test
    void requestsByColumnNameAndUnit() {
        TraceFile trace = read(TraceFormat.REQUESTS, "a.csv", """
                t_ms,service,duration_s,input_tokens,output_tokens,session,prefix_blocks
                0,a,0.25,10,20,u1,3
                1.5,b,1e-3,30,40.0,u2,3
                2,a,2,50,60,u1,3
                """);
        assertThat(trace.services()).containsExactly("a", "b");
        assertThat(trace.requests(0)).isEqualTo(2);
        assertThat(trace.durationNanos()).isEqualTo(2 * MS);
        assertThat(trace.hash()).hasSize(64);
        assertThat(Replayed.of(trace, "a").rows())
                .containsExactly(new Row(0, S / 4, 10, 20, 0), new Row(2 * MS, 2 * S, 50, 60, 0));
        assertThat(Replayed.of(trace, "b").rows()).containsExactly(new Row(MS * 3 / 2, MS, 30, 40, 1));
        assertThat(trace.start()).isNull();
    }

    @Test
    void instantsBecomeTimesFromTheFirst() {
        TraceFile trace = read(TraceFormat.REQUESTS, "a.csv", """
                timestamp,service
                2026-01-05T00:00:01Z,a
                2026-01-05 01:00:00.5+01:00,b
                2026-01-05T00:00:03.000000001Z,a
                """);
        assertThat(trace.start()).isEqualTo(Instant.parse("2026-01-05T00:00:00.5Z"));
        assertThat(Replayed.of(trace, "a").times()).containsExactly(S / 2, 2 * S + S / 2 + 1);
        assertThat(Replayed.of(trace, "b").times()).containsExactly(0);
    }

    @Test
    void aFileThatNamesNoServiceHasOne() {
        assertThat(read(TraceFormat.REQUESTS, "a.csv", "t_s\n1\n2\n").services())
                .containsExactly("all");
    }

    @Test
    void quotesMarkAndCrlfAreRead() {
        TraceFile trace = read(
                TraceFormat.REQUESTS,
                "a.csv",
                "\uFEFFt_s,\"service\"\r\n\r\n1,\"a,\"\"b\"\"\"\r\n2,c\r\n3,\"two\nlines\"");
        assertThat(trace.services()).containsExactly("a,\"b\"", "c", "two\nlines");
    }

    @Test
    void countsPerMinute() {
        TraceFile trace = read(TraceFormat.COUNTS, "a.csv", "service,minute,count\nf,2,3\ng,2,1\nf,5,2\nf,7,0\n");
        assertThat(trace.services()).containsExactly("f", "g");
        assertThat(trace.requests(0)).isEqualTo(5);
        assertThat(trace.durationNanos()).isEqualTo(8 * 60 * S);
        long[] minutes = Replayed.of(trace, "f").counts(60, 8);
        assertThat(minutes).containsExactly(0, 0, 3, 0, 0, 2, 0, 0);
        assertThat(read(TraceFormat.COUNTS, "b.csv", "minute,count\n0,7\n").services())
                .containsExactly("all");
    }

    @Test
    void countsSayTheirWidth() {
        TraceFile trace = read(TraceFormat.COUNTS, "a.csv", "service,t_s,count_5min\nelb,0,4\nelb,600,2\n");
        assertThat(Replayed.of(trace, 0).counts(300, 3)).containsExactly(4, 0, 2);
        assertThat(trace.durationNanos()).isEqualTo(900 * S);
    }

    @Test
    void timesAndMemoryComeFromTheTableBesideTheMinutes() {
        Written.text(folder, "x_services.csv", """
                service,app,trigger,avg_ms,p0_ms,p25_ms,p50_ms,p75_ms,p99_ms,p100_ms,mem_mb,src_hash8
                f,a0,http,100,100,100,100,100,100,100,50.5,00
                """);
        TraceFile trace = read(TraceFormat.COUNTS, "x_minutes.csv", "service,minute,count\nf,0,3\ng,0,1\n");
        assertThat(Replayed.of(trace, "f").rows())
                .allSatisfy(row -> assertThat(row.service()).isEqualTo(100 * MS));
        assertThat(Replayed.of(trace, "g").rows().getFirst().service()).isNull();
        assertThat(trace.facts()).containsOnlyKeys("f").containsValue(new ServiceFacts("a0", "http", 50_500_000));
    }

    @Test
    void azureFunctions2019WithItsDurationsAndMemory() {
        Written.text(folder, "function_durations_percentiles.anon.d01.csv", """
                HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,percentile_Average_1,percentile_Average_25,percentile_Average_50,percentile_Average_75,percentile_Average_99,percentile_Average_100
                o1,a1,f1,12,60,1,30,20,20,20,20,20,20,20
                """);
        Written.text(folder, "app_memory_percentiles.anon.d01.csv", """
                HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct1
                o1,a1,10,150,90
                """);
        TraceFile trace = read(TraceFormat.AZURE_FUNCTIONS_2019, "invocations_per_function_md.anon.d01.csv", """
                HashOwner,HashApp,HashFunction,Trigger,1,2,3
                o1,a1,f1,http,10,0,30
                o2,a2,f1,timer,0,5,0
                """);
        assertThat(trace.services()).containsExactly("f1", "f1#2");
        assertThat(Replayed.of(trace, 0).counts(60, 3)).containsExactly(10, 0, 30);
        assertThat(Replayed.of(trace, 1).counts(60, 3)).containsExactly(0, 5, 0);
        assertThat(Replayed.of(trace, 0).rows().getFirst().service()).isEqualTo(20 * MS);
        assertThat(trace.facts()).containsEntry("f1", new ServiceFacts("a1", "http", 150_000_000));
        assertThat(trace.facts()).containsEntry("f1#2", new ServiceFacts("a2", "timer", -1));
        assertThat(trace.durationNanos()).as("the last minute of the table").isEqualTo(180 * S);
    }

    @Test
    void azureFunctions2021IsWrittenAtTheEnd() {
        TraceFile trace = read(TraceFormat.AZURE_FUNCTIONS_2021, "a.txt", """
                app,func,end_timestamp,duration
                a,f,10.5,0.5
                a,f,11,3
                """);
        assertThat(trace.services()).containsExactly("a/f");
        assertThat(Replayed.of(trace, 0).rows())
                .containsExactly(new Row(0, 3 * S, null, null, null), new Row(2 * S, S / 2, null, null, null));
    }

    @Test
    void azureLlm() {
        TraceFile trace = read(TraceFormat.AZURE_LLM, "a.csv", """
                TIMESTAMP,ContextTokens,GeneratedTokens
                2023-11-16 18:15:46.6805900,4808,10
                2023-11-16 18:15:50.9951690,3180,8
                """);
        assertThat(Replayed.of(trace, 0).rows())
                .containsExactly(new Row(0, null, 4808, 10, null), new Row(4_314_579_000L, null, 3180, 8, null));
        TraceFile later = read(TraceFormat.AZURE_LLM, "b.csv", """
                TIMESTAMP,ContextTokens,GeneratedTokens
                2024-05-10 00:00:00.009930+00:00,2162,5
                """);
        assertThat(later.start()).isEqualTo(Instant.parse("2024-05-10T00:00:00.009930Z"));
    }

    @Test
    void burstGpt() {
        TraceFile trace = read(TraceFormat.BURSTGPT, "a.csv", """
                Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
                5,ChatGPT,472,18,490,Conversation log
                110.5,GPT-4,417,0,417,API log
                """);
        assertThat(trace.services()).containsExactly("ChatGPT", "GPT-4");
        assertThat(Replayed.of(trace, "GPT-4").rows()).containsExactly(new Row(110 * S + S / 2, null, 417, 0, null));
    }

    @Test
    void mooncake() {
        TraceFile trace = read(TraceFormat.MOONCAKE, "a.jsonl", """
                {"timestamp": 0, "input_length": 6755, "output_length": 500, "hash_ids": [0, 1, 2]}
                {"timestamp": 3000, "input_length": 7319, "output_length": 490, "hash_ids": [7, 1]}
                {"timestamp": 3000, "input_length": 7234, "output_length": 794, "hash_ids": [0, 9]}
                """);
        assertThat(Replayed.of(trace, 0).rows())
                .containsExactly(
                        new Row(0, null, 6755, 500, 0),
                        new Row(3 * S, null, 7319, 490, 1),
                        new Row(3 * S, null, 7234, 794, 0));
    }

    @Test
    void serveGenWindowsAndChunks() {
        TraceFile trace = read(TraceFormat.SERVEGEN_WINDOWS, "a.csv", """
                client,window_start_s,rate_rps,iat_cv,iat_dist,shape,scale_s
                0,600,0.5,1,Gamma,1.0,2
                7,0,0.01,6,Weibull,0.4,0.1
                0,1200,0.1,6.693,Gamma,0.0223,73
                """);
        assertThat(trace.services()).containsExactly("client-0", "client-7");
        assertThat(Replayed.of(trace, 0).counts(600, 3)).containsExactly(0, 300, 60);
        assertThat(Replayed.of(trace, 1).counts(600, 3)).containsExactly(6, 0, 0);
        TraceFile chunk = read(TraceFormat.SERVEGEN_CHUNK, "chunk-12-trace.csv", """
                0,1.1666666666666667,0.98,Gamma,1.03,0.82
                600,,,,,
                1200,0.05,1,Weibull,1.1,0.9
                """);
        assertThat(chunk.services()).containsExactly("client-12");
        assertThat(Replayed.of(chunk, 0).counts(600, 3)).containsExactly(700, 0, 30);
    }

    @Test
    void serveGenTokensComeFromTheQuantilesBeside() {
        Written.text(folder, "llm_servegen_token_quantiles.csv", """
                model,client,field,mean,p50,p90,p99
                m-large,0,input_tokens,500,400,900,2000
                m-large,0,output_tokens,100,80,200,400
                m-small,0,output_tokens,1,1,1,1
                """);
        TraceFile trace = read(TraceFormat.SERVEGEN_WINDOWS, "llm_servegen_mlarge_days0-6.csv", """
                client,window_start_s,rate_rps,iat_cv,iat_dist,shape,scale_s
                0,0,50,1,Gamma,1.0,2
                """);
        List<Row> rows = Replayed.of(trace, 0).rows();
        double[] input = rows.stream().mapToDouble(row -> row.input()).sorted().toArray();
        double[] output =
                rows.stream().mapToDouble(row -> row.output()).sorted().toArray();
        assertThat(input[15_000]).isBetween(390.0, 410.0);
        assertThat(input[27_000]).isBetween(880.0, 920.0);
        assertThat(Replayed.mean(input)).isBetween(480.0, 520.0);
        assertThat(output[27_000]).isBetween(195.0, 205.0);
    }

    @Test
    void accessLogsCommonAndCombined() {
        String lines = """
                host1 - - [01/Jul/1995:00:00:01 -0400] "GET /history/ HTTP/1.0" 200 6245
                host2 - - [01/Jul/1995:00:00:03 -0400] "GET /"quoted"/ HTTP/1.0" 404 -
                shop.example:443 10.0.0.1 - - [01/Jul/1995:04:00:02 +0000] "GET / HTTP/1.1" 200 1 "-" "curl \\"x\\""
                """;
        TraceFile trace = read(TraceFormat.ACCESS_LOG, "access.log", lines);
        assertThat(trace.services()).containsExactly("all", "shop.example:443");
        assertThat(trace.start()).isEqualTo(Instant.parse("1995-07-01T04:00:01Z"));
        assertThat(Replayed.of(trace, "all").counts(1, 3)).containsExactly(1, 0, 1);
        assertThat(Replayed.of(trace, "shop.example:443").counts(1, 3)).containsExactly(0, 1, 0);
        TraceFile start =
                Traces.open(folder.resolve("access.log"), OpenOptions.STANDARD.withExpansion(Expansion.START));
        assertThat(Replayed.of(start, "all").times()).containsExactly(0, 2 * S);
    }

    @Test
    void nginxSaysHowLongItTook() {
        TraceFile trace = read(TraceFormat.NGINX, "access.log", """
                10.0.0.1 - - [05/Jan/2026:00:00:10 +0000] "GET / HTTP/1.1" 200 5 "-" "curl" 0.250
                10.0.0.1 - - [05/Jan/2026:00:00:11 +0000] "GET / HTTP/1.1" 200 5 "-" "curl" rt=5.000 uct=0.1
                """);
        assertThat(Replayed.of(trace, 0).rows())
                .containsExactly(
                        new Row(0, 5 * S, null, null, null), new Row(3 * S + 3 * S / 4, S / 4, null, null, null));
    }

    @Test
    void envoy() {
        TraceFile trace = read(TraceFormat.ENVOY, "envoy.log", """
                {"start_time":"2026-01-05T00:00:01.500Z","duration":12,"authority":"a.example","upstream_cluster":"shop","flags":{"x":[1]}}
                {"start_time":"2026-01-05T00:00:01.000Z","duration":"700","authority":"a.example","upstream_cluster":"-"}
                """);
        assertThat(trace.services()).containsExactly("shop", "a.example");
        assertThat(Replayed.of(trace, "shop").rows()).containsExactly(new Row(S / 2, 12 * MS, null, null, null));
        assertThat(Replayed.of(trace, "a.example").rows()).containsExactly(new Row(0, 700 * MS, null, null, null));
    }

    @Test
    void prometheusRatesAndCounters() {
        TraceFile trace = read(TraceFormat.PROMETHEUS, "p.json", """
                {"status":"success","data":{"resultType":"matrix","result":[
                 {"metric":{"service":"web"},"values":[[1767571260,"0.1"],[1767571275,"0.1"],[1767571305,"2"]]},
                 {"metric":{"__name__":"http_requests_total","job":"api"},"values":[[1767571260,"100"],[1767571275,"107"],[1767571290,"3"]]}
                ]}}
                """);
        assertThat(trace.services()).containsExactly("web", "api");
        assertThat(trace.start()).isEqualTo(Instant.ofEpochSecond(1_767_571_245));
        // 1.5, 3 and 33 requests in all: the half is carried over.
        assertThat(Replayed.of(trace, "web").counts(15, 4)).containsExactly(2, 1, 0, 30);
        assertThat(Replayed.of(trace, "api").counts(15, 4))
                .as("reset to 0 before 3")
                .containsExactly(0, 7, 3, 0);
        assertThat(trace.durationNanos()).isEqualTo(60 * S);
    }

    @Test
    void theExperimentsOfValidation() {
        TraceFile lambda = read(
                TraceFormat.LAMBDA_EXPERIMENTS,
                "l.csv",
                "exp,t_s,is_cold,exec_ms,client_ms\n2020-05-28,0.0,0,1838.0,1952.7\n2020-06-06,434.75,0,1851.2,1968.5\n");
        assertThat(lambda.services()).containsExactly("2020-05-28", "2020-06-06");
        assertThat(Replayed.of(lambda, 1).rows())
                .containsExactly(new Row(434_750 * MS, 1_851_200_000L, null, null, null));
        TraceFile vllm = read(
                TraceFormat.VLLM_BENCHMARK,
                "v.csv",
                "setup,qps,t_s,prompt_tokens,generation_tokens,ttft,generation_time,e2e_s\nllama,1.0,1.005,75.0,20.0,0.041,0.5439,0.5848\n");
        assertThat(vllm.services()).containsExactly("llama/1.0");
        assertThat(Replayed.of(vllm, 0).rows()).containsExactly(new Row(1_005 * MS, 584_800_000L, 75, 20, null));
    }

    @Test
    void gzipIsReadAsItIs() {
        Path file = Written.bytes(folder, "a.csv.gz", Written.packed("t_s\n1\n"));
        Path plain = Written.text(folder, "a.csv", "t_s\n1\n");
        assertThat(Traces.open(file).hash()).isEqualTo(Traces.open(plain).hash());
    }

    @Test
    void theFormatCanBeGiven() {
        Path file = Written.text(
                folder, "a.csv", "Timestamp,Model,Request tokens,Response tokens,service,t_s\n1,m,2,3,x,4\n");
        assertThat(Traces.open(file).services()).containsExactly("m");
        TraceFile other = Traces.open(
                Written.text(
                        folder, "b.log", "host - - [01/Jul/1995:00:00:01 -0400] \"GET /\" 200 6 \"-\" \"-\" 0.250\n"),
                OpenOptions.STANDARD.withFormat(TraceFormat.of("access-log")));
        assertThat(other.format()).isEqualTo(TraceFormat.ACCESS_LOG);
    }

    @Test
    void onlyTheServicesThatAreWanted() {
        Path file = Written.text(folder, "a.csv", "t_s,service\n1,a\n2,b\n9,c\n");
        TraceFile trace = Traces.open(file, OpenOptions.STANDARD.withServices(List.of("c", "a")));
        assertThat(trace.services()).containsExactly("c", "a");
        assertThat(Replayed.of(trace, 0).times()).containsExactly(9 * S);
        assertThat(trace.requests(1)).isEqualTo(1);
    }

    @Test
    void aTraceIsReadAgainWithTheSameRequestsAlsoByManyThreads() {
        Path file = Written.text(folder, "a.csv", "service,minute,count\nf,0,1000\nf,1,2000\n");
        Trace trace = Traces.open(file);
        List<Row> once = Replayed.of(trace, 0).rows();
        List<List<Row>> many = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> Replayed.of(trace, 0).rows())
                .toList();
        assertThat(many).allSatisfy(rows -> assertThat(rows).isEqualTo(once));
        Trace other = Traces.open(file, OpenOptions.STANDARD.withSeed(2));
        assertThat(Replayed.of(other, 0).rows()).isNotEqualTo(once);
    }

    @Test
    void everyFormatHasOneNameAndAnExampleThatItKnows() {
        assertThat(TraceFormat.ids()).doesNotHaveDuplicates().hasSize(17);
        for (TraceFormat each : TraceFormat.values()) {
            assertThat(TraceFormat.of(each.id())).isEqualTo(each);
            Head head = new Head((each.example() + "\n").getBytes(UTF_8));
            Source none = new Source(Path.of("x"), OpenOptions.STANDARD);
            assertThat(TraceFormat.found(head, none)).as(each.id()).isEqualTo(each);
        }
    }
}
