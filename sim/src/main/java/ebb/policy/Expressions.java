package ebb.policy;

import ebb.document.Node;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.expr.ExpressionException;
import ebb.policy.expr.Parser;
import org.jspecify.annotations.Nullable;

/** Reads the expressions of a document. */
final class Expressions {
    private final SourceText source;
    private final Problems problems;
    private boolean complete = true;

    Expressions(SourceText source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** @return null if there is none, or it cannot be read; the problem is noted */
    @Nullable
    Expression read(Node node) {
        if (!node.present()) {
            node.missing();
            return null;
        }
        String text = node.text();
        return node.kind() == Node.Kind.SCALAR ? read(text, place(node, text)) : null;
    }

    @Nullable
    Expression readIfPresent(Node node) {
        return node.present() ? read(node) : null;
    }

    Expression.Place place(Node node, String text) {
        boolean quoted = node.resolved() instanceof Tree.Scalar scalar && scalar.quoted();
        return source.place(new Tree.Scalar(node.at(), text, quoted));
    }

    /** @param place of the text, which may be a part of a scalar */
    @Nullable
    Expression read(String text, Expression.Place place) {
        try {
            return new Expression(text, Parser.parse(text), place);
        } catch (ExpressionException bad) {
            problems.add(place.of(bad.at()), bad.value().isEmpty() ? text : bad.value(), bad.rule(), bad.wayOut());
            complete = false;
            return null;
        }
    }

    /** Whether every expression could be read. */
    boolean complete() {
        return complete;
    }
}
