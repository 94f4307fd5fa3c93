package ebb.cli;

import ebb.document.JsonText;
import ebb.document.Problem;
import ebb.document.Problems;
import ebb.policy.PolicyDocument;
import ebb.policy.check.PolicyTest;
import ebb.policy.check.PolicyTests;
import ebb.scenario.PolicyFile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebb policy test}: the tests that stand in policies. */
@Command(
        name = "test",
        description = "Run the tests that stand in policies, and say which states and transitions they saw.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all passed", "1:one did not", "2:a policy or a test that cannot be read"},
        footer = {"  ebb policy test mine.yaml", "  ebb policy test --json builtin/keep-alive@1"})
final class PolicyTestCommand implements Callable<Integer> {
    private static final int SHOWN = 5;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Policies in the language; builtin/NAME@1 is Ebb's own.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON, with every difference.")
    private boolean json;

    @Override
    public Integer call() {
        Problems problems = new Problems();
        Map<String, PolicyTests.Report> reports = new LinkedHashMap<>();
        for (String file : files) {
            Problems own = new Problems();
            PolicyDocument read = PolicyFile.open(file, own);
            List<PolicyTest> tests = read == null || !own.none() ? List.of() : PolicyTests.read(read.model(), own);
            own.list().forEach(problems::add);
            if (read != null && own.none()) {
                reports.put(file, PolicyTests.run(read, tests));
            }
        }
        problems.throwIfAny();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            List<Object> all = new ArrayList<>();
            reports.forEach((file, each) -> all.add(described(file, each)));
            out.println(JsonText.of(all));
        } else {
            reports.forEach((file, each) -> print(file, each, out));
        }
        out.flush();
        return reports.values().stream().allMatch(PolicyTests.Report::passed)
                ? Subcommand.DONE
                : Subcommand.OBJECTIVE_FAILED;
    }

    private static void print(String file, PolicyTests.Report report, PrintWriter out) {
        if (report.results().isEmpty()) {
            out.println(file + ": has no tests");
            return;
        }
        for (PolicyTest.Result each : report.results()) {
            out.println(
                    (each.passed() ? "  passed  " : "  FAILED  ") + each.test().name());
            each.differences().stream().limit(SHOWN).forEach(one -> out.println("    " + one));
            int more = each.differences().size() - SHOWN;
            if (more > 0) {
                out.println("    and " + more + " more; --json has all");
            }
        }
        long passed =
                report.results().stream().filter(PolicyTest.Result::passed).count();
        out.println(file + ": " + passed + " of " + report.results().size() + " tests passed; they saw "
                + (report.states().size() - report.unseen().size()) + " of "
                + report.states().size()
                + " states and took "
                + (report.transitions().size() - report.untaken().size()) + " of "
                + report.transitions().size()
                + " transitions");
        report.unseen().forEach(each -> out.println("    not seen: " + each));
        report.untaken().forEach(each -> out.println("    not taken: " + each));
    }

    private static Map<String, Object> described(String file, PolicyTests.Report report) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("file", file);
        all.put("passed", report.passed());
        List<Object> tests = new ArrayList<>();
        for (PolicyTest.Result each : report.results()) {
            Map<String, Object> test = new LinkedHashMap<>();
            test.put("name", each.test().name());
            test.put("passed", each.passed());
            test.put(
                    "differences",
                    each.differences().stream().map(Problem::toString).toList());
            tests.add(test);
        }
        all.put("tests", tests);
        all.put("states", report.states());
        all.put("not_seen", report.unseen());
        all.put("transitions", report.transitions());
        all.put("not_taken", report.untaken());
        return all;
    }
}
