package ebb.cli;

import ebb.document.JsonText;
import ebb.document.Problem;
import ebb.document.Problems;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyModel;
import ebb.policy.check.Finding;
import ebb.policy.check.Guarantee;
import ebb.policy.check.Guarantees;
import ebb.policy.check.PolicyCheck;
import ebb.policy.check.PolicyCost;
import ebb.policy.check.PolicyTests;
import ebb.scenario.PolicyFile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb policy check}: whether policies mean something, and what can be said of those that do before they run. */
@Command(
        name = "check",
        description = {
            "Read policies, with all that they extend, and say everything that is wrong.",
            "What is wrong for certain is an error; what is only likely to be is a warning."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no errors",
            "1:an error of a check, with --strict a warning too",
            "2:a policy that cannot be read"
        },
        footer = {
            "  ebb policy check mine.yaml theirs.yaml",
            "  ebb policy check --strict --json mine.yaml",
            "  ebb policy check builtin/knative-kpa@1"
        })
final class PolicyCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Policies in the language; builtin/NAME@1 is Ebb's own.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--strict", description = "Fail on warnings, too.")
    private boolean strict;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** One file that could be read, and what was found. */
    private record Checked(
            String file,
            PolicyDocument document,
            List<Finding> findings,
            List<Guarantee.Outcome> outcomes,
            PolicyCost cost) {
        static Checked of(String file, PolicyDocument read, Problems problems) {
            PolicyTests.read(read.model(), problems);
            List<Guarantee.Outcome> outcomes = Guarantees.of(read, problems);
            return new Checked(file, read, PolicyCheck.of(read.model()), outcomes, PolicyCost.of(read));
        }

        boolean fails(boolean strict) {
            return findings.stream().anyMatch(each -> strict || each.error())
                    || outcomes.stream().anyMatch(each -> each.verdict() == Guarantee.Verdict.VIOLATED);
        }
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        List<Checked> checked = new ArrayList<>();
        for (String file : files) {
            Problems own = new Problems();
            PolicyDocument read = PolicyFile.open(file, own);
            if (read != null && own.none()) {
                checked.add(Checked.of(file, read, own));
            }
            own.list().forEach(problems::add);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonText.of(described(checked, problems)));
        } else {
            checked.forEach(each -> print(each, out));
        }
        out.flush();
        problems.throwIfAny();
        return checked.stream().anyMatch(each -> each.fails(strict)) ? Subcommand.OBJECTIVE_FAILED : Subcommand.DONE;
    }

    private static void print(Checked checked, PrintWriter out) {
        checked.findings().forEach(out::println);
        long errors = checked.findings().stream().filter(Finding::error).count();
        long warnings = checked.findings().size() - errors;
        String verdict = checked.findings().isEmpty()
                ? "ok"
                : many(errors, "error") + (errors > 0 && warnings > 0 ? ", " : "") + many(warnings, "warning");
        out.println(checked.file() + ": " + verdict + ", "
                + described(checked.document().model()));
        checked.outcomes().forEach(each -> print(each, out));
        PolicyCost cost = checked.cost();
        out.println("    takes " + cost.stateBytes() + " bytes a service"
                + (cost.podBytes() == 0 ? "" : " and " + cost.podBytes() + " a pod") + ", looks at "
                + cost.guards() + (cost.guards() == 1 ? " guard" : " guards") + " an event at most");
    }

    private static void print(Guarantee.Outcome outcome, PrintWriter out) {
        Guarantee guarantee = outcome.guarantee();
        out.println("    " + guarantee.at() + ": " + guarantee + "  " + outcome.shown()
                + (outcome.why().isEmpty() ? "" : "  (" + outcome.why() + ")"));
        outcome.timeline().forEach(each -> out.println("        " + each));
        if (!outcome.test().isEmpty()) {
            out.println("      the same as a test:");
            out.println("        - name: " + guarantee.kind().name().toLowerCase(Locale.ROOT));
            out.println("          steps:");
            outcome.test().forEach(each -> out.println("            " + each));
        }
    }

    private static String many(long count, String what) {
        return count == 0 ? "" : count + " " + what + (count == 1 ? "" : "s");
    }

    private static String described(PolicyModel model) {
        int states =
                model.regions().stream().mapToInt(each -> each.states().size()).sum();
        return model.name() + " with " + model.regions().size()
                + (model.regions().size() == 1 ? " region, " : " regions, ")
                + states + (states == 1 ? " state, " : " states, ")
                + model.parameters().size() + " parameters, "
                + model.signals().size() + " signals";
    }

    private static List<Map<String, Object>> described(List<Checked> checked, Problems problems) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Problem each : problems.list()) {
            all.add(described(new Finding(true, "unreadable", each)));
        }
        for (Checked each : checked) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("file", each.file());
            file.put("policy", each.document().model().name());
            file.put("ok", each.findings().isEmpty());
            file.put("state_bytes", each.cost().stateBytes());
            file.put("pod_bytes", each.cost().podBytes());
            file.put("guards", each.cost().guards());
            file.put(
                    "guarantees",
                    each.outcomes().stream().map(PolicyCheckCommand::described).toList());
            file.put(
                    "findings",
                    each.findings().stream().map(PolicyCheckCommand::described).toList());
            all.add(file);
        }
        return all;
    }

    private static Map<String, Object> described(Guarantee.Outcome outcome) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("guarantee", outcome.guarantee().toString());
        all.put("verdict", outcome.shown());
        all.put("why", outcome.why());
        all.put("timeline", outcome.timeline());
        all.put("test", outcome.test());
        return all;
    }

    private static Map<String, Object> described(Finding finding) {
        Problem problem = finding.problem();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("file", problem.file());
        all.put("line", problem.line());
        all.put("column", problem.column());
        all.put("severity", finding.error() ? "error" : "warning");
        all.put("check", finding.rule());
        all.put("value", problem.value());
        all.put("rule", problem.rule());
        all.put("way_out", problem.wayOut());
        return all;
    }
}
