package ebb.cli;

import ebb.document.JsonText;
import ebb.policy.Parameter;
import ebb.policy.Policies;
import ebb.policy.PolicyDefinition;
import java.io.PrintWriter;
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
            out.println(JsonText.of(
                    Policies.list().stream().map(PoliciesCommand::described).toList()));
        } else {
            for (PolicyDefinition each : Policies.list()) {
                print(each, out);
            }
        }
        out.flush();
        return DONE;
    }

    private static void print(PolicyDefinition policy, PrintWriter out) {
        out.println(policy.title() + ": " + policy.text());
        for (Parameter each : policy.parameters()) {
            out.println(("  " + each.name() + " = " + each.print(each.standard()) + "  (" + range(each) + ")  "
                            + each.text())
                    .stripTrailing());
        }
    }

    private static String range(Parameter parameter) {
        return parameter.choices().isEmpty()
                ? parameter.print(parameter.min()) + " to " + parameter.print(parameter.max()) + unit(parameter)
                : String.join(", ", parameter.choices());
    }

    private static String unit(Parameter parameter) {
        return switch (parameter.unit()) {
            case SECONDS, RATIO, NUMBER, FLAG, CHOICE -> "";
            case PODS -> " pods";
            case REQUESTS_PER_POD -> " requests per pod";
        };
    }

    private static Map<String, Object> described(PolicyDefinition policy) {
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
