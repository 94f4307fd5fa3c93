package ebb.log;

import ebb.policy.Limits;
import ebb.policy.Policies;
import ebb.policy.ServiceFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The logs in {@code src/test/resources/logs}: written once, replayed for ever. Where one no longer replays, the meaning of policies has
 * changed: then {@link ebb.policy.Automaton#SEMANTICS} is one more, and the logs are written anew with {@link #main}.
 */
final class GoldenLogs {
    // Friday, 2 January 2026, 18:00 UTC: nights and weekends begin soon.
    private static final long START = 1_767_376_800_000_000_000L;

    /** One log. */
    record Golden(String policy, LogForm form, int events) {
        String file() {
            return policy + "." + form.ending();
        }
    }

    static final List<Golden> ALL = List.of(
            new Golden("keep-alive", LogForm.JSONL, 120),
            new Golden("fixed-keep-alive", LogForm.JSONL, 60),
            new Golden("idle-timeout", LogForm.BINARY, 400),
            new Golden("delayed-off", LogForm.BINARY, 400),
            new Golden("knative-kpa", LogForm.BINARY, 4000),
            new Golden("hpa-v2", LogForm.BINARY, 600),
            new Golden("keda", LogForm.BINARY, 400),
            new Golden("hybrid-histogram", LogForm.BINARY, 600),
            new Golden("ski-rental-randomised", LogForm.BINARY, 400),
            new Golden("holt-winters", LogForm.BINARY, 400),
            new Golden("schedule", LogForm.BINARY, 150),
            new Golden("llm-slo", LogForm.BINARY, 600));

    private GoldenLogs() {}

    /** Writes them into a folder. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (Golden each : ALL) {
            Files.deleteIfExists(folder.resolve(each.file()));
            write(each, folder.resolve(each.file()));
        }
    }

    private static void write(Golden golden, Path file) throws IOException {
        ServiceFacts facts = ServiceFacts.of(new Limits(0, 30, 2), 7);
        LogHeader header = LogHeader.of(
                        "golden",
                        Objects.requireNonNull(Policies.named(golden.policy())).with(Map.of()),
                        facts)
                .withDetails(true);
        try (LogWriter log = LogWriter.create(file, golden.form(), header)) {
            new RandomService(header.policy(), header.facts(), log, 11).live(START, golden.events());
        }
    }
}
