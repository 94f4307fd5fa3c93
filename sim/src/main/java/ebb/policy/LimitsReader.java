package ebb.policy;

import ebb.document.Mapping;
import ebb.document.Node;
import ebb.policy.PolicyModel.Budget;
import ebb.policy.PolicyModel.LimitsModel;
import ebb.policy.PolicyModel.Rate;
import ebb.policy.PolicyModel.Stabilize;
import ebb.policy.expr.Syntax;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads limits, of a policy or of one region. */
final class LimitsReader {
    private final Expressions expressions;

    LimitsReader(Expressions expressions) {
        this.expressions = expressions;
    }

    /** @param whole whether they are the policy's, not a region's */
    LimitsModel read(Node node, boolean whole) {
        Mapping limits = node.mapping();
        LimitsModel read = new LimitsModel(
                expressions.readIfPresent(limits.get("min")),
                expressions.readIfPresent(limits.get("max")),
                stabilize(limits.get("stabilize")),
                rate(limits.get("up")),
                rate(limits.get("down")),
                whole ? quota(limits.get("quota")) : List.of(),
                whole ? budget(limits.get("budget")) : null,
                node.at());
        limits.done();
        return read;
    }

    private List<Expression> quota(Node node) {
        List<Expression> all = new ArrayList<>();
        for (Node each : node.listOrOne()) {
            Expression most = expressions.read(each);
            if (most != null) {
                all.add(most);
            }
        }
        return all;
    }

    private @Nullable Budget budget(Node node) {
        if (!node.present()) {
            return null;
        }
        if (node.kind() != Node.Kind.MAPPING) {
            Expression amount = expressions.read(node);
            return amount == null ? null : new Budget(amount, null, null, false);
        }
        Mapping mapping = node.mapping();
        Expression amount = expressions.read(mapping.get("amount"));
        Expression burst = expressions.readIfPresent(mapping.get("burst"));
        Expression guard = expressions.readIfPresent(mapping.get("guard"));
        boolean hard = mapping.get("hard").flag(false);
        mapping.done();
        return amount == null ? null : new Budget(amount, burst, guard, hard);
    }

    private @Nullable Stabilize stabilize(Node node) {
        if (!node.present()) {
            return null;
        }
        Mapping mapping = node.mapping();
        Expression up = expressions.read(mapping.get("up"));
        Expression down = expressions.read(mapping.get("down"));
        Expression seed = expressions.readIfPresent(mapping.get("seed"));
        mapping.done();
        return up == null || down == null ? null : new Stabilize(up, down, seed);
    }

    private @Nullable Rate rate(Node node) {
        if (!node.present()) {
            return null;
        }
        if (node.kind() == Node.Kind.SCALAR) {
            Expression to = node.is("none") ? null : expressions.read(node);
            return to == null ? null : new Rate.To(to);
        }
        if (node.kind() == Node.Kind.LIST || !node.mapping().has("of")) {
            return new Rate.Policies(true, steps(node));
        }
        Mapping mapping = node.mapping();
        boolean largest =
                mapping.get("select").choice(List.of("max", "min"), "max").equals("max");
        Rate.Policies read = new Rate.Policies(largest, steps(mapping.get("of")));
        mapping.done();
        return read;
    }

    private List<Rate.Step> steps(Node node) {
        List<Rate.Step> all = new ArrayList<>();
        for (Node each : node.listOrOne()) {
            Mapping mapping = each.mapping();
            boolean percent = mapping.has("percent");
            Expression amount = expressions.read(mapping.get(percent ? "percent" : "pods"));
            Expression per = expressions.read(mapping.get("per"));
            mapping.done();
            if (percent && amount != null && amount.syntax() instanceof Syntax.Literal literal && literal.bare()) {
                mapping.get("percent").problem("has no %", "Write " + amount.text() + "%.");
            }
            if (amount != null && per != null) {
                all.add(new Rate.Step(percent, amount, per));
            }
        }
        return all;
    }
}
