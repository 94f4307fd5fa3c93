package ebb.policy.check;

import ebb.policy.PolicyModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What can be said of a policy before it runs, beyond that it means something: {@code docs/policy-checks.md} has the list.
 *
 * <p>An error is proved. Where nothing can be proved, nothing is said.
 */
public final class PolicyCheck {
    private static final Comparator<Finding> IN_ORDER = Comparator.comparing(
                    (Finding each) -> each.problem().file())
            .thenComparingInt(each -> each.problem().line())
            .thenComparingInt(each -> each.problem().column())
            .thenComparing(Finding::rule);

    private PolicyCheck() {}

    /**
     * @param model of a document that was read without a problem
     * @return in the order of the text
     */
    public static List<Finding> of(PolicyModel model) {
        List<Finding> findings = new ArrayList<>();
        new Flow(model, findings).check();
        new Arithmetic(model, findings).check();
        new Timers(model, findings).check();
        return findings.stream().distinct().sorted(IN_ORDER).toList();
    }
}
