package ebb.scenario;

import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.trace.Expansion;
import ebb.trace.TraceFormat;
import ebb.trace.TrafficReader;
import org.jspecify.annotations.Nullable;

/** Reads where requests come from: {@code { generate: … }} or {@code { file: … }}. */
final class TrafficPlanReader {
    private static final double MOST_SPEED = 1e6;

    private TrafficPlanReader() {}

    static TrafficPlan read(Node node, boolean template) {
        Mapping traffic = node.mapping();
        boolean generated = traffic.has("generate");
        if (generated == traffic.has("file")) {
            traffic.problem(generated ? "has both generate and file" : "needs generate or file", "Give one of them.");
        }
        TrafficPlan plan = generated
                ? new TrafficPlan.Generated(TrafficReader.read(traffic.get("generate")))
                : recorded(traffic, template);
        traffic.done();
        return plan;
    }

    private static TrafficPlan recorded(Mapping traffic, boolean template) {
        Node file = traffic.get("file");
        String service = traffic.get("service").textOrNull();
        if (service != null && template) {
            traffic.get("service").problem("picks one service, and a template wants all", "Delete one of the two.");
        }
        long from = traffic.get("from").duration(0, Long.MAX_VALUE, 0);
        long until = traffic.get("until").durationOrNever(1, Long.MAX_VALUE);
        if (until <= from) {
            traffic.get("until").problem("must be after from", "");
        }
        return new TrafficPlan.Recorded(
                traffic.has("file") ? file.text() : "",
                file.at(),
                format(traffic.get("format")),
                traffic.get("expansion").choice(Expansion.class, Expansion.UNIFORM),
                service,
                new TrafficPlan.Window(
                        from, Math.max(until, from + 1), traffic.get("speed").number(1e-6, MOST_SPEED, 1)));
    }

    private static @Nullable TraceFormat format(Node node) {
        String id = node.textOrNull();
        TraceFormat format = id == null ? null : TraceFormat.of(id);
        if (id != null && format == null) {
            node.problem("is not a format", NearestName.suggest(id, TraceFormat.ids()));
        }
        return format;
    }
}
