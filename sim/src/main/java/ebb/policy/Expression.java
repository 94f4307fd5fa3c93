package ebb.policy;

import ebb.document.Position;
import ebb.policy.expr.Syntax;

/**
 * An expression of a policy: its text as written, what it says, and where each of its places stands in the file.
 *
 * @param text without line breaks of the file
 */
public record Expression(String text, Syntax syntax, Place place) {
    /** Where a text stands that was taken out of a document. */
    public interface Place {
        /** @param at in the text, from 0 */
        Position of(int at);
    }

    @Override
    public String toString() {
        return text;
    }
}
