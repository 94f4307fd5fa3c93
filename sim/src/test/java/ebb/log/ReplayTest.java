package ebb.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.document.BadInputException;
import ebb.policy.Anatomy;
import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.Limits;
import ebb.policy.Policies;
import ebb.policy.PolicyDefinition;
import ebb.policy.Recorder;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What was recorded decides the same again, bit for bit; what was changed is found and named. */
class ReplayTest {
    // Friday, 2 January 2026, 18:00 UTC: nights and weekends begin soon.
    private static final long START = 1_767_376_800_000_000_000L;

    @TempDir
    Path folder;

    static List<String> policies() {
        return Policies.names();
    }

    private static ScalingPolicy policy(String name, Map<String, Double> parameters) {
        PolicyDefinition definition = Objects.requireNonNull(Policies.named(name));
        return definition.with(parameters);
    }

    private static ServiceFacts facts(long seed) {
        return ServiceFacts.of(new Limits(0, 30, 2), seed);
    }

    private Path recorded(String name, LogForm form, long seed, int events) throws IOException {
        Path path = folder.resolve(name + "-" + seed + "." + form.ending());
        LogHeader header =
                LogHeader.of("shop", policy(name, Map.of()), facts(seed)).withDetails(true);
        try (LogWriter log = LogWriter.create(path, form, header)) {
            RandomService service = new RandomService(header.policy(), header.facts(), log, seed);
            service.live(START, events);
        }
        return path;
    }

    private static Replay.Result replayed(Path path) throws IOException {
        try (LogReader log = LogReader.open(path)) {
            return Replay.of(log);
        }
    }

    private static Replay.Difference difference(Path path) throws IOException {
        return Objects.requireNonNull(replayed(path).difference(), "no difference was found");
    }

    // What is equal.

    @ParameterizedTest
    @MethodSource("policies")
    void everyPolicyDecidesTheSameAgainOnARandomSeries(String name) throws IOException {
        for (long seed = 1; seed <= 2; seed++) {
            for (LogForm form : LogForm.values()) {
                Replay.Result result = replayed(recorded(name, form, seed, 2000));
                assertThat(result.difference())
                        .as("%s, seed %d, %s", name, seed, form)
                        .isNull();
                assertThat(result.sealed()).isTrue();
                assertThat(result.notes()).isEmpty();
                // A cap alone decides nothing.
                assertThat(result.decisions() > 0).as("decisions of %s", name).isEqualTo(!name.equals("budget-cap"));
                assertThat(result.segments()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LogForm.class)
    void theSameIsTheSameBytes(LogForm form) throws IOException {
        byte[] once = Files.readAllBytes(recorded("knative-kpa", form, 1, 5000));
        Files.delete(folder.resolve("knative-kpa-1." + form.ending()));
        assertThat(Files.readAllBytes(recorded("knative-kpa", form, 1, 5000))).isEqualTo(once);
    }

    @Test
    void bothFormsHoldTheSame() throws IOException {
        List<String> binary = texts(recorded("hpa-v2", LogForm.BINARY, 5, 4000));
        List<String> lines = texts(recorded("hpa-v2", LogForm.JSONL, 5, 4000));
        assertThat(binary).isEqualTo(lines).hasSizeGreaterThan(4000);
    }

    private static List<String> texts(Path path) throws IOException {
        List<String> all = new ArrayList<>();
        try (LogReader log = LogReader.open(path)) {
            for (LogRecord each = log.next(); each != null; each = log.next()) {
                all.add(text(each));
            }
        }
        return all;
    }

    private static String text(LogRecord record) {
        return switch (record) {
            case LogRecord.Attached each -> "attached " + each.levels().atNanos + " " + each.levels().replicas;
            case LogRecord.Told each ->
                each.seq() + " " + each.event().kind + " " + each.event().atNanos + " "
                        + each.event().demand() + " "
                        + each.event().ready + " " + each.event().starting + " " + each.event().replicas + " "
                        + each.event().arrivals + " " + each.event().done + " " + each.event().concurrencyNanos + " "
                        + each.event().pod + " " + each.event().startNanos + " " + each.event().metric + " "
                        + each.event().value + " " + each.event().facts.cpuUsage + " " + each.again();
            case LogRecord.Decided each ->
                each.seq() + " decided " + each.atNanos() + " " + each.decision().desired + " " + each.decision().why
                        + " " + each.decision().left + " " + each.decision().right + " "
                        + Arrays.toString(each.places()) + " " + each.chain();
            case LogRecord.Segment each -> "segment " + each.atNanos() + " " + Arrays.hashCode(each.state());
            default -> record.toString();
        };
    }

    @Test
    void aSecondLeaderGoesOnWithTheStateAndItsLogReplaysAlone() throws IOException {
        ScalingPolicy policy = policy("hybrid-histogram", Map.of());
        Path first = folder.resolve("first.ebblog");
        long[] state;
        String digest;
        LogWriter one = LogWriter.create(first, LogForm.BINARY, LogHeader.of("shop", policy, facts(1)));
        try (one) {
            RandomService service = new RandomService(policy, facts(1), one, 1);
            service.live(START, 1000);
            state = service.instance().state().clone();
        }
        digest = one.digest();
        Path second = folder.resolve("second.jsonl");
        LogHeader header = LogHeader.of("shop", policy, facts(1)).after(digest);
        try (LogWriter two = LogWriter.create(second, LogForm.JSONL, header)) {
            RandomService service = new RandomService(policy, facts(1), two, 2);
            service.instance().resume(START + 1_000_000_000_000_000L, state);
            service.go(START + 1_000_000_000_000_000L, 1000);
        }
        assertThat(replayed(second).difference()).isNull();
        try (LogReader log = LogReader.open(second)) {
            assertThat(log.header().previous()).isEqualTo(digest).hasSize(64);
        }
    }

    // What was changed.

    @ParameterizedTest
    @EnumSource(LogForm.class)
    void everyFlippedByteIsFound(LogForm form) throws IOException {
        byte[] whole = Files.readAllBytes(recorded("keep-alive", form, 1, 300));
        for (int at = 0; at < whole.length; at += form == LogForm.BINARY ? 41 : 401) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            Path path = folder.resolve("flipped." + form.ending());
            Files.write(path, flipped);
            int place = at;
            try (LogReader log = LogReader.open(path)) {
                Replay.Result result = Replay.of(log);
                assertThat(result.difference() == null && result.sealed())
                        .as("byte %d of %d flipped and not seen", place, whole.length)
                        .isFalse();
            } catch (BadInputException said) {
                assertThat(said.problems()).isNotEmpty();
            }
        }
    }

    @Test
    void aChangedEventIsFoundAtTheNextDecisionWithWhatWasTold() throws IOException {
        Path path = recorded("keep-alive", LogForm.JSONL, 1, 300);
        List<String> lines = new ArrayList<>(Files.readAllLines(path));
        int at = 0;
        while (!lines.get(at).contains("\"k\":\"report\"") || !lines.get(at).contains("\"arrivals\":2")) {
            at++;
        }
        String seq = lines.get(at).replaceAll("^\\{\"seq\":(\\d+),.*", "$1");
        lines.set(at, lines.get(at).replace("\"arrivals\":2", "\"arrivals\":3"));
        Files.write(path, lines);
        Replay.Difference difference = difference(path);
        assertThat(difference.what()).contains("the decision is as recorded, but something before it is not");
        assertThat(difference.seq()).isGreaterThan(Long.parseLong(seq));
        assertThat(difference.lastGood()).isLessThan(Long.parseLong(seq));
        assertThat(difference.place()).startsWith(path + ":");
        assertThat(difference.inputs()).isNotEmpty();
    }

    @Test
    void aChangedParameterIsFoundAndTheDecisionsAreNamed() throws IOException {
        Path path = recorded("keep-alive", LogForm.JSONL, 1, 3000);
        String text = Files.readString(path);
        assertThat(text).contains("\"keep_alive\":300.0");
        Files.writeString(path, text.replaceFirst("\"keep_alive\":300\\.0", "\"keep_alive\":200.0"));
        assertThat(difference(path).what()).contains("Zero");
    }

    @Test
    void aStateThatDiffersIsNamedByItsSlots() throws IOException {
        Path path = folder.resolve("other.ebblog");
        LogHeader header = LogHeader.of("shop", policy("knative-kpa", Map.of()), facts(1));
        try (LogWriter log = LogWriter.create(path, LogForm.BINARY, header)) {
            RandomService service = new RandomService(header.policy(), header.facts(), new Tampering(log), 1);
            service.live(START, 6000);
        }
        Replay.Difference difference = difference(path);
        assertThat(difference.what()).isEqualTo("the state at the end of segment 1 is another");
        assertThat(difference.slots()).hasSize(1);
        assertThat(difference.slots().getFirst()).startsWith("vars.last_over: recorded 4711, replayed ");
    }

    /** An engine that has another state than it should. */
    private record Tampering(LogWriter log) implements Recorder {
        @Override
        public void attached(Automaton automaton, Event levels, long[] state) {
            log.attached(automaton, levels, state);
        }

        @Override
        public void resumed(Automaton automaton, long atNanos, long[] state) {
            log.resumed(automaton, atNanos, state);
        }

        @Override
        public void applied(ScalingPolicy policy, ServiceFacts facts) {
            log.applied(policy, facts);
        }

        @Override
        public void event(Event event) {
            log.event(event);
        }

        @Override
        public void stepped(Event event, Decision decision, long[] state) {
            Anatomy anatomy = log.header().anatomy();
            long[] other = state.clone();
            for (int i = 0; i < state.length; i++) {
                other[i] = anatomy.slot(i).equals("vars.last_over") ? 4711 : state[i];
            }
            log.stepped(event, decision, other);
        }

        @Override
        public void request(long arrivalNanos, long serviceNanos, int input, int output, int session) {
            log.request(arrivalNanos, serviceNanos, input, output, session);
        }
    }

    @Test
    void anotherPolicyOfTheSameNameIsFound() throws IOException {
        Path path = recorded("keep-alive", LogForm.JSONL, 1, 300);
        String text = Files.readString(path);
        String other = text.replaceFirst("scale: 0", "scale: 1");
        assertThat(other).isNotEqualTo(text);
        Files.writeString(path, other);
        assertThat(difference(path).what()).contains("the policy is not the one that was recorded");
    }

    @Test
    void aLogThatWasCutOffCountsUpToItsLastWholeRecord() throws IOException {
        byte[] whole = Files.readAllBytes(recorded("keep-alive", LogForm.BINARY, 1, 300));
        for (int kept = whole.length - 1; kept > whole.length / 2; kept -= 11) {
            Path path = folder.resolve("cut.ebblog");
            Files.write(path, Arrays.copyOf(whole, kept));
            Replay.Result result = replayed(path);
            assertThat(result.difference()).isNull();
            assertThat(result.notes()).hasSize(1);
        }
    }

    @Test
    void whatIsNoLogIsRefusedWithItsPlace() throws IOException {
        Path path = folder.resolve("no.jsonl");
        Files.writeString(path, "{\"k\":\"header\",\"format\":\"ebb.dev/log/9\"}\n", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> replayed(path))
                .hasMessageContaining(path + ":1:1")
                .hasMessageContaining("ebb.dev/log/9");
        Files.writeString(path, "t_ms,service\n1,web\n");
        assertThatThrownBy(() -> replayed(path)).hasMessageContaining("begins like no log");
        Files.writeString(path, "");
        assertThatThrownBy(() -> replayed(path)).hasMessageContaining("is empty");
    }
}
