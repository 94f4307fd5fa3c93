package ebb.policy.expr;

import java.util.List;
import java.util.Map;

/** An expression as it was written; {@code at} is a place in its text, from 0. */
public sealed interface Syntax {
    int at();

    /**
     * A number, a duration, a condition's name.
     *
     * @param bits the value; a real's raw bits
     * @param bare whether it has no unit of its own and so takes the one that its place needs
     */
    record Literal(int at, Type type, long bits, boolean bare) implements Syntax {}

    /** A name, dots included. */
    record Name(int at, String name) implements Syntax {}

    /** @param named arguments such as {@code where = …}, in order */
    record Call(int at, String name, List<Syntax> arguments, Map<String, Syntax> named) implements Syntax {}

    record Not(int at, Syntax operand) implements Syntax {}

    record Negative(int at, Syntax operand) implements Syntax {}

    record Binary(int at, Operator operator, Syntax left, Syntax right) implements Syntax {}

    record If(int at, Syntax condition, Syntax then, Syntax otherwise) implements Syntax {}
}
