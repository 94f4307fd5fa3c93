package ebb.cli;

import ebb.document.Quantity;
import ebb.policy.BuiltIn;
import ebb.policy.Parameter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code ebb policies}: what can be run, with every parameter. */
@Command(
        name = "policies",
        description = "List the policies with their parameters: unit, range, default.",
        footer = {"  ebb policies", "  ebb policies --json"})
public final class PoliciesCommand implements Subcommand {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson());
        } else {
            for (BuiltIn each : BuiltIn.values()) {
                print(each, out);
            }
        }
        out.flush();
        return DONE;
    }

    private static void print(BuiltIn policy, PrintWriter out) {
        out.println(policy.title() + ": " + policy.text());
        for (Parameter each : policy.parameters()) {
            out.println("  " + each.name() + " = " + value(each, each.standard()) + "  (" + value(each, each.min())
                    + " to " + value(each, each.max()) + unit(each) + ")  " + each.text());
        }
    }

    private static String value(Parameter parameter, double value) {
        return parameter.unit() == Parameter.Unit.SECONDS
                ? Quantity.DURATION.print(Math.round(value * 1e9))
                : Quantity.NUMBER.print(value);
    }

    private static String unit(Parameter parameter) {
        return switch (parameter.unit()) {
            case SECONDS, RATIO -> "";
            case PODS -> " pods";
            case REQUESTS_PER_POD -> " requests per pod";
        };
    }

    private static String asJson() {
        StringWriter out = new StringWriter();
        try (JsonGenerator to = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            to.writeStartArray();
            for (BuiltIn each : BuiltIn.values()) {
                write(each, to);
            }
            to.writeEndArray();
        }
        return out.toString();
    }

    private static void write(BuiltIn policy, JsonGenerator to) {
        to.writeStartObject();
        to.writeStringProperty("name", policy.title());
        to.writeStringProperty("text", policy.text());
        to.writeArrayPropertyStart("parameters");
        for (Parameter each : policy.parameters()) {
            to.writeStartObject();
            to.writeStringProperty("name", each.name());
            to.writeStringProperty("unit", each.unit().name().toLowerCase(Locale.ROOT));
            to.writeNumberProperty("default", each.standard());
            to.writeNumberProperty("min", each.min());
            to.writeNumberProperty("max", each.max());
            to.writeStringProperty("text", each.text());
            to.writeEndObject();
        }
        to.writeEndArray();
        to.writeEndObject();
    }
}
