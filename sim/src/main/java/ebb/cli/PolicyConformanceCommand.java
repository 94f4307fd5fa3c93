package ebb.cli;

import ebb.document.JsonText;
import ebb.validate.Conformance;
import ebb.validate.ConformancePage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ebb policy conformance}: the built-in policies against the numbers of their originals' own tests. */
@Command(
        name = "conformance",
        description = "Compare the built-in policies with what the tests of Knative, Kubernetes and KEDA expect.",
        footer = {
            "  ebb policy conformance",
            "  ebb policy conformance --vectors my-rows --json    a folder's files, named as Ebb's own",
            "  ebb policy conformance --page > docs/conformance.md"
        })
final class PolicyConformanceCommand implements Callable<Integer> {
    private static final int SHOWN = 5;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--vectors",
            paramLabel = "DIR",
            description = "Take this folder's files: knative-kpa.json, keda.json and the like.")
    private @Nullable Path vectors;

    @Option(names = "--json", description = "Print JSON, with every difference.")
    private boolean json;

    @Option(names = "--page", description = "Print the page of the documentation.")
    private boolean page;

    @Override
    public Integer call() throws IOException {
        if (json && page) {
            throw new ParameterException(spec.commandLine(), "--json and --page exclude each other");
        }
        List<Conformance.Result> results = vectors == null ? Conformance.own() : Conformance.of(vectors);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonText.of(described(results)));
        } else if (page) {
            out.print(ConformancePage.of(results));
        } else {
            results.forEach(each -> print(each, out));
            out.println(sum(results));
        }
        out.flush();
        return results.stream().anyMatch(Conformance.Result::differs) ? Subcommand.OBJECTIVE_FAILED : Subcommand.DONE;
    }

    private static void print(Conformance.Result result, PrintWriter out) {
        out.println(String.format(
                Locale.ROOT,
                "%-23s %-31s %4d of %4d rows pass%s",
                result.file(),
                result.section(),
                result.passed(),
                result.rows(),
                result.notSupported() == 0 ? "" : ", " + result.notSupported() + " not supported"));
        for (Conformance.Difference each :
                result.differences().stream().limit(SHOWN).toList()) {
            out.println("    " + each.id() + ": " + each.what() + " expected " + each.expected() + ", found "
                    + each.found());
        }
        int more = result.differences().size() - SHOWN;
        if (more > 0) {
            out.println("    and " + more + " more; --json has all");
        }
    }

    private static String sum(List<Conformance.Result> results) {
        int passed = results.stream().mapToInt(Conformance.Result::passed).sum();
        int left = results.stream().mapToInt(Conformance.Result::notSupported).sum();
        int rows = results.stream().mapToInt(Conformance.Result::rows).sum();
        return "Rows: " + passed + " pass, " + (rows - passed - left) + " differ, " + left
                + " are not supported (docs/conformance.md says why).";
    }

    private static Map<String, Object> described(List<Conformance.Result> results) {
        List<Map<String, Object>> sections = new ArrayList<>();
        for (Conformance.Result each : results) {
            Map<String, Object> section = new LinkedHashMap<>();
            section.put("file", each.file());
            section.put("section", each.section());
            section.put("rows", each.rows());
            section.put("passed", each.passed());
            section.put("not_supported", each.notSupported());
            section.put(each.supported() ? "compared" : "reason", each.note());
            section.put("left", each.left());
            section.put(
                    "differences",
                    each.differences().stream()
                            .map(PolicyConformanceCommand::described)
                            .toList());
            sections.add(section);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("passed", results.stream().mapToInt(Conformance.Result::passed).sum());
        all.put("rows", results.stream().mapToInt(Conformance.Result::rows).sum());
        all.put(
                "not_supported",
                results.stream().mapToInt(Conformance.Result::notSupported).sum());
        all.put("sections", sections);
        return all;
    }

    private static Map<String, Object> described(Conformance.Difference difference) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("id", difference.id());
        all.put("what", difference.what());
        all.put("expected", difference.expected());
        all.put("found", difference.found());
        return all;
    }
}
