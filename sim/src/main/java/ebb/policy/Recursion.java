package ebb.policy;

import ebb.document.Problems;
import ebb.policy.PolicyModel.FunctionModel;
import ebb.policy.expr.Syntax;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds functions that call themselves, by whatever way. */
final class Recursion {
    private final PolicyModel model;
    private final Problems problems;
    private final Set<String> seen = new HashSet<>();

    Recursion(PolicyModel model, Problems problems) {
        this.model = model;
        this.problems = problems;
    }

    void look(String name, FunctionModel function) {
        calls(function);
        if (seen.contains(name)) {
            problems.add(function.at(), name, "calls itself", "A function is written out where it is called.");
        }
    }

    private void calls(FunctionModel function) {
        function.parts().values().forEach(each -> calls(each.syntax()));
    }

    private void calls(Syntax syntax) {
        List<Syntax> inner = switch (syntax) {
            case Syntax.Literal literal -> List.of();
            case Syntax.Name name -> List.of();
            case Syntax.Call call -> {
                FunctionModel called = model.functions().get(call.name());
                if (called != null && seen.add(call.name())) {
                    calls(called);
                }
                call.named().values().forEach(this::calls);
                yield call.arguments();
            }
            case Syntax.Not not -> List.of(not.operand());
            case Syntax.Negative negative -> List.of(negative.operand());
            case Syntax.Binary binary -> List.of(binary.left(), binary.right());
            case Syntax.If choice -> List.of(choice.condition(), choice.then(), choice.otherwise());
        };
        inner.forEach(this::calls);
    }
}
