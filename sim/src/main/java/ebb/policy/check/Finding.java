package ebb.policy.check;

import ebb.document.Position;
import ebb.document.Problem;

/**
 * Something that a check has to say of a policy.
 *
 * @param error whether the policy is wrong; else it is only likely to be
 * @param rule the check, in words: {@code dead-transition}
 * @param problem what and where
 */
public record Finding(boolean error, String rule, Problem problem) {
    static Finding error(String rule, Position at, String value, String text, String wayOut) {
        return new Finding(true, rule, Problem.at(at, value, text, wayOut));
    }

    static Finding warning(String rule, Position at, String value, String text, String wayOut) {
        return new Finding(false, rule, Problem.at(at, value, text, wayOut));
    }

    /** {@code file:line:column: value, rule. way out}, with the kind at the end. */
    @Override
    public String toString() {
        return problem + " [" + (error ? "error: " : "warning: ") + rule + "]";
    }
}
