package ebb.result;

import java.io.StringWriter;
import java.io.Writer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Writes {@code run.json}. Nothing in it depends on machine, threads or time of day. */
final class RunJson {
    /** The version of the format: {@link RunJsonReader} reads this one only. */
    static final String FORMAT = "ebb-results/1";

    private final JsonGenerator json;
    private final Lines lines;
    private final String currency;

    private RunJson(JsonGenerator json, Lines lines, String currency) {
        this.json = json;
        this.lines = lines;
        this.currency = currency;
    }

    /** Two spaces a level; a metric on one line, because there are many. */
    private static final class Lines extends DefaultIndenter {
        private boolean oneLine;

        Lines() {
            super("  ", "\n");
        }

        @Override
        public void writeIndentation(JsonGenerator json, int level) {
            if (oneLine) {
                json.writeRaw(' ');
            } else {
                super.writeIndentation(json, level);
            }
        }
    }

    /** Leaves the writer open. */
    static void write(Summary summary, Writer out) {
        Lines lines = new Lines();
        try (JsonGenerator json = generator(out, lines)) {
            new RunJson(json, lines, summary.experiment().currency()).whole(summary);
            json.writeRaw('\n');
        }
    }

    /** @return an array of runs, as under {@code runs} */
    static String runs(Summary summary) {
        StringWriter out = new StringWriter();
        Lines lines = new Lines();
        try (JsonGenerator json = generator(out, lines)) {
            new RunJson(json, lines, summary.experiment().currency()).array(summary);
            json.writeRaw('\n');
        }
        return out.toString();
    }

    private static JsonGenerator generator(Writer out, Lines lines) {
        PrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        return JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(
                        new ObjectWriteContext.Base() {
                            @Override
                            public PrettyPrinter getPrettyPrinter() {
                                return printer;
                            }

                            @Override
                            public boolean hasPrettyPrinter() {
                                return true;
                            }
                        },
                        out);
    }

    private void whole(Summary summary) {
        Experiment experiment = summary.experiment();
        json.writeStartObject();
        json.writeStringProperty("format", FORMAT);
        json.writeStringProperty("version", summary.version());
        json.writeStringProperty("command", summary.command());
        json.writeObjectPropertyStart("scenario");
        json.writeStringProperty("name", experiment.name());
        json.writeStringProperty("title", experiment.title());
        json.writeStringProperty("claim", experiment.claim());
        json.writeStringProperty("resolved", experiment.scenario());
        json.writeEndObject();
        json.writeStringProperty("currency", currency);
        json.writeArrayPropertyStart("objectives");
        experiment.objectives().forEach(each -> {
            json.writeStartObject();
            objective(each);
            json.writeEndObject();
        });
        json.writeEndArray();
        json.writeName("runs");
        array(summary);
        json.writeEndObject();
    }

    private void array(Summary summary) {
        json.writeStartArray();
        summary.runs().forEach(this::run);
        json.writeEndArray();
    }

    private void run(RunSummary run) {
        RunKey key = run.key();
        json.writeStartObject();
        json.writeStringProperty("policy", key.policy().name());
        json.writeObjectPropertyStart("parameters");
        key.policy().parameters().forEach((name, value) -> number(name, value));
        json.writeEndObject();
        json.writeObjectPropertyStart("settings");
        key.settings().forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeStringProperty("trace", key.trace());
        json.writeStringProperty("trace_hash", key.traceHash());
        json.writeNumberProperty("seed", key.seed());
        measured(run.total());
        json.writeObjectPropertyStart("services");
        run.services().forEach((name, measured) -> {
            json.writeObjectPropertyStart(name);
            measured(measured);
            Members members = run.members().get(name);
            if (members != null) {
                members(members);
            }
            json.writeEndObject();
        });
        json.writeEndObject();
        json.writeArrayPropertyStart("objectives");
        run.verdicts().forEach(this::verdict);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void measured(Measured measured) {
        json.writeObjectPropertyStart("metrics");
        measured.values().forEach(this::metric);
        json.writeEndObject();
        least(measured.least());
    }

    private void metric(Metric metric, double value) {
        json.writeName(metric.title());
        lines.oneLine = true;
        json.writeStartObject();
        number("value", value);
        json.writeStringProperty("unit", metric.unit().text(currency));
        json.writeStringProperty("better", metric.better().text());
        json.writeEndObject();
        lines.oneLine = false;
    }

    private void least(@Nullable LeastCost least) {
        if (least == null) {
            return;
        }
        json.writeObjectPropertyStart("optimum");
        json.writeStringProperty("kind", least.word());
        number("cost", least.cost());
        json.writeArrayPropertyStart("ignores");
        least.ignores().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    /** A column on a line, because there are many rows. */
    private void members(Members members) {
        json.writeObjectPropertyStart("members");
        json.writeNumberProperty("left_to_csv", members.left());
        column("name", members, each -> json.writeString(each.name()));
        for (Metric metric : ServiceBrief.METRICS) {
            column(metric.title(), members, each -> cell(each.value(metric)));
        }
        column("optimum", members, each -> json.writeString(each.optimum()));
        json.writeEndObject();
    }

    private void column(String name, Members members, Consumer<ServiceBrief> cell) {
        json.writeName(name);
        lines.oneLine = true;
        json.writeStartArray();
        members.shown().forEach(cell);
        json.writeEndArray();
        lines.oneLine = false;
    }

    private void cell(double value) {
        if (Double.isNaN(value)) {
            json.writeNull();
        } else {
            json.writeNumber(Text.exact(value));
        }
    }

    private void verdict(Verdict verdict) {
        json.writeStartObject();
        objective(verdict.objective());
        number("value", verdict.value());
        number("share_over", verdict.shareOver());
        json.writeBooleanProperty("met", verdict.met());
        json.writeEndObject();
    }

    private void objective(Objective objective) {
        json.writeStringProperty("objective", objective.text(currency));
        if (objective.service() != null) {
            json.writeStringProperty("service", objective.service());
        }
        json.writeStringProperty("metric", objective.metric().title());
        number("threshold", objective.threshold());
        json.writeStringProperty("comparison", objective.comparison().sign());
        number("bound", objective.bound());
        json.writeStringProperty("unit", objective.metric().unit().text(currency));
    }

    /** Leaves out what has no value. */
    private void number(String name, Double value) {
        if (!value.isNaN()) {
            json.writeName(name);
            json.writeNumber(Text.exact(value));
        }
    }
}
