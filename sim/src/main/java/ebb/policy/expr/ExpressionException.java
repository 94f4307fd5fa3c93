package ebb.policy.expr;

/** An expression that has no meaning: where, which rule, and what would help. */
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int at;
    private final String value;
    private final String wayOut;

    /**
     * @param at the place in the text, from 0
     * @param value what stands there
     */
    public ExpressionException(int at, String value, String rule, String wayOut) {
        super(rule, null, false, false);
        this.at = at;
        this.value = value;
        this.wayOut = wayOut;
    }

    public int at() {
        return at;
    }

    public String value() {
        return value;
    }

    public String rule() {
        return String.valueOf(getMessage());
    }

    public String wayOut() {
        return wayOut;
    }
}
