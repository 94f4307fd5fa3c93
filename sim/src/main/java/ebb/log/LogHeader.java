package ebb.log;

import ebb.policy.Anatomy;
import ebb.policy.Automaton;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.zone.ZoneRulesProvider;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * All that is needed to repeat a log's decisions, and what its records are called.
 *
 * @param service as the cluster or the scenario names it
 * @param policy that decides from the beginning, with its parameters
 * @param policyHash SHA-256 of the policy's document in its normal form, or of its name if it has none, in hex
 * @param facts what the policy was told about its service
 * @param semantics the engine's level, {@link Automaton#SEMANTICS}
 * @param tzdata version of the time zone rules, where the policy has a calendar; else empty
 * @param anatomy what the state is made of
 * @param details whether requests are recorded, so that the log can be used as traffic
 * @param epochNanos the instant of time 0, ns since 1970; 0 where times are instants themselves
 * @param scenario null where it is no simulation
 * @param previous digest at the end of the log that this one goes on from; empty for none
 */
public record LogHeader(
        String service,
        ScalingPolicy policy,
        String policyHash,
        ServiceFacts facts,
        int semantics,
        String tzdata,
        Anatomy anatomy,
        boolean details,
        long epochNanos,
        @Nullable RecordedScenario scenario,
        String previous) {

    /**
     * What was simulated.
     *
     * @param file where it stood, for what it names beside itself
     * @param text the scenario with all settings in it
     * @param policies what the scenario's tables call the policies of the run
     * @param seed of the run
     */
    public record RecordedScenario(String file, String text, String policies, long seed) {}

    /** The head of a log that begins now, written by this Ebb. */
    public static LogHeader of(String service, ScalingPolicy policy, ServiceFacts facts) {
        Automaton automaton = policy.automaton(facts);
        return new LogHeader(
                service,
                policy,
                hash(policy),
                facts,
                Automaton.SEMANTICS,
                document(policy).contains("\nwindows:") ? zoneRules() : "",
                automaton.anatomy(),
                false,
                0,
                null,
                "");
    }

    public LogHeader withDetails(boolean recorded) {
        return new LogHeader(
                service,
                policy,
                policyHash,
                facts,
                semantics,
                tzdata,
                anatomy,
                recorded,
                epochNanos,
                scenario,
                previous);
    }

    public LogHeader withEpoch(long nanos) {
        return new LogHeader(
                service, policy, policyHash, facts, semantics, tzdata, anatomy, details, nanos, scenario, previous);
    }

    public LogHeader withScenario(RecordedScenario simulated) {
        return new LogHeader(
                service,
                policy,
                policyHash,
                facts,
                semantics,
                tzdata,
                anatomy,
                details,
                epochNanos,
                simulated,
                previous);
    }

    /** @param digest at the end of the log before, {@link LogWriter#digest} */
    public LogHeader after(String digest) {
        return new LogHeader(
                service, policy, policyHash, facts, semantics, tzdata, anatomy, details, epochNanos, scenario, digest);
    }

    /** @return SHA-256 in hex of the slots' names: two states of one layout mean the same */
    public String layout() {
        return layout(anatomy);
    }

    static String layout(Anatomy anatomy) {
        StringBuilder text = new StringBuilder();
        anatomy.slots()
                .forEach(each -> text.append(each.name())
                        .append(' ')
                        .append(each.count())
                        .append('\n'));
        anatomy.columns().forEach(each -> text.append(each).append('\n'));
        return sha256(text.toString());
    }

    /** @return what {@link #policyHash} is to be */
    public static String hash(ScalingPolicy policy) {
        String document = document(policy);
        return sha256(document.isEmpty() ? policy.name() : document);
    }

    static String document(ScalingPolicy policy) {
        return policy.definition() == null ? "" : policy.definition().document();
    }

    /** @return the version of the time zone rules of this Java, such as 2025b */
    public static String zoneRules() {
        return ZoneRulesProvider.getVersions("Europe/Berlin").lastKey();
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
