package ebb.result;

import ebb.cluster.ScalingEvent;
import ebb.cluster.Timeline;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The files that are tables: {@code summary.csv}, {@code services.csv}, {@code timeline.csv}, {@code events.csv}. Runs are numbered from 1. */
final class Tables {
    private Tables() {}

    /** A row for each run in total and for each of its services; a column for each metric. */
    static void summary(Summary summary, Writer out) throws IOException {
        Csv csv = new Csv(out);
        for (String name :
                List.of("run", "policy", "parameters", "settings", "trace", "trace_hash", "seed", "scope", "service")) {
            csv.cell(name);
        }
        for (Metric each : Metric.values()) {
            if (!each.takesThreshold()) {
                csv.cell(each.title() + " ["
                        + each.unit().text(summary.experiment().currency()) + "]");
            }
        }
        csv.cell("optimum").cell("objectives").cell("objectives_met").end();
        int number = 0;
        for (RunSummary run : summary.runs()) {
            number++;
            row(number, run, "", run.total(), csv);
            for (Map.Entry<String, Measured> each : run.services().entrySet()) {
                row(number, run, each.getKey(), each.getValue(), csv);
            }
        }
    }

    /** @param service empty: all together */
    private static void row(int number, RunSummary run, String service, Measured measured, Csv csv) throws IOException {
        RunKey key = run.key();
        csv.cell(number)
                .cell(key.policy().name())
                .cell(pairs(key.policy().parameters().entrySet().stream()
                        .map(each -> Map.entry(each.getKey(), Text.exact(each.getValue())))
                        .toList()))
                .cell(pairs(List.copyOf(key.settings().entrySet())))
                .cell(key.trace())
                .cell(key.traceHash())
                .cell(key.seed())
                .cell(service.isEmpty() ? "total" : "service")
                .cell(service);
        for (Metric each : Metric.values()) {
            if (!each.takesThreshold()) {
                csv.cell(measured.value(each));
            }
        }
        List<Verdict> own = run.verdicts().stream()
                .filter(each -> service.isEmpty()
                        ? each.objective().service() == null
                        : service.equals(each.objective().service()))
                .toList();
        csv.cell(measured.least() == null ? "" : measured.least().word())
                .cell(own.size())
                .cell(own.stream().filter(Verdict::met).count())
                .end();
    }

    /** A row for each service of each run that was simulated, those that are reported as one each by itself. */
    static void services(Results results, Writer out) throws IOException {
        Csv csv = new Csv(out).cell("run").cell("service").cell("reported_as");
        for (Metric each : ServiceBrief.METRICS) {
            csv.cell(each.title() + " [" + each.unit().text(results.experiment().currency()) + "]");
        }
        csv.cell("optimum").end();
        int number = 0;
        for (RunRecord run : results.runs()) {
            number++;
            for (ServiceRecord each : run.services()) {
                List<ServiceBrief> members =
                        each.members().isEmpty() ? List.of(ServiceBrief.of(each.name(), each)) : each.members();
                for (ServiceBrief member : members) {
                    row(number, each.name(), member, csv);
                }
            }
        }
    }

    private static void row(int number, String reported, ServiceBrief service, Csv csv) throws IOException {
        csv.cell(number).cell(service.name()).cell(reported);
        for (Metric each : ServiceBrief.METRICS) {
            csv.cell(service.value(each));
        }
        csv.cell(service.optimum() == null ? "" : service.optimum()).end();
    }

    private static String pairs(List<Map.Entry<String, String>> entries) {
        return entries.stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(" "));
    }

    /** A row for each step of each timeline that was kept. */
    static void timelines(List<RunRecord> runs, Writer out) throws IOException {
        Csv csv = new Csv(out);
        for (String name : List.of(
                "run",
                "scope",
                "service",
                "start [s]",
                "step [s]",
                "arrivals [requests]",
                "served [requests]",
                "cold [requests]",
                "lost [requests]",
                "wait_mean [s]",
                "queue_mean [requests]",
                "starting_mean [pods]",
                "busy_mean [pods]",
                "idle_mean [pods]",
                "draining_mean [pods]")) {
            csv.cell(name);
        }
        csv.end();
        int number = 0;
        for (RunRecord run : runs) {
            number++;
            steps(number, "", run.total(), csv);
            for (ServiceRecord each : run.services()) {
                steps(number, each.name(), each, csv);
            }
        }
    }

    private static void steps(int number, String service, ServiceRecord record, Csv csv) throws IOException {
        Timeline t = record.timeline();
        if (t == null) {
            return;
        }
        double step = t.stepNanos;
        for (int i = 0; i < t.steps; i++) {
            csv.cell(number)
                    .cell(service.isEmpty() ? "total" : "service")
                    .cell(service)
                    .cell(Figures.seconds(i * t.stepNanos))
                    .cell(Figures.seconds(t.stepNanos))
                    .cell(t.arrivals[i])
                    .cell(t.served[i])
                    .cell(t.cold[i])
                    .cell(t.lost[i])
                    .cell(Figures.ratio(Figures.seconds(t.waitNanos[i]), t.served[i]))
                    .cell(t.queueNanos[i] / step)
                    .cell(t.startingPodNanos[i] / step)
                    .cell(t.busyPodNanos[i] / step)
                    .cell(t.idlePodNanos[i] / step)
                    .cell(t.drainingPodNanos[i] / step)
                    .end();
        }
    }

    /** Scaling events in order of time; those at one instant in the order of services. */
    static void events(List<RunRecord> runs, Writer out) throws IOException {
        Csv csv = new Csv(out);
        for (String name : List.of("run", "at [s]", "service", "from [pods]", "to [pods]", "cause")) {
            csv.cell(name);
        }
        csv.end();
        int number = 0;
        for (RunRecord run : runs) {
            number++;
            List<ScalingEvent> events = new ArrayList<>(run.total().statistics().events);
            events.sort(Comparator.comparingLong(ScalingEvent::atNanos));
            for (ScalingEvent each : events) {
                csv.cell(number)
                        .cell(Figures.seconds(each.atNanos()))
                        .cell(each.service())
                        .cell(each.from())
                        .cell(each.to())
                        .cell(each.cause())
                        .end();
            }
        }
    }
}
