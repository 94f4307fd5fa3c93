package ebb.live.api;

import ebb.live.Status;
import ebb.live.kube.Controller;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The control loop's numbers, taken from it when they are asked for. */
public final class ControllerMetrics implements MultiCollector {
    private final Controller controller;

    public ControllerMetrics(Controller controller) {
        this.controller = controller;
    }

    @Override
    public MetricSnapshots collect() {
        List<Status> all;
        try {
            all = controller.ask(loop -> loop.statuses());
        } catch (IOException silent) {
            all = List.of(); // that it is silent is told by /healthz
        }
        MetricSnapshots.Builder metrics = MetricSnapshots.builder();
        metrics.metricSnapshot(GaugeSnapshot.builder()
                .name("controller_leader")
                .help("1 if this process leads.")
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(controller.leads() ? 1 : 0)
                        .build())
                .build());
        metrics.metricSnapshot(GaugeSnapshot.builder()
                .name("controller_deadline_lateness_seconds")
                .help("How late the control loop met its last deadline.")
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(controller.thread().lateNanos() / 1e9)
                        .build())
                .build());
        gauge(metrics, all, "controller_decision_replicas", "Pods that the policy wants.", each -> each.desired());
        gauge(metrics, all, "controller_replicas", "Pods that the workload asks for.", each -> each.replicas());
        gauge(metrics, all, "controller_ready_pods", "Pods that take requests.", each -> each.ready());
        gauge(
                metrics,
                all,
                "controller_expected_zero",
                "1 while a service is asleep because its policy says so: no reason for an alert.",
                each -> each.desired() == 0 && each.replicas() == 0 ? 1 : 0);
        gauge(metrics, all, "controller_decision_number", "Number of the last decision.", each -> each.decision());
        gauge(
                metrics,
                all,
                "controller_last_cold_start_seconds",
                "How long the last start took; -1 before the first.",
                each -> each.counts().coldStartNanos() < 0 ? -1 : each.counts().coldStartNanos() / 1e9);
        writes(metrics, all);
        counter(
                metrics,
                all,
                "controller_wakes",
                "From no pod to one or more.",
                each -> each.counts().wakes());
        counter(
                metrics,
                all,
                "controller_sleeps",
                "To no pod.",
                each -> each.counts().sleeps());
        counter(
                metrics,
                all,
                "controller_reports",
                "Reports of balancers.",
                each -> each.counts().reports());
        conditions(metrics, all);
        return metrics.build();
    }

    private static Labels labels(Status status) {
        return Labels.of(
                "namespace",
                status.service().namespace(),
                "service",
                status.service().name());
    }

    private static void gauge(
            MetricSnapshots.Builder into, List<Status> all, String name, String help, ToDoubleFunction<Status> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        for (Status each : all) {
            gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(each))
                    .value(value.applyAsDouble(each))
                    .build());
        }
        into.metricSnapshot(gauge.build());
    }

    private static void counter(
            MetricSnapshots.Builder into, List<Status> all, String name, String help, ToDoubleFunction<Status> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        for (Status each : all) {
            counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(each))
                    .value(value.applyAsDouble(each))
                    .build());
        }
        into.metricSnapshot(counter.build());
    }

    private static void writes(MetricSnapshots.Builder into, List<Status> all) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder()
                .name("controller_scale_writes")
                .help("Writes of replicas, by what came of them.");
        for (Status each : all) {
            counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(each).merge(Labels.of("result", "done")))
                    .value((double) each.counts().writes())
                    .build());
            counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(each).merge(Labels.of("result", "failed")))
                    .value((double) each.counts().failedWrites())
                    .build());
        }
        into.metricSnapshot(counter.build());
    }

    private static void conditions(MetricSnapshots.Builder into, List<Status> all) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("controller_service_condition")
                .help("1 for the condition that a service is in.");
        for (Status each : all) {
            gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(each)
                            .merge(Labels.of(
                                    "condition", each.condition().name().toLowerCase(java.util.Locale.ROOT))))
                    .value(1)
                    .build());
        }
        into.metricSnapshot(gauge.build());
    }
}
