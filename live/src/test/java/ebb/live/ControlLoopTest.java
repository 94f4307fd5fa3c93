package ebb.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ebb.document.BadInputException;
import ebb.live.ScaleWrite.Outcome;
import ebb.live.Status.Condition;
import ebb.log.LogReader;
import ebb.log.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timelines of one service with the built-in keep-alive of a minute, in the test's own time. */
class ControlLoopTest {
    private static final String KEEP_ALIVE = """
            targetRef: { kind: Deployment, name: web }
            route: { hosts: [web.example.org] }
            parameters: { keep_alive: 60s }
            source: |
              apiVersion: ebb.dev/v1
              kind: ScalingPolicy
              metadata: { name: web }
              extends: builtin/keep-alive@1
              guarantees: null
            """;

    @TempDir
    Path folder = Path.of("");

    private World world = fresh();

    private World fresh() {
        try {
            return new World(folder);
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    @BeforeEach
    void begin() {
        world = fresh();
    }

    private static Binding binding(long generation, String text) {
        return BindingReader.read(World.WEB, generation, "web", text);
    }

    private void start(String text) {
        world.loop.policy(binding(1, text), world.now());
        world.loop.lead(1, Map.of(), world.now());
        world.tellWorkload();
        world.tellPods();
        world.loop.report(world.report(0, 0), world.now());
    }

    private List<String> writes() {
        return world.writes.stream()
                .map(each -> each.from() + "-" + each.replicas())
                .toList();
    }

    private void replays() throws IOException {
        world.journal.close();
        List<Path> logs = world.journal.finished();
        assertThat(logs).isNotEmpty();
        for (Path log : logs) {
            try (LogReader reader = LogReader.open(log)) {
                Replay.Result result = Replay.of(reader);
                assertThat(result.difference()).as("%s", log).isNull();
                assertThat(result.sealed()).isTrue();
            }
        }
    }

    @Test
    void wakesAtTheFirstRequestAndSleepsAfterTheKeepAlive() throws IOException {
        start(KEEP_ALIVE);
        world.pass(10);
        assertThat(writes()).isEmpty();

        world.request(); // t = 10 s: nobody is there
        assertThat(writes()).containsExactly("0-1");
        assertThat(world.expected).as("as long as a start is said to take").isEqualTo(10 * World.SECOND);
        world.pass(2.1);
        assertThat(world.endpoints.ready()).isEqualTo(1);
        assertThat(world.expected).isEqualTo(-1);
        world.released();
        world.pass(5);
        world.ended(); // t = 17.1 s
        assertThat(world.last().states()).isEqualTo("Idle");

        world.pass(59.9);
        assertThat(writes()).containsExactly("0-1");
        world.pass(0.2);
        assertThat(writes()).containsExactly("0-1", "1-0");
        world.pass(60);
        assertThat(world.replicas).isZero();
        assertThat(world.last().condition()).isEqualTo(Condition.ACTIVE);
        assertThat(world.last().counts().wakes()).isEqualTo(1);
        assertThat(world.last().counts().sleeps()).isEqualTo(1);
        replays();
    }

    private void wakeAndServeOne() {
        world.request();
        world.pass(2.1);
        world.released();
        world.pass(1);
        world.ended();
    }

    private Status status() {
        return Objects.requireNonNull(world.loop.status(World.WEB));
    }

    @Test
    void anotherLeaderGoesOnWithTheIdleClock() throws IOException {
        start(KEEP_ALIVE);
        wakeAndServeOne(); // idle since t = 3.1 s
        world.pass(40);
        Map<ServiceName, Snapshot> kept = Map.copyOf(world.kept);
        assertThat(kept).isNotEmpty();

        world.newLeader(2);
        world.loop.policy(binding(1, KEEP_ALIVE), world.now());
        world.loop.lead(2, kept, world.now());
        world.tellWorkload();
        world.tellPods();
        assertThat(world.resends).isPositive();
        world.loop.report(world.report(0, 0), world.now());
        world.pass(19.9); // t = 63.0 s
        assertThat(writes()).containsExactly("0-1");
        world.pass(0.2);
        assertThat(writes()).containsExactly("0-1", "1-0");
        assertThat(world.writes.getLast().epoch()).isEqualTo(2);
        assertThat(world.writes.getLast().decision())
                .isGreaterThan(world.writes.getFirst().decision());
        replays();
    }

    @Test
    void nothingSleepsBeforeABalancerHasSpoken() {
        world.replicas = 1;
        world.loop.policy(binding(1, KEEP_ALIVE), world.now());
        world.loop.lead(1, Map.of(), world.now());
        world.tellWorkload();
        world.pass(300);
        assertThat(writes()).isEmpty();
        assertThat(status().text()).contains("no balancer has spoken yet");
        world.loop.report(world.report(0, 0), world.now());
        world.pass(1);
        assertThat(writes()).containsExactly("1-0");
    }

    @Test
    void aBalancerThatFallsSilentWithRequestsKeepsTheServiceAwakeUntilItIsGone() {
        start(KEEP_ALIVE);
        world.request();
        world.pass(2.1);
        world.released();
        world.pass(3600);
        assertThat(writes()).containsExactly("0-1");
        world.loop.sourceGone("balancer-0", world.now());
        world.pass(60.1);
        assertThat(writes()).containsExactly("0-1", "1-0");
    }

    @Test
    void reportsThatComeTwiceOrLateChangeNothing() throws IOException {
        start(KEEP_ALIVE);
        Report old = world.report(0, 0);
        world.request();
        world.pass(0.1);
        assertThat(world.loop.report(old, world.now())).isTrue();
        world.loop.report(old, world.now());
        assertThat(status().queued()).isEqualTo(1);
        assertThat(status().counts().duplicates()).isEqualTo(2);
        assertThat(writes()).containsExactly("0-1");
        replays();
    }

    @Test
    void fiveHundredFirstRequestsAreOneWake() {
        start(KEEP_ALIVE.replace("parameters:", "concurrency: 1000\nparameters:"));
        for (int i = 0; i < 500; i++) {
            world.request();
        }
        world.pass(10);
        assertThat(writes()).containsExactly("0-1");
    }

    @Test
    void aSleepWaitsForTheLogAndAWakeDoesNot() {
        start(KEEP_ALIVE);
        world.diskWorks = false;
        world.request();
        assertThat(writes()).containsExactly("0-1");
        world.pass(2.1);
        world.released();
        world.ended();
        world.pass(120);
        assertThat(writes()).containsExactly("0-1");
        world.diskWorks = true;
        world.runDisk();
        world.pass(0.1);
        assertThat(writes()).containsExactly("0-1", "1-0");
    }

    @Test
    void aRequestAfterTheSleepWasWrittenWakesAgainAtOnce() throws IOException {
        start(KEEP_ALIVE);
        wakeAndServeOne();
        world.pass(60.001); // the patch to zero is on its way
        assertThat(writes()).containsExactly("0-1", "1-0");
        world.request();
        world.pass(0.02);
        assertThat(writes()).containsExactly("0-1", "1-0", "0-1");
        assertThat(world.replicas).isEqualTo(1);
        replays();
    }

    @Test
    void aSleepIsNotWrittenOntoAnObjectThatChanged() {
        start(KEEP_ALIVE);
        wakeAndServeOne();
        world.pass(59);
        world.version++; // somebody labelled it; the informer has not told yet
        world.pass(1.02);
        assertThat(writes()).containsExactly("0-1", "1-0");
        assertThat(world.replicas).isEqualTo(1);
        world.tellWorkload();
        world.pass(0.1);
        assertThat(world.replicas).isZero();
        assertThat(status().counts().failedWrites()).isZero();
    }

    @Test
    void aServerThatFailsIsAskedAgainLessAndLessOften() {
        start(KEEP_ALIVE);
        world.outcomes.addAll(Collections.nCopies(6, Outcome.RETRY));
        world.request();
        world.pass(1.5); // 0, 0.05, 0.15, 0.35, 0.75 s and then 1.55 s
        assertThat(writes()).hasSize(5);
        assertThat(status().condition()).isEqualTo(Condition.FAILING);
        assertThat(world.notices).anyMatch(each -> each.reason().equals("ScaleFailed"));
        world.pass(3);
        assertThat(world.replicas).isEqualTo(1);
        assertThat(status().condition()).isEqualTo(Condition.ACTIVE);
    }

    @Test
    void aRefusedWriteSaysWhyAndIsTriedSeldom() {
        start(KEEP_ALIVE);
        world.outcomes.add(Outcome.REFUSED);
        world.request();
        world.pass(9.9);
        assertThat(writes()).hasSize(1);
        assertThat(status().text()).contains("REFUSED");
        world.pass(0.2);
        assertThat(world.replicas).isEqualTo(1);
    }

    @Test
    void aLeaderThatLostItsLeaseWritesNoMore() {
        start(KEEP_ALIVE);
        world.outcomes.add(Outcome.FENCED);
        world.request();
        world.pass(60);
        assertThat(writes()).hasSize(1);
        assertThat(world.replicas).isZero();
        world.loop.follow(world.now());
        assertThat(world.loop.report(world.report(1, 0), world.now())).isFalse();
    }

    @Test
    void aTargetThatAnAutoscalerHoldsIsLeftAlone() {
        world.owner = "HorizontalPodAutoscaler web";
        start(KEEP_ALIVE);
        world.request();
        world.pass(60);
        assertThat(writes()).isEmpty();
        assertThat(status().condition()).isEqualTo(Condition.REFUSED);
        assertThat(status().text()).contains("HorizontalPodAutoscaler web");
        world.owner = "";
        world.version++;
        world.tellWorkload();
        assertThat(writes()).containsExactly("0-1");
    }

    @Test
    void ofTwoPoliciesOnOneObjectTheFirstByNameSetsIt() {
        start(KEEP_ALIVE);
        ServiceName other = ServiceName.of("another");
        world.loop.policy(BindingReader.read(other, 1, "another", KEEP_ALIVE), world.now());
        assertThat(status().condition()).isEqualTo(Condition.REFUSED);
        assertThat(status().text()).contains("ScalingPolicy another");
        world.loop.forget(other, world.now());
        assertThat(status().condition()).isEqualTo(Condition.ACTIVE);
    }

    @Test
    void noPodIsTakenAwayDuringARollout() {
        start(KEEP_ALIVE);
        wakeAndServeOne();
        world.updating = true;
        world.version++;
        world.tellWorkload();
        world.pass(300);
        assertThat(writes()).containsExactly("0-1");
        assertThat(status().text()).contains("a rollout is under way");
        world.updating = false;
        world.version++;
        world.tellWorkload();
        world.pass(0.1);
        assertThat(writes()).containsExactly("0-1", "1-0");
    }

    @Test
    void whatIsPausedDecidesAndWritesNothing() {
        start(KEEP_ALIVE + "paused: true\n");
        world.request();
        world.pass(10);
        assertThat(writes()).isEmpty();
        assertThat(status().desired()).isEqualTo(1);
        assertThat(status().condition()).isEqualTo(Condition.PAUSED);
        world.loop.policy(binding(2, KEEP_ALIVE), world.now());
        assertThat(writes()).containsExactly("0-1");
        world.loop.pause(World.WEB, true, world.now());
        world.pass(3);
        world.released();
        world.ended();
        world.pass(120);
        assertThat(writes()).containsExactly("0-1");
    }

    @Test
    void aDryRunDecidesOnWhatTheClusterDoes() throws IOException {
        start(KEEP_ALIVE + "mode: dryRun\n");
        world.request();
        world.pass(10);
        assertThat(writes()).isEmpty();
        assertThat(status().desired()).isEqualTo(1);
        assertThat(status().condition()).isEqualTo(Condition.WATCHING);
        replays();
    }

    @Test
    void candidatesAndShadowsAreCountedOnModelledPods() {
        String other = """
                mode: shadow
                coldStart: 4s
                candidates:
                  - name: longer
                    parameters: { keep_alive: 120s }
                    source: |
                      apiVersion: ebb.dev/v1
                      kind: ScalingPolicy
                      metadata: { name: longer }
                      extends: builtin/keep-alive@1
                      guarantees: null
                """;
        start(KEEP_ALIVE + other);
        world.request(); // t = 0: own policy and candidate want a pod
        world.pass(10);
        world.queued = 0;
        world.loop.report(world.report(0, 1), world.now()); // t = 10 s: idle
        world.pass(300);
        assertThat(writes()).isEmpty();
        List<Status.Estimate> all = status().candidates();
        assertThat(all).extracting(Status.Estimate::name).containsExactly("web", "longer");
        assertThat(all).extracting(Status.Estimate::starts).containsExactly(1L, 1L);
        assertThat(all.get(0).podSeconds()).as("10 s awake, 60 s kept").isEqualTo(70, offset(0.01));
        assertThat(all.get(1).podSeconds()).as("10 s awake, 120 s kept").isEqualTo(130, offset(0.01));
    }

    @Test
    void oneWriteChangesNoMoreThanItMay() {
        start(KEEP_ALIVE + "maxChange: 2\n");
        for (int i = 0; i < 5; i++) {
            world.request();
        }
        world.pass(1);
        assertThat(writes()).containsExactly("0-1", "1-3", "3-5");
    }

    @Test
    void whatIsKeptDoesNotSleepUntilThen() {
        start(KEEP_ALIVE);
        world.loop.keep(World.WEB, world.now() + 300 * World.SECOND, world.now());
        assertThat(writes()).containsExactly("0-1");
        world.pass(299);
        assertThat(writes()).hasSize(1);
        world.pass(2);
        assertThat(writes()).containsExactly("0-1", "1-0");
        assertThat(world.loop.wakeAll(world.now())).isEqualTo(1);
        world.pass(1000);
        assertThat(world.replicas).isEqualTo(1);
    }

    @Test
    void aPolicyThatIsNotGoodLeavesTheLastGoodOne() {
        start(KEEP_ALIVE);
        String bad = KEEP_ALIVE.replace("guarantees: null", "states: { Idle: { scale: ready + } }");
        assertThatThrownBy(() -> binding(2, bad))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("policy:5:");
        world.loop.reject(World.WEB, 2, "policy:5:27: what is wrong", world.now());
        world.request();
        world.pass(3);
        assertThat(writes()).containsExactly("0-1");
        assertThat(status().condition()).isEqualTo(Condition.REJECTED);
        assertThat(status().text()).contains("policy:5:27");
        world.loop.policy(binding(3, KEEP_ALIVE), world.now());
        assertThat(status().condition()).isEqualTo(Condition.ACTIVE);
    }

    @Test
    void aPolicyEditedWhileWakingKeepsItsState() throws IOException {
        start(KEEP_ALIVE);
        world.request();
        world.pass(1);
        world.loop.policy(binding(2, KEEP_ALIVE.replace("60s", "10s")), world.now());
        assertThat(status().states()).isEqualTo("Waking");
        world.pass(1.2);
        world.released();
        world.ended();
        world.pass(9.9);
        assertThat(writes()).containsExactly("0-1");
        world.pass(0.2);
        assertThat(writes()).containsExactly("0-1", "1-0");
        replays();
    }

    @Test
    void whatAPersonScaledIsDecidedUponAgain() {
        start(KEEP_ALIVE);
        world.request();
        world.pass(3);
        world.scaleByHand(0);
        world.pass(0.1);
        assertThat(writes()).containsExactly("0-1", "0-1");
    }

    @Test
    void policiesThatLiveModeCannotServeAreRefusedAtTheirPlace() {
        assertThatThrownBy(() -> binding(
                        1,
                        KEEP_ALIVE
                                .replace("keep-alive@1", "hpa-v2@1")
                                .replace("parameters: { keep_alive: 60s }\n", "")))
                .hasMessageContaining("is not measured in live mode");
        assertThatThrownBy(() -> binding(
                        1,
                        KEEP_ALIVE
                                .replace("keep-alive@1", "delayed-off@1")
                                .replace("parameters: { keep_alive: 60s }\n", "")))
                .hasMessageContaining("victims");
        assertThatThrownBy(() -> binding(1, KEEP_ALIVE.replace("targetRef", "targetRefs")))
                .hasMessageContaining("needs either targetRef or selector")
                .hasMessageContaining("Maybe targetRef?");
    }

    @Test
    void aLogThatIsRotatedReplaysFileByFile() throws IOException {
        start(KEEP_ALIVE);
        for (int i = 0; i < 3; i++) {
            wakeAndServeOne();
            assertThat(world.journal.details(World.WEB, i % 2 == 0)).isNotNull();
            world.pass(70);
        }
        world.journal.close();
        assertThat(world.journal.finished()).hasSize(4);
        replays();
    }

    /** Requests, failures, other leaders and other hands at random times; a service with requests is never asleep for long. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whateverHappensRequestsGetAPodAndTheLogReplays(long seed) throws IOException {
        Dice random = new Dice(seed);
        start(KEEP_ALIVE.replace("60s", "20s"));
        long term = 1;
        for (int i = 0; i < 300; i++) {
            int what = random.next(12);
            switch (what) {
                case 0, 1, 2, 3 -> world.request();
                case 4, 5, 6 -> {
                    if (world.queued > 0 && world.endpoints.ready() > 0) {
                        world.released();
                    } else if (world.inFlight > 0) {
                        world.ended();
                    }
                }
                case 7 -> world.outcomes.add(random.next(2) == 0 ? Outcome.RETRY : Outcome.CONFLICT);
                case 8 -> world.scaleByHand(random.next(3));
                case 9 -> {
                    Map<ServiceName, Snapshot> kept = random.next(3) == 0 ? Map.of() : Map.copyOf(world.kept);
                    world.newLeader(++term);
                    world.loop.policy(binding(1, KEEP_ALIVE.replace("60s", "20s")), world.now());
                    world.loop.lead(term, kept, world.now());
                    world.tellWorkload();
                    world.tellPods();
                    world.loop.report(world.report(0, 0), world.now());
                }
                case 10 -> world.diskWorks = !world.diskWorks;
                default -> world.pass(random.next(30));
            }
            world.pass(random.next(100) / 50.0);
            for (ScaleWrite each : world.writes) {
                assertThat(each.replicas()).as("seed %d", seed).isNotNegative();
            }
        }
        world.outcomes.clear();
        world.diskWorks = true;
        world.runDisk();
        world.request();
        world.pass(15);
        assertThat(world.replicas)
                .as("seed %d, with requests in the house", seed)
                .isPositive();
        world.released();
        while (world.inFlight > 0) {
            world.ended();
        }
        world.pass(40);
        assertThat(world.replicas).as("seed %d, with none", seed).isZero();
        replays();
    }

    /** A small generator of its own: what a seed does is the same everywhere. */
    private static final class Dice {
        private long state;

        Dice(long seed) {
            state = seed * 0x9E3779B97F4A7C15L;
        }

        int next(int bound) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            return (int) ((state >>> 33) % bound);
        }
    }
}
