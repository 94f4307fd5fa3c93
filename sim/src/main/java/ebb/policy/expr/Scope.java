package ebb.policy.expr;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What names mean where an expression stands. */
public interface Scope {
    /**
     * @param pods whether a pod is looked at, so that names of per-pod values mean something
     * @return null if the name means nothing
     * @throws ExpressionException if it means something that cannot stand there
     */
    @Nullable
    Term value(Syntax.Name name, boolean pods);

    /**
     * A call that is no function of values: a window, a forecast, a question about a state.
     *
     * @return null if there is no such
     */
    @Nullable
    Term call(Syntax.Call call, Checker checker);

    /**
     * When comparisons with a value are true though it is not known.
     *
     * @return null for most values: they are never
     */
    default @Nullable Term silence(Term value) {
        return null;
    }

    /** @return a function that the policy defines; null if it defines none such */
    @Nullable
    Definition function(String name);

    /** @return every name that an expression may use here, for suggestions */
    Collection<String> names();

    /** @return the memo's number for a value that is worth keeping within a step */
    int memo();
}
