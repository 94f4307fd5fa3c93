package ebb.trace;

import ebb.document.NearestName;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The formats of traffic that can be read: one line each. The first whose look fits a file's beginning reads it. */
public enum TraceFormat {
    EBBT(
            "Ebb's recording: sorted, columnar, memory-mapped, indexed by service",
            "EBBTRACE",
            head -> head.startsWith("EBBTRACE"),
            Recording::read),
    EBB_LOG(
            "Ebb's event log, of a simulation or a cluster, recorded with its requests",
            "EBBLOG1",
            LogTrace::looksLike,
            LogTrace::read),
    AZURE_FUNCTIONS_2019(
            "Azure Functions 2019: invocations per function and minute, with durations and memory beside it",
            "HashOwner,HashApp,HashFunction,Trigger,1,2,3",
            head -> head.has("HashOwner", "HashApp", "HashFunction", "Trigger"),
            AzureFunctions::read),
    AZURE_FUNCTIONS_2021(
            "Azure Functions 2021: one row a call, written at its end",
            "app,func,end_timestamp,duration",
            head -> head.has("app", "func", "end_timestamp", "duration"),
            RequestCsv::azureFunctions2021),
    AZURE_LLM(
            "Azure LLM inference 2023 and 2024",
            "TIMESTAMP,ContextTokens,GeneratedTokens",
            head -> head.has("TIMESTAMP", "ContextTokens", "GeneratedTokens"),
            RequestCsv::azureLlm),
    BURSTGPT(
            "BurstGPT: seconds, model, tokens",
            "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type",
            head -> head.has("Timestamp", "Model", "Request tokens", "Response tokens"),
            RequestCsv::burstGpt),
    SERVEGEN_WINDOWS(
            "ServeGen windows of several clients: rate and law of the gaps per 10 minutes",
            "client,window_start_s,rate_rps,iat_cv,iat_dist,shape,scale_s",
            head -> head.has("client", "window_start_s", "rate_rps", "iat_dist", "shape"),
            ServeGen::windows),
    SERVEGEN_CHUNK(
            "ServeGen chunk: one client, no header",
            "0,0.085,6.693,Gamma,0.0223,73.0178",
            ServeGen::looksLikeChunk,
            ServeGen::chunk),
    LAMBDA_EXPERIMENTS(
            "one AWS Lambda function per experiment, time billed",
            "exp,t_s,is_cold,exec_ms,client_ms",
            head -> head.has("exp", "t_s", "exec_ms"),
            RequestCsv::lambda),
    VLLM_BENCHMARK(
            "vLLM benchmark: one service per setup and load",
            "setup,qps,t_s,prompt_tokens,generation_tokens,ttft,generation_time,e2e_s",
            head -> head.has("setup", "qps", "t_s", "e2e_s"),
            RequestCsv::vllm),
    COUNTS(
            "counts per window: minute, or a time and the width in the count's name",
            "service,minute,count",
            CountsCsv::looksLike,
            CountsCsv::read),
    REQUESTS(
            "one row a request; columns by name, units as suffix",
            "t_ms,service,duration_ms,input_tokens,output_tokens,session",
            RequestCsv::looksLikeRequests,
            RequestCsv::requests),
    MOONCAKE(
            "Mooncake JSON lines: milliseconds, tokens, prefix blocks",
            "{\"timestamp\": 0, \"input_length\": 6758, \"output_length\": 500, \"hash_ids\": [0, 1]}",
            head -> head.object("timestamp", "input_length", "output_length"),
            JsonLines::mooncake),
    ENVOY(
            "Envoy access log as JSON lines",
            "{\"start_time\": \"2026-01-05T00:00:00.000Z\", \"duration\": 12, \"upstream_cluster\": \"shop\"}",
            head -> head.object("start_time", "duration"),
            JsonLines::envoy),
    PROMETHEUS(
            "answer of a Prometheus range query: a rate or a counter per step",
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}",
            head -> head.object("resultType", "result"),
            PrometheusRange::read),
    NGINX(
            "nginx access log: combined, then the request time in seconds",
            "10.0.0.1 - - [05/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 512 \"-\" \"curl\" 0.012",
            AccessLog::looksLikeNginx,
            AccessLog::nginx),
    ACCESS_LOG(
            "Apache access log, common or combined",
            "10.0.0.1 - - [05/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 512",
            AccessLog::looksLike,
            AccessLog::read);

    /** Reads a file of one format. */
    interface Reader {
        Content read(Source source) throws IOException;
    }

    private final String title;
    private final String example;
    private final Predicate<Head> looks;
    private final Reader reader;

    TraceFormat(String title, String example, Predicate<Head> looks, Reader reader) {
        this.title = title;
        this.example = example;
        this.looks = looks;
        this.reader = reader;
    }

    /** How it is named on the command line: {@code azure-llm}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is. */
    public String title() {
        return title;
    }

    /** How a file begins: the header, or the first row where there is none. */
    public String example() {
        return example;
    }

    Content read(Source source) throws IOException {
        return reader.read(source);
    }

    /** @return null if there is none of that name */
    public static @Nullable TraceFormat of(String id) {
        return Arrays.stream(values())
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    public static List<String> ids() {
        return Arrays.stream(values()).map(TraceFormat::id).toList();
    }

    static TraceFormat found(Head head, Source source) {
        if (head.isEmpty()) {
            throw source.fatal("", "is empty", "Is this the right file?");
        }
        if (!head.packed().isEmpty()) {
            throw source.fatal("", "is " + head.packed(), "Unpack it first; gzip is read as it is.");
        }
        return Arrays.stream(values())
                .filter(each -> each.looks.test(head))
                .findFirst()
                .orElseThrow(() -> source.fatal(head.first(), "begins like no known format", suggestion(head)));
    }

    private static String suggestion(Head head) {
        TraceFormat nearest = null;
        int most = 0;
        for (TraceFormat each : values()) {
            int shared = shared(head.fields(), List.of(each.example.split(",")));
            if (shared > most) {
                most = shared;
                nearest = each;
            }
        }
        String known = "Known: " + String.join(", ", ids());
        return nearest == null ? known : "Maybe " + nearest.id() + " (" + nearest.example + ")? " + known;
    }

    private static int shared(List<String> fields, List<String> columns) {
        Set<String> near = new HashSet<>();
        for (String field : fields) {
            String name = field.isEmpty() ? null : NearestName.of(field, columns);
            if (name != null) {
                near.add(name);
            }
        }
        return near.size();
    }
}
