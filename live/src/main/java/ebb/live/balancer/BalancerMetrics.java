package ebb.live.balancer;

import ebb.live.ServiceName;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** What the balancer counts, by the names of docs/balancer.md. Labels are bound once a service, so that a request costs additions only. */
final class BalancerMetrics {
    // Those of OpenTelemetry's http.server.request.duration, and what a hold may add.
    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 120
    };

    /** What became of a request. */
    enum Outcome {
        /** The pod's answer went to the client as a whole. */
        SERVED,
        /** Nobody could be asked: the room, a limit or a rule said no. */
        REFUSED,
        /** The client went away before the end. */
        ABORTED,
        /** The pod did not answer, or broke off. */
        FAILED;

        final String label = name().toLowerCase(java.util.Locale.ROOT);
    }

    private final Counter requests;
    private final Histogram duration;
    private final Histogram hold;
    private final Counter refusals;
    private final Counter retries;
    private final Counter picks;
    private final Counter wakes;
    private final Counter rules;
    private final Counter bytes;
    final CounterDataPoint accepted;
    final CounterDataPoint certificates;
    final CounterDataPoint logLost;
    private final Map<Rule, CounterDataPoint> byRule = new EnumMap<>(Rule.class);
    private final Map<ServiceName, OfService> services = new ConcurrentHashMap<>();

    BalancerMetrics(PrometheusRegistry registry) {
        requests = counter(registry, "balancer_requests_total", "Requests that ended", "service", "code", "outcome");
        duration =
                histogram(registry, "balancer_request_duration_seconds", "From a request's head to its answer's end");
        hold = histogram(registry, "balancer_hold_duration_seconds", "How long requests that were held waited");
        refusals = counter(registry, "balancer_queue_rejections_total", "Requests refused", "service", "reason");
        retries = counter(registry, "balancer_retries_total", "Requests sent again", "service", "reason");
        picks = counter(registry, "balancer_picks_total", "Pods chosen", "policy");
        wakes = counter(registry, "balancer_wakes_total", "Wakes asked for", "service", "by");
        bytes = counter(registry, "balancer_bytes_total", "Bytes of bodies", "service", "direction");
        rules = counter(registry, "balancer_header_rejections_total", "Heads and bodies refused", "rule");
        accepted = counter(registry, "balancer_connections_accepted_total", "Connections of clients")
                .labelValues();
        certificates = counter(registry, "balancer_certificate_reloads_total", "Certificates taken into use", "result")
                .labelValues("ok");
        logLost = counter(registry, "balancer_access_log_lost_total", "Lines that the log could not take")
                .labelValues();
        for (Rule rule : Rule.values()) {
            byRule.put(rule, rules.labelValues(rule.label()));
        }
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private static Histogram histogram(PrometheusRegistry registry, String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames("service")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }

    /** Levels, read when they are scraped. */
    static void gauge(PrometheusRegistry registry, String name, String help, Consumer<ObjLongConsumer<String>> read) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("service")
                .callback(sink -> read.accept((service, value) -> sink.call((double) value, service)))
                .register(registry);
    }

    static void gauge(PrometheusRegistry registry, String name, String help, java.util.function.LongSupplier read) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sink -> sink.call((double) read.getAsLong()))
                .register(registry);
    }

    void violated(Rule rule) {
        byRule.getOrDefault(rule, accepted).inc();
    }

    OfService of(ServiceName name) {
        return services.computeIfAbsent(name, OfService::new);
    }

    /** One service's. */
    final class OfService {
        private static final int CODES = 600;

        private final String name;
        private final AtomicReferenceArray<@Nullable CounterDataPoint> ended =
                new AtomicReferenceArray<>(CODES * Outcome.values().length);
        private final DistributionDataPoint seconds;
        private final DistributionDataPoint held;
        final CounterDataPoint bytesIn;
        final CounterDataPoint bytesOut;

        OfService(ServiceName service) {
            name = service.toString();
            seconds = duration.labelValues(name);
            held = hold.labelValues(name);
            bytesIn = bytes.labelValues(name, "in");
            bytesOut = bytes.labelValues(name, "out");
        }

        /** @param status 0 if the client went away before it got one */
        void ended(int status, Outcome outcome, long nanos, long heldNanos) {
            int code = status >= 0 && status < CODES ? status : 0;
            int at = outcome.ordinal() * CODES + code;
            CounterDataPoint point = ended.get(at);
            if (point == null) {
                point = requests.labelValues(name, Integer.toString(code), outcome.label);
                ended.set(at, point);
            }
            point.inc();
            seconds.observe(nanos / 1e9);
            if (heldNanos > 0) {
                held.observe(heldNanos / 1e9);
            }
        }

        void refused(Refusal why) {
            refusals.labelValues(name, why.label()).inc();
        }

        void again(String reason) {
            retries.labelValues(name, reason).inc();
        }

        void wake(String by) {
            wakes.labelValues(name, by).inc();
        }
    }

    CounterDataPoint picks(String policy) {
        return picks.labelValues(policy);
    }
}
