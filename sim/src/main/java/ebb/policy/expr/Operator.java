package ebb.policy.expr;

/** Operators of two operands, weakest first. */
public enum Operator {
    COALESCE("??", 1),
    OR("or", 2),
    AND("and", 3),
    EQUAL("==", 5),
    UNEQUAL("!=", 5),
    LESS("<", 5),
    AT_MOST("<=", 5),
    GREATER(">", 5),
    AT_LEAST(">=", 5),
    PLUS("+", 6),
    MINUS("-", 6),
    TIMES("*", 7),
    OVER("/", 7);

    /** How strongly {@code not} binds: weaker than a comparison, stronger than and. */
    static final int NOT = 4;

    private final String sign;
    private final int strength;

    Operator(String sign, int strength) {
        this.sign = sign;
        this.strength = strength;
    }

    public String sign() {
        return sign;
    }

    int strength() {
        return strength;
    }

    boolean compares() {
        return strength == 5;
    }
}
