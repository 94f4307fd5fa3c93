package ebb.cli;

import ebb.document.JsonText;
import ebb.document.Quantity;
import ebb.policy.BuiltIn;
import ebb.policy.Parameter;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
            out.println(JsonText.of(Arrays.stream(BuiltIn.values())
                    .map(PoliciesCommand::described)
                    .toList()));
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

    private static Map<String, Object> described(BuiltIn policy) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", policy.title());
        all.put("text", policy.text());
        all.put(
                "parameters",
                policy.parameters().stream().map(PoliciesCommand::described).toList());
        return all;
    }

    private static Map<String, Object> described(Parameter parameter) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", parameter.name());
        all.put("unit", parameter.unit().name().toLowerCase(Locale.ROOT));
        all.put("default", parameter.standard());
        all.put("min", parameter.min());
        all.put("max", parameter.max());
        all.put("text", parameter.text());
        return all;
    }
}
