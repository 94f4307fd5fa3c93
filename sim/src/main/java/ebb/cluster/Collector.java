package ebb.cluster;

import ebb.policy.EventSet;
import ebb.policy.Metrics;
import java.util.Arrays;
import java.util.List;

/**
 * Measures a service and its pods, as Prometheus and the metrics server do, for a policy that reads what was measured. Where none does, it
 * costs a comparison a request.
 *
 * <p>Levels are those of the instant of measuring. Rates, means and what each pod used are over the time since it was measured last. Of what
 * every request has a value of (latency, tokens), each is told: a quantile over them is one of requests. What was not told because a
 * measurement was lost is told with the next one, as counters do.
 *
 * <p>CPU: a request of one that holds a place of its own uses its share of what the pod asks for, so that a pod with all places taken uses
 * all; where requests share the pod it uses as much of what it asks for as its speed is of its greatest; an engine that answers in tokens
 * keeps one core busy while it has anything to do, as vLLM's does, and what it asks for at most. A pod that starts uses none.
 */
final class Collector {
    private static final Metrics[] ALL = Metrics.values();

    private final Simulation simulation;
    private final Service service;
    private final double cores;
    private final boolean batching;
    private boolean measures;
    private boolean ofPods;

    /** What the policy asks for, by place. */
    private Metrics[] asked = new Metrics[0];

    private boolean[] askedOfPods = new boolean[0];

    /** The place of each metric; -1: not asked for. */
    private final int[] places = new int[ALL.length];

    /** Values of single requests that were not told yet. */
    private Measurement untold = new Measurement(0, 0);

    private long since;
    private long cameBefore;

    Collector(Simulation simulation, Service service) {
        this.simulation = simulation;
        this.service = service;
        cores = service.spec.pod().resources().cores();
        batching = service.spec.model() instanceof ServiceModel.Batching;
        Arrays.fill(places, -1);
    }

    /** From now on a policy is served that wants this. */
    void serve(EventSet wants, List<Pod> pods) {
        measures = wants.measures();
        ofPods = wants.podUse();
        asked = new Metrics[wants.metrics().size()];
        askedOfPods = new boolean[asked.length];
        Arrays.fill(places, -1);
        for (int i = 0; i < asked.length; i++) {
            String name = wants.metrics().get(i);
            Metrics metric = Metrics.named(name);
            if (metric == null || (metric.ofTokens() && !batching)) {
                throw new IllegalArgumentException(service.spec.name() + ": nobody measures " + name);
            }
            asked[i] = metric;
            askedOfPods[i] = wants.podMetrics().contains(name);
            places[metric.ordinal()] = i;
        }
        untold = new Measurement(0, 0);
        since = simulation.now;
        cameBefore = came();
        pods.forEach(this::meter);
    }

    boolean measures() {
        return measures;
    }

    /** A pod is there: what it does is counted from now on. */
    void meter(Pod pod) {
        if (!measures) {
            return;
        }
        long tokens = pod.server instanceof BatchingServer server ? server.produced(simulation.now) : 0;
        pod.meter = new Meter(simulation.now, tokens);
        if (pod.server instanceof BatchingServer server) {
            server.tell(this::firstToken);
        }
    }

    // What happens.

    void takes(Pod pod, long nowNanos) {
        Meter meter = pod.meter;
        if (meter != null) {
            advance(pod, nowNanos);
            meter.taken++;
        }
    }

    /** Before the number of a pod's requests changes. */
    void advance(Pod pod, long nowNanos) {
        Meter meter = pod.meter;
        if (meter != null) {
            meter.coreNanos += use(pod) * (nowNanos - meter.at);
            meter.at = nowNanos;
        }
    }

    /** Cores that a pod uses now. */
    private double use(Pod pod) {
        return switch (service.spec.model()) {
            case ServiceModel.Slots slots -> cores * Math.min(1, (double) pod.inFlight / service.limits.concurrency());
            case ServiceModel.Shared shared -> cores * SharedServer.use(shared.efficiency(), pod.inFlight);
            case ServiceModel.Batching tokens -> pod.inFlight == 0 ? 0 : Math.min(1, cores);
        };
    }

    private void firstToken(int request, long nowNanos) {
        Pod pod = simulation.podsBySlot.get(simulation.requests.pod[request]);
        each(pod, Metrics.TTFT, (nowNanos - simulation.requests.arrival[request]) / 1e9);
    }

    /** A request was served. */
    void ended(Pod pod, int request, long nowNanos) {
        RequestTable table = simulation.requests;
        each(pod, Metrics.LATENCY, (nowNanos - table.arrival[request]) / 1e9);
        if (!batching) {
            return;
        }
        each(pod, Metrics.INPUT_LENGTH, table.inputTokens[request]);
        each(pod, Metrics.OUTPUT_LENGTH, table.outputTokens[request]);
        if (table.outputTokens[request] > 1) {
            each(pod, Metrics.ITL, (nowNanos - table.firstToken[request]) / 1e9 / (table.outputTokens[request] - 1));
        }
    }

    private void each(Pod pod, Metrics metric, double value) {
        int place = places[metric.ordinal()];
        if (place < 0) {
            return;
        }
        untold.add(place, Measurement.SERVICE, value);
        Meter meter = pod.meter;
        if (meter != null) {
            meter.sums[metric.ordinal()] += value;
            meter.counts[metric.ordinal()]++;
        }
    }

    // Measuring.

    /** Measures all that is asked for. */
    Measurement measure() {
        Measurement made = new Measurement(simulation.now, simulation.now - since);
        for (Pod pod : service.pods) {
            pod(made, pod);
        }
        for (int i = 0; i < asked.length; i++) {
            double value = ofService(asked[i]);
            if (!Double.isNaN(value)) {
                made.add(i, Measurement.SERVICE, value);
            }
        }
        for (int i = 0; i < untold.size; i++) {
            made.add(untold.metrics[i], Measurement.SERVICE, untold.values[i]);
        }
        untold = new Measurement(0, 0);
        for (Pod pod : service.pods) {
            Meter meter = pod.meter;
            if (meter != null) {
                meter.begin(simulation.now, produced(pod));
            }
        }
        since = simulation.now;
        cameBefore = came();
        return made;
    }

    /** It failed: all that is of one instant is not known, and the rest is told the next time. */
    Measurement failed() {
        Measurement made = new Measurement(simulation.now, 0);
        for (Pod pod : service.pods) {
            if (ofPods) {
                made.add(Measurement.CORES, pod.ordinal, Double.NaN);
            }
            for (int i = 0; i < asked.length; i++) {
                if (askedOfPods[i]) {
                    made.add(i, pod.ordinal, Double.NaN);
                }
            }
        }
        for (int i = 0; i < asked.length; i++) {
            if (!ofRequests(asked[i])) {
                made.add(i, Measurement.SERVICE, Double.NaN);
            }
        }
        return made;
    }

    private void pod(Measurement made, Pod pod) {
        Meter meter = pod.meter;
        if (meter == null || !pod.runs(simulation.now)) {
            return;
        }
        advance(pod, simulation.now);
        if (ofPods) {
            made.add(Measurement.IN_FLIGHT, pod.ordinal, pod.inFlight);
            made.add(Measurement.CORES, pod.ordinal, coresUsed(meter));
        }
        // What a pod says of itself, it says where requests may go to it.
        for (int i = 0; i < asked.length && pod.state == Pod.State.READY; i++) {
            if (askedOfPods[i]) {
                made.add(i, pod.ordinal, ofPod(asked[i], pod, meter));
            }
        }
    }

    private double coresUsed(Meter meter) {
        return meter.at == meter.since ? Double.NaN : meter.coreNanos / (meter.at - meter.since);
    }

    private long came() {
        return service.statistics.requests + service.statistics.retries;
    }

    private double ofPod(Metrics metric, Pod pod, Meter meter) {
        if (ofRequests(metric)) {
            return meter.sums[metric.ordinal()] / meter.counts[metric.ordinal()];
        }
        double seconds = (simulation.now - meter.since) / 1e9;
        return switch (metric) {
            case RPS -> meter.taken / seconds;
            case QUEUE_LENGTH -> pod.inFlight + pod.bound.size();
            case UTILISATION -> coresUsed(meter) / cores;
            case TOKEN_RATE -> (produced(pod) - meter.tokensBefore) / seconds;
            default -> pod.server instanceof BatchingServer server ? ofServer(metric, server) : Double.NaN;
        };
    }

    private static double ofServer(Metrics metric, BatchingServer server) {
        return switch (metric) {
            case KV_USAGE -> (double) server.kvTokens() / server.mostTokens();
            case WAITING -> server.waiting();
            case RUNNING -> server.running();
            case QUEUED_PREFILL_TOKENS -> server.waitingTokens(false);
            case QUEUED_KV_TOKENS -> server.waitingTokens(true);
            case SCHEDULED_KV_TOKENS -> server.kvTokens();
            case MAX_KV_TOKENS -> server.mostTokens();
            default -> Double.NaN;
        };
    }

    /** @return NaN where there is nothing to tell */
    private double ofService(Metrics metric) {
        return switch (metric) {
            case RPS -> simulation.now == since ? Double.NaN : (came() - cameBefore) / ((simulation.now - since) / 1e9);
            case QUEUE_LENGTH -> service.inFlight + service.queued;
            case UTILISATION, KV_USAGE -> ofPods(metric) / readyPods();
            case QUEUED_PREFILL_TOKENS, QUEUED_KV_TOKENS ->
                ofPods(metric) + simulation.desks.get(service.index).waitingTokens(metric == Metrics.QUEUED_KV_TOKENS);
            case WAITING, RUNNING, TOKEN_RATE, SCHEDULED_KV_TOKENS, MAX_KV_TOKENS -> ofPods(metric);
            default -> Double.NaN;
        };
    }

    /** The sum over pods that are ready and were there long enough to be measured. */
    private double ofPods(Metrics metric) {
        double sum = 0;
        for (Pod pod : service.pods) {
            Meter meter = pod.meter;
            double value = meter == null || pod.state != Pod.State.READY ? 0 : ofPod(metric, pod, meter);
            sum += Double.isNaN(value) ? 0 : value;
        }
        return sum;
    }

    private int readyPods() {
        return service.busy + service.idle;
    }

    private static boolean ofRequests(Metrics metric) {
        return switch (metric) {
            case LATENCY, TTFT, ITL, INPUT_LENGTH, OUTPUT_LENGTH -> true;
            default -> false;
        };
    }

    private long produced(Pod pod) {
        return pod.server instanceof BatchingServer server ? server.produced(simulation.now) : 0;
    }
}
