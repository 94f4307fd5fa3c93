package ebb.validate;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sections of the conformance files: what each is fed to, or why not. Reports stand in this order. */
enum ConformanceSection {
    KPA_SCALE(
            "knative-kpa",
            "scale",
            ConformanceKpa::scale,
            "knative-kpa up to the scale-down delay, with the windows' results and the target given; excess_burst_capacity, read with the last mile held active, within 1, as upstream"),
    KPA_PANIC(
            "knative-kpa",
            "panic_at_construction",
            ConformanceKpa::start,
            "the state that knative-kpa starts in; max_panic_pods where it starts in panic"),
    KPA_BURST(
            "knative-kpa",
            "initial_excess_burst_capacity",
            ConformanceKpa::initialBurst,
            "knative-kpa without traffic, the initial pods ready"),
    KPA_SIGN(
            "knative-kpa",
            "same_sign",
            "decides which watchers are told: of the controller that carries the decision out"),
    KPA_TARGET(
            "knative-kpa",
            "resolve_target",
            "makes a target of annotations and cluster settings: of what reads Knative's objects"),
    KPA_ACTIVATORS(
            "knative-kpa", "number_of_activators", ConformanceKpa::activators, "the output gateways of knative-kpa"),
    KPA_STATUS("knative-kpa", "status", "what the object reports: of the controller"),
    KPA_ACTIVE("knative-kpa", "active_condition", "what the object reports, in words: of the controller"),
    KPA_ZERO(
            "knative-kpa",
            "scale_to_zero",
            ConformanceKpa::lastMile,
            "knative-kpa with the decider's result given; compared is what is written, if anything; requeues and probes are of the controller"),
    KPA_DECIDER(
            "knative-kpa",
            "make_decider",
            "makes a spec of annotations and cluster settings: of what reads Knative's objects"),
    KPA_INITIAL(
            "knative-kpa",
            "initial_scale",
            "chooses between annotation and cluster setting: of what reads Knative's objects"),
    KPA_PICK("knative-kpa", "pick_indices", "which activator serves which pods: Ebb has one gateway in front of all"),
    KPA_SLICE("knative-kpa", "assign_slice", "which activator serves which pods: Ebb has one gateway in front of all"),
    KPA_INFER("knative-kpa", "infer_index", "which activator serves which pods: Ebb has one gateway in front of all"),
    KPA_CAPACITY(
            "knative-kpa",
            "activator_capacity",
            "an activator's share of the places: Ebb has one gateway in front of all"),
    KPA_BALANCE("knative-kpa", "lb_policy", ConformanceBalance::choice, "the balancer's round_robin"),
    KPA_REPORTER(
            "knative-kpa", "activator_reporter", "the activator's messages: Ebb's balancer tells levels, not averages"),
    KPA_BREAKER("knative-kpa", "breaker", "told in words, not in numbers"),
    WINDOW_BUCKETS(
            "knative-windows",
            "buckets",
            ConformanceWindows::buckets,
            "avg_buckets and avg_exp; weighted averages within 0.001"),
    WINDOW_SMOOTHING(
            "knative-windows", "smoothing_coefficient", ConformanceWindows::smoothing, "avg_exp; within 0.0001"),
    WINDOW_ROUNDING("knative-windows", "rounding", ConformanceWindows::rounding, "avg_buckets"),
    WINDOW_MAX("knative-windows", "max_window", ConformanceWindows::maximum, "max_over"),
    WINDOW_MAX_TIME("knative-windows", "max_time_window", ConformanceWindows::maximumOverTime, "max_over"),
    WINDOW_SAMPLE("knative-windows", "sample_size", "how many pods are asked for figures: Ebb asks all"),
    WINDOW_PANIC(
            "knative-windows", "panic_window", "a width that is computed when the policy is made and shown nowhere"),
    WINDOW_COLLECTOR(
            "knative-windows",
            "collector",
            "takes out what the activator counted already: Ebb's balancer counts a request once"),
    CONFIG_MAP("knative-config", "config_map", "which cluster settings are valid: of what reads Knative's objects"),
    CONFIG_ANNOTATIONS("knative-config", "annotations", "which annotations are valid: of what reads Knative's objects"),
    HPA_REPLICAS(
            "hpa-replica-calculator",
            "replicas",
            ConformanceHpa::replicas,
            "hpa-v2 with the row's metric as m1; compared is the proposal before limits, not the utilisation shown"),
    HPA_GROUPS(
            "hpa-replica-calculator",
            "group_pods",
            ConformanceHpa::groups,
            "the per-pod rules of hpa-v2; how many pods of each sort"),
    HPA_REQUESTS("hpa-replica-calculator", "pod_requests", "adds up what containers ask for: of what reads pods"),
    HPA_SCENARIOS(
            "hpa-scenarios",
            "scenarios",
            ConformanceHpa::scenario,
            "hpa-v2 with the row's metrics, and limits as without behavior; not the reason shown"),
    HPA_RATE(
            "hpa-behavior",
            "rate_limit",
            ConformanceBehavior::rateLimit,
            "the row's rules as limits over hpa-v2, the proposal given; not the condition shown"),
    HPA_RATE_PLAIN(
            "hpa-behavior",
            "rate_limit_without_behavior",
            ConformanceBehavior::rateLimitWithoutBehavior,
            "up: max(2 * replicas, 4), the proposal given"),
    HPA_PERIOD(
            "hpa-behavior",
            "period_limits",
            ConformanceBehavior::periodLimits,
            "as rate_limit, the proposal out of reach"),
    HPA_STABLE_PLAIN(
            "hpa-behavior",
            "stabilization_without_behavior",
            ConformanceBehavior::stabilizationWithoutBehavior,
            "stabilize; present pods, which the rows do not name, are above all recommendations"),
    HPA_STABLE(
            "hpa-behavior",
            "stabilization_with_behavior",
            ConformanceBehavior::stabilizationWithBehavior,
            "stabilize, and the log that it keeps"),
    HPA_EVENTS(
            "hpa-behavior",
            "scale_events",
            ConformanceBehavior::scaleEvents,
            "the log of changes after one more, with ten times the rules' amounts so that the change is not limited; the log's sum is what rate_limit sees"),
    KEDA_EXECUTOR(
            "keda", "executor", ConformanceKeda::executor, "the region executor of keda; not the condition shown"),
    KEDA_FALLBACK(
            "keda",
            "fallback",
            ConformanceKeda::fallback,
            "the value that the autoscaler's part of keda reads; not the counter"),
    KEDA_MODIFIERS("keda", "modifiers", "formulas over triggers: an importer writes them into the policy"),
    DERIVED_KPA("derived", "kpa_scale", ConformanceKpa::scale, "as knative-kpa scale"),
    DERIVED_ACTIVATORS(
            "derived", "number_of_activators", ConformanceKpa::activators, "as knative-kpa number_of_activators"),
    DERIVED_ZERO("derived", "scale_to_zero", ConformanceKpa::lastMile, "as knative-kpa scale_to_zero"),
    DERIVED_HPA("derived", "hpa_replicas", ConformanceHpa::replicas, "as hpa-replica-calculator replicas"),
    DERIVED_RATE("derived", "hpa_rate_limit", ConformanceBehavior::rateLimit, "as hpa-behavior rate_limit"),
    DERIVED_RATE_PLAIN(
            "derived",
            "hpa_rate_limit_without_behavior",
            ConformanceBehavior::rateLimitWithoutBehavior,
            "as hpa-behavior rate_limit_without_behavior");

    /** Feeds a row and compares. */
    @FunctionalInterface
    interface Rule {
        void run(ConformanceRow row, String id, ConformanceTally tally);
    }

    private final String file;
    private final String title;
    private final @Nullable Rule rule;
    private final String note;

    ConformanceSection(String file, String title, String reason) {
        this(file, title, null, reason);
    }

    /** @param note what the rows are fed to and what is compared; without a rule, why not */
    ConformanceSection(String file, String title, @Nullable Rule rule, String note) {
        this.file = file;
        this.title = title;
        this.rule = rule;
        this.note = note;
    }

    /** Without its ending. */
    String file() {
        return file;
    }

    String title() {
        return title;
    }

    @Nullable
    Rule rule() {
        return rule;
    }

    String note() {
        return note;
    }

    static Optional<ConformanceSection> of(String file, String title) {
        return Arrays.stream(values())
                .filter(each -> each.file.equals(file) && each.title.equals(title))
                .findFirst();
    }
}
