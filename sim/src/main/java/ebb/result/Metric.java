package ebb.result;

import static ebb.result.Better.HIGHER;
import static ebb.result.Better.LOWER;
import static ebb.result.Better.NEITHER;
import static ebb.result.Figures.ratio;
import static ebb.result.Figures.seconds;

import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.Stage;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is measured of a service and of a run, one line each: unit, direction, definition, computation.
 *
 * <p>Sums and means are exact; quantiles and maxima of times are at most 0.1 % above, and 0 below half a microsecond. A metric has no value
 * where nothing was there to measure: a mean of no requests, a ratio to nothing.
 */
public enum Metric {
    REQUESTS(
            Unit.REQUESTS,
            NEITHER,
            "Requests that arrived; each is in exactly one of the next eight counts.",
            f -> f.s().requests),
    WARM(Unit.REQUESTS, HIGHER, "Served without waiting.", f -> f.s().warm),
    QUEUED(Unit.REQUESTS, LOWER, "Served after waiting for a place, no start involved.", f -> f.s().queued),
    COLD_TRIGGERED(
            Unit.REQUESTS, LOWER, "Served; a pod was started because this request came.", f -> f.s().coldTriggered),
    COLD_WAITED(
            Unit.REQUESTS,
            LOWER,
            "Served after waiting while a pod was starting that others had triggered.",
            f -> f.s().coldWaited),
    REJECTED(Unit.REQUESTS, LOWER, "Turned away because the waiting room was full.", f -> f.s().rejected),
    TIMED_OUT(
            Unit.REQUESTS,
            LOWER,
            "Left unanswered: waited too long in the queue, or longer than the caller allows.",
            f -> f.s().timedOut),
    FAILED(
            Unit.REQUESTS,
            LOWER,
            "Lost with a pod or sent to a closed door, and not retried to success.",
            f -> f.s().failed),
    CANCELLED(Unit.REQUESTS, LOWER, "Given up by the caller.", f -> f.s().cancelled),
    RETRIES(Unit.REQUESTS, LOWER, "Further attempts of requests already counted.", f -> f.s().retries),
    COLD_SHARE(
            Unit.RATIO,
            LOWER,
            "cold_triggered and cold_waited over served requests.",
            f -> ratio(f.cold(), f.s().served())),
    LOST_SHARE(
            Unit.RATIO, LOWER, "rejected, timed_out and failed over requests.", f -> ratio(f.lost(), f.s().requests)),
    STARTED_PODS(Unit.PODS, LOWER, "Pods that a decision began to start.", f -> f.s().startedPods),
    CANCELLED_PODS(Unit.PODS, LOWER, "Pods taken away before they were ready.", f -> f.s().cancelledPods),
    CRASHES(Unit.EVENTS, LOWER, "Crashes of pods.", f -> f.s().crashes),
    MAX_PODS(
            Unit.PODS,
            LOWER,
            "Most pods at once, draining ones too; in total the sum of the services' own maxima.",
            f -> f.s().maxPods),
    SCALE_EVENTS(Unit.EVENTS, LOWER, "Decisions that changed the number of pods asked for.", f -> f.s().scaleEvents),
    FLAPS(Unit.EVENTS, LOWER, "Changes of direction: up after down, or down after up.", f -> f.s().flaps),
    WAIT_MEAN(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to the start of service, mean of served requests.",
            f -> ratio(seconds(f.s().waitNanos), f.s().served())),
    WAIT_P50(
            Unit.SECONDS, LOWER, "Time from arrival to the start of service, median.", f -> f.quantile(f.s().wait, 50)),
    WAIT_P90(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to the start of service, 90 % of served requests had at most this.",
            f -> f.quantile(f.s().wait, 90)),
    WAIT_P95(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to the start of service, 95 % of served requests had at most this.",
            f -> f.quantile(f.s().wait, 95)),
    WAIT_P99(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to the start of service, 99 % of served requests had at most this.",
            f -> f.quantile(f.s().wait, 99)),
    WAIT_P999(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to the start of service, 99.9 % of served requests had at most this.",
            f -> f.quantile(f.s().wait, 99.9)),
    WAIT_MAX(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to the start of service, greatest.",
            f -> f.quantile(f.s().wait, 100)),
    SERVICE_MEAN(
            Unit.SECONDS,
            LOWER,
            "Time in service, mean of served requests.",
            f -> ratio(seconds(f.s().serviceNanos), f.s().served())),
    SERVICE_P50(Unit.SECONDS, LOWER, "Time in service, median.", f -> f.quantile(f.s().service, 50)),
    SERVICE_P90(
            Unit.SECONDS,
            LOWER,
            "Time in service, 90 % of served requests had at most this.",
            f -> f.quantile(f.s().service, 90)),
    SERVICE_P95(
            Unit.SECONDS,
            LOWER,
            "Time in service, 95 % of served requests had at most this.",
            f -> f.quantile(f.s().service, 95)),
    SERVICE_P99(
            Unit.SECONDS,
            LOWER,
            "Time in service, 99 % of served requests had at most this.",
            f -> f.quantile(f.s().service, 99)),
    SERVICE_P999(
            Unit.SECONDS,
            LOWER,
            "Time in service, 99.9 % of served requests had at most this.",
            f -> f.quantile(f.s().service, 99.9)),
    SERVICE_MAX(Unit.SECONDS, LOWER, "Time in service, greatest.", f -> f.quantile(f.s().service, 100)),
    LATENCY_MEAN(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to answer, mean of served requests.",
            f -> ratio(seconds(f.s().latencyNanos), f.s().served())),
    LATENCY_P50(Unit.SECONDS, LOWER, "Time from arrival to answer, median.", f -> f.quantile(f.s().latency, 50)),
    LATENCY_P90(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to answer, 90 % of served requests had at most this.",
            f -> f.quantile(f.s().latency, 90)),
    LATENCY_P95(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to answer, 95 % of served requests had at most this.",
            f -> f.quantile(f.s().latency, 95)),
    LATENCY_P99(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to answer, 99 % of served requests had at most this.",
            f -> f.quantile(f.s().latency, 99)),
    LATENCY_P999(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to answer, 99.9 % of served requests had at most this.",
            f -> f.quantile(f.s().latency, 99.9)),
    LATENCY_MAX(Unit.SECONDS, LOWER, "Time from arrival to answer, greatest.", f -> f.quantile(f.s().latency, 100)),
    FIRST_TOKEN_P50(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to the first token, where answers are written token by token: median.",
            f -> f.quantile(f.s().firstToken, 50)),
    FIRST_TOKEN_P95(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to the first token, 95 % of served requests had at most this.",
            f -> f.quantile(f.s().firstToken, 95)),
    FIRST_TOKEN_P99(
            Unit.SECONDS,
            LOWER,
            "Time from arrival to the first token, 99 % of served requests had at most this.",
            f -> f.quantile(f.s().firstToken, 99)),
    START_UP_P50(
            Unit.SECONDS,
            LOWER,
            "Time from decision to ready of pods that became ready, median.",
            f -> f.quantile(f.s().startUp, 50)),
    START_UP_P95(
            Unit.SECONDS,
            LOWER,
            "Time from decision to ready of pods that became ready, 95 % of starts took at most this.",
            f -> f.quantile(f.s().startUp, 95)),
    START_UP_MAX(
            Unit.SECONDS,
            LOWER,
            "Time from decision to ready of pods that became ready, greatest.",
            f -> f.quantile(f.s().startUp, 100)),
    STAGE_DECISION_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Start-up time of pods that became ready, summed: from the decision to the pod object.",
            f -> f.stage(Stage.DECISION)),
    STAGE_SCHEDULING_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Start-up time of pods that became ready, summed: waiting for room and the scheduler.",
            f -> f.stage(Stage.SCHEDULING)),
    STAGE_NODE_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Start-up time of pods that became ready, summed: waiting for a node that is being added.",
            f -> f.stage(Stage.NODE)),
    STAGE_PULL_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Start-up time of pods that became ready, summed: pulling image layers.",
            f -> f.stage(Stage.PULL)),
    STAGE_CONTAINER_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Start-up time of pods that became ready, summed: creating and starting the container.",
            f -> f.stage(Stage.CONTAINER)),
    STAGE_WEIGHTS_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Start-up time of pods that became ready, summed: reading weights.",
            f -> f.stage(Stage.WEIGHTS)),
    STAGE_ENGINE_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Start-up time of pods that became ready, summed: the engine's own initialisation.",
            f -> f.stage(Stage.ENGINE)),
    STAGE_READINESS_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Start-up time of pods that became ready, summed: from able to answer to the probe that finds it out.",
            f -> f.stage(Stage.READINESS)),
    STAGE_ENDPOINTS_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Start-up time of pods that became ready, summed: until the balancer knows the endpoint.",
            f -> f.stage(Stage.ENDPOINTS)),
    STAGE_MEASURED_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Start-up time of pods that became ready, summed: starts that are given as one measured distribution.",
            f -> f.stage(Stage.MEASURED)),
    POD_SECONDS(
            Unit.POD_SECONDS,
            LOWER,
            "Pods over time, from decision to gone: starting, busy, idle and draining.",
            f -> seconds(f.s().podNanos())),
    STARTING_POD_SECONDS(
            Unit.POD_SECONDS, LOWER, "Pods over time: from decision to ready.", f -> seconds(f.s().startingPodNanos)),
    BUSY_POD_SECONDS(
            Unit.POD_SECONDS,
            NEITHER,
            "Pods over time: ready, with at least one request.",
            f -> seconds(f.s().busyPodNanos)),
    IDLE_POD_SECONDS(
            Unit.POD_SECONDS, LOWER, "Pods over time: ready, without a request.", f -> seconds(f.s().idlePodNanos)),
    DRAINING_POD_SECONDS(
            Unit.POD_SECONDS, LOWER, "Pods over time: on their way out.", f -> seconds(f.s().drainingPodNanos)),
    UTILISATION(
            Unit.RATIO,
            HIGHER,
            "Requests in service over places of ready pods, both over time.",
            f -> ratio((double) f.s().inServiceNanos, f.s().placeNanos.doubleValue())),
    COST(Unit.MONEY, LOWER, "What pods and their starts cost; in total what nodes cost too.", f -> f.cost()),
    COST_PER_1000_REQUESTS(
            Unit.MONEY,
            LOWER,
            "cost for each 1,000 requests that arrived.",
            f -> ratio(1000 * f.cost(), f.s().requests)),
    OPTIMUM_COST(
            Unit.MONEY,
            NEITHER,
            "Least cost at which no request waits, knowing all arrivals; the optimum, or a bound below it.",
            f -> f.leastCost()),
    REGRET(
            Unit.RATIO,
            LOWER,
            "cost over optimum_cost; below 1 only where requests waited or were lost.",
            f -> ratio(f.cost(), f.leastCost())),
    NODE_SECONDS(Unit.NODE_SECONDS, LOWER, "Nodes over time; total only.", f -> f.ofNodes(n -> seconds(n.nodeNanos()))),
    NODE_COST(Unit.MONEY, LOWER, "What nodes cost; total only.", f -> f.ofNodes(NodeStatistics::cost)),
    NODES_ADDED(
            Unit.NODES,
            NEITHER,
            "Nodes that the cluster autoscaler added; total only.",
            f -> f.ofNodes(NodeStatistics::added)),
    NODES_REMOVED(
            Unit.NODES,
            NEITHER,
            "Nodes that the cluster autoscaler removed; total only.",
            f -> f.ofNodes(NodeStatistics::removed)),
    NODES_FAILED(Unit.NODES, LOWER, "Nodes that failed; total only.", f -> f.ofNodes(NodeStatistics::failed)),
    CPU_USE(
            Unit.RATIO,
            HIGHER,
            "Share of the nodes' CPU that pods asked for, over time; total only.",
            f -> f.ofNodes(NodeStatistics::cpuUse)),
    MEMORY_USE(
            Unit.RATIO,
            HIGHER,
            "Share of the nodes' memory that pods asked for, over time; total only.",
            f -> f.ofNodes(NodeStatistics::memoryUse)),
    GPU_USE(
            Unit.RATIO,
            HIGHER,
            "Share of the nodes' GPUs that pods asked for, over time; total only.",
            f -> f.ofNodes(NodeStatistics::gpuUse)),
    SKIPPED_ROWS(
            Unit.ROWS, LOWER, "Bad rows of the traffic that --lenient left out; total only.", f -> f.skippedRows()),
    /** Needs a threshold: an objective gives it. */
    WAIT_OVER(
            Unit.RATIO,
            LOWER,
            "Share of served requests that waited longer than a threshold; only in objectives.",
            f -> Double.NaN),
    /** Likewise. */
    LATENCY_OVER(
            Unit.RATIO,
            LOWER,
            "Share of served requests whose latency was above a threshold; only in objectives.",
            f -> Double.NaN);

    private final Unit unit;
    private final Better better;
    private final String text;
    private final ToDoubleFunction<Figures> value;

    Metric(Unit unit, Better better, String text, ToDoubleFunction<Figures> value) {
        this.unit = unit;
        this.better = better;
        this.text = text;
        this.value = value;
    }

    /** As users write it: {@code wait_p95}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Unit unit() {
        return unit;
    }

    public Better better() {
        return better;
    }

    /** Its definition, one sentence. */
    public String text() {
        return text;
    }

    /** @return null where there is none of that name */
    public static @Nullable Metric named(String title) {
        for (Metric each : values()) {
            if (each.title().equals(title)) {
                return each;
            }
        }
        return null;
    }

    boolean takesThreshold() {
        return this == WAIT_OVER || this == LATENCY_OVER;
    }

    /** @return NaN where it has none */
    double of(Figures figures) {
        return value.applyAsDouble(figures);
    }
}
