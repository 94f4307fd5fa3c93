package ebb.policy;

import static ebb.policy.Parameter.Unit.PODS;
import static ebb.policy.Parameter.Unit.RATIO;
import static ebb.policy.Parameter.Unit.REQUESTS_PER_POD;
import static ebb.policy.Parameter.Unit.SECONDS;

import java.util.List;
import java.util.Locale;

/** The policies that are written in Java, one line each. */
public enum BuiltIn implements PolicyDefinition {
    ALWAYS_ON(
            "a fixed number of pods, whatever comes",
            (policy, limits, seed) -> new AlwaysOn(limits.clamp((long) policy.parameter("replicas"))),
            new Parameter("replicas", PODS, 1, 0, 100_000, true, "Pods that are always there.")),
    FIXED_KEEP_ALIVE(
            "as many pods as requests need; the last one goes when the service was idle for so long",
            (policy, limits, seed) -> new FixedKeepAlive(limits, nanos(policy.parameter("keep_alive"))),
            new Parameter(
                    "keep_alive",
                    SECONDS,
                    300,
                    0,
                    14_400,
                    true,
                    "Idle time of the service after which its last pod goes; 300 s is KEDA's cooldownPeriod (kedacore/keda 8b4f083).")),
    IDLE_TIMEOUT(
            "each pod goes when it was idle for so long itself, as on function platforms",
            (policy, limits, seed) -> new IdleTimeout(
                    limits, policy.parameter("idle_timeout"), policy.parameter("exponential") > 0, seed),
            new Parameter(
                    "idle_timeout",
                    SECONDS,
                    600,
                    0,
                    14_400,
                    true,
                    "Idle time of a pod after which it goes; 600 s was measured on AWS Lambda (Mahmoudi & Khazaei 2020)."),
            new Parameter(
                    "exponential",
                    RATIO,
                    0,
                    0,
                    1,
                    false,
                    "1 draws each idle time from an exponential law of that mean: for comparison with queueing theory.")),
    SCALE_TO_ZERO(
            "exactly the pods that the requests in the house need, none when there is none",
            (policy, limits, seed) -> new ScaleToZero(limits)),
    TARGET_CONCURRENCY(
            "keeps the average number of requests per pod at a target, and goes to zero after a silent window and a grace time",
            (policy, limits, seed) -> new TargetConcurrency(
                    limits,
                    policy.parameter("target"),
                    nanos(policy.parameter("window")),
                    nanos(policy.parameter("grace"))),
            new Parameter(
                    "target",
                    REQUESTS_PER_POD,
                    0.7,
                    0.01,
                    1000,
                    true,
                    "Requests at once that a pod should see; 0.7 is Knative's utilisation of a pod that serves one at a time."),
            new Parameter(
                    "window",
                    SECONDS,
                    60,
                    6,
                    3600,
                    true,
                    "Averaging window; 60 s is Knative's stable-window (knative/serving 98e5ef9)."),
            new Parameter(
                    "grace",
                    SECONDS,
                    30,
                    0,
                    3600,
                    true,
                    "Time at zero demand before the last pod goes; 30 s is Knative's scale-to-zero-grace-period."));

    /** Makes the automaton of one service. */
    interface Maker {
        Automaton make(ScalingPolicy policy, Limits limits, long seed);
    }

    private final String text;
    private final Maker maker;
    private final List<Parameter> parameters;

    BuiltIn(String text, Maker maker, Parameter... parameters) {
        this.text = text;
        this.maker = maker;
        this.parameters = List.of(parameters);
    }

    @Override
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public Automaton automaton(ScalingPolicy policy, ServiceFacts facts) {
        return maker.make(policy, facts.limits(), facts.seed());
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
