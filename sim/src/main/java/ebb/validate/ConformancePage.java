package ebb.validate;

import java.util.List;
import java.util.Locale;

/** The page {@code docs/conformance.md}, from what the rows gave: it cannot say more than they do. */
public final class ConformancePage {
    private ConformancePage() {}

    public static String of(List<Conformance.Result> results) {
        StringBuilder page = new StringBuilder("# Conformance\n\n");
        page.append("Written by `ebb policy conformance --page`; a test keeps it equal to what that prints.\n\n"
                + "Ebb carries the numbers of the own tests of Knative Serving (98e5ef90), Kubernetes' horizontal pod autoscaler (003e8629, a769d588)"
                + " and KEDA (8b4f083c), and rows of its own for boundaries that those do not pin (`derived`)."
                + " `ebb policy conformance` feeds them to the policies `knative-kpa`, `hpa-v2` and `keda` as they are shipped, to the windows that"
                + " policies use and to the balancer, and compares what comes out. Values that a row gives, such as a window's average or a"
                + " desired size, stand in for what the policy would have computed; nothing else is told to it.\n\n");
        int passed = results.stream().mapToInt(Conformance.Result::passed).sum();
        int rows = results.stream().mapToInt(Conformance.Result::rows).sum();
        int left = results.stream().mapToInt(Conformance.Result::notSupported).sum();
        page.append(String.format(
                Locale.ROOT,
                "%d rows: %d pass, %d differ, %d are not supported. A step of a script is a row.\n\n",
                rows,
                passed,
                rows - passed - left,
                left));
        compared(results, page);
        differences(results, page);
        leftOut(results, page);
        return page.toString();
    }

    private static void compared(List<Conformance.Result> results, StringBuilder page) {
        page.append(
                "## Compared\n\n| file | section | rows | pass | fed to, and what is compared |\n|---|---|---|---|---|\n");
        for (Conformance.Result each : results) {
            if (each.supported()) {
                page.append("| " + each.file() + " | " + each.section() + " | " + each.rows() + " | " + each.passed()
                        + " | " + each.note() + " |\n");
            }
        }
    }

    private static void differences(List<Conformance.Result> results, StringBuilder page) {
        if (results.stream().noneMatch(Conformance.Result::differs)) {
            return;
        }
        page.append("\n## Different\n\n| section | row | value | expected | found |\n|---|---|---|---|---|\n");
        for (Conformance.Result result : results) {
            for (Conformance.Difference each : result.differences()) {
                page.append("| " + result.section() + " | " + each.id() + " | " + each.what() + " | " + each.expected()
                        + " | " + each.found() + " |\n");
            }
        }
    }

    private static void leftOut(List<Conformance.Result> results, StringBuilder page) {
        page.append(
                "\n## Not supported\n\nWhat lies with whatever connects a policy to a cluster, not with the policy, or does not exist in Ebb.\n\n"
                        + "| file | section | rows | why |\n|---|---|---|---|\n");
        for (Conformance.Result each : results) {
            if (!each.supported()) {
                page.append("| " + each.file() + " | " + each.section() + " | " + each.rows() + " | " + each.note()
                        + " |\n");
            }
            for (String row : each.supported() ? each.left() : List.<String>of()) {
                page.append("| " + each.file() + " | " + each.section() + " | 1 | " + row + " |\n");
            }
        }
    }
}
