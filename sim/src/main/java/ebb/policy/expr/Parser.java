package ebb.policy.expr;

import ebb.policy.expr.Lexer.Kind;
import ebb.policy.expr.Lexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an expression by the strength of its operators (Pratt 1973). */
public final class Parser {
    // Deep enough for any expression that a person reads; shallow enough for any stack.
    private static final int DEEPEST = 64;
    private static final Set<String> WORDS = Set.of("if", "then", "else", "and", "or", "not", "per");

    private final List<Token> tokens;
    private int next;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** @throws ExpressionException at the first place that cannot be read */
    public static Syntax parse(String text) {
        Parser parser = new Parser(Lexer.tokens(text));
        if (parser.peek().kind() == Kind.END) {
            throw new ExpressionException(0, "", "is an empty expression", "");
        }
        Syntax all = parser.expression(0);
        parser.end();
        return all;
    }

    /** @return whether the word may not be a name in an expression */
    public static boolean isKeyword(String word) {
        return WORDS.contains(word);
    }

    private void end() {
        Token left = peek();
        if (left.kind() == Kind.END) {
            return;
        }
        throw new ExpressionException(left.at(), left.text(), "was not expected here", wayOut(left));
    }

    /** What was probably meant by a token that stands behind a whole expression. */
    private String wayOut(Token left) {
        return switch (left.text()) {
            case "?", ":" -> "Write if condition then a else b.";
            case "=" -> "Compare with ==.";
            case "%" -> "A percentage is written 80%, without a space.";
            case "for" -> "It is a key of its own, for: 5m.";
            case "then", "of", "within", "without" -> "A pattern is written A then B within 5m, or 3 of E within 5m.";
            default ->
                next > 0 && tokens.get(next - 1).kind() == Kind.NUMBER && left.kind() == Kind.WORD
                        ? "Units: req, pod, token, byte, core, gpu, s, and currencies such as USD."
                        : "";
        };
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        return tokens.get(next++);
    }

    private boolean takeIf(String sign) {
        if (peek().is(sign)) {
            next++;
            return true;
        }
        return false;
    }

    private void need(String sign, String why) {
        if (!takeIf(sign)) {
            Token found = peek();
            throw new ExpressionException(found.at(), found.text(), "needs " + sign + " here" + why, "");
        }
    }

    private Syntax expression(int weakest) {
        if (++depth > DEEPEST) {
            throw new ExpressionException(
                    peek().at(), peek().text(), "is nested deeper than " + DEEPEST, "Name its parts as signals.");
        }
        Syntax left = operand();
        for (Operator operator = operator(); operator != null && operator.strength() > weakest; operator = operator()) {
            int at = take().at();
            Syntax right = expression(operator.strength());
            Operator after = operator();
            if (operator.compares() && after != null && after.compares()) {
                throw new ExpressionException(
                        peek().at(), peek().text(), "compares twice", "Join two comparisons with and.");
            }
            left = new Syntax.Binary(at, operator, left, right);
        }
        depth--;
        return left;
    }

    private @Nullable Operator operator() {
        Token token = peek();
        if (token.is("&&")) {
            return Operator.AND;
        }
        if (token.is("||")) {
            return Operator.OR;
        }
        for (Operator each : Operator.values()) {
            if (token.is(each.sign())) {
                return each;
            }
        }
        return null;
    }

    private Syntax operand() {
        Token token = take();
        return switch (token.kind()) {
            case NUMBER -> measured(Literals.of(token.text(), token.at()), token);
            case TEXT -> new Syntax.Name(token.at(), token.text());
            case WORD -> word(token);
            case SIGN -> sign(token);
            case END -> throw new ExpressionException(token.at(), "", "ends where a value is needed", "");
        };
    }

    private Syntax sign(Token token) {
        if (token.is("(")) {
            Syntax inner = expression(0);
            need(")", " to close what began before");
            return inner;
        }
        if (token.is("-")) {
            return new Syntax.Negative(token.at(), expression(Operator.TIMES.strength()));
        }
        if (token.is("!")) {
            return new Syntax.Not(token.at(), expression(Operator.TIMES.strength()));
        }
        throw new ExpressionException(token.at(), token.text(), "stands where a value is needed", "");
    }

    private Syntax word(Token token) {
        if (token.is("not")) {
            return new Syntax.Not(token.at(), expression(Operator.NOT));
        }
        if (token.is("if")) {
            return conditional(token.at());
        }
        if (token.is("true") || token.is("false")) {
            return new Syntax.Literal(token.at(), Type.BOOL, token.is("true") ? 1 : 0, false);
        }
        if (isKeyword(token.text())) {
            throw new ExpressionException(token.at(), token.text(), "stands where a value is needed", "");
        }
        return takeIf("(") ? call(token) : new Syntax.Name(token.at(), token.text());
    }

    private Syntax conditional(int at) {
        Syntax condition = expression(0);
        need("then", "");
        Syntax then = expression(0);
        need("else", "");
        return new Syntax.If(at, condition, then, expression(0));
    }

    private Syntax call(Token name) {
        List<Syntax> arguments = new ArrayList<>();
        Map<String, Syntax> named = new LinkedHashMap<>();
        while (!takeIf(")")) {
            if (!arguments.isEmpty() || !named.isEmpty()) {
                need(",", " or )");
            }
            argument(arguments, named);
        }
        return new Syntax.Call(name.at(), name.text(), List.copyOf(arguments), named);
    }

    private void argument(List<Syntax> arguments, Map<String, Syntax> named) {
        Token first = peek();
        if (first.kind() == Kind.WORD && tokens.get(next + 1).is("=")) {
            next += 2;
            if (named.put(first.text(), expression(0)) != null) {
                throw new ExpressionException(first.at(), first.text(), "is given twice", "");
            }
            return;
        }
        if (!named.isEmpty()) {
            throw new ExpressionException(first.at(), first.text(), "stands after a named argument", "Put it before.");
        }
        arguments.add(expression(0));
    }

    /** {@code 70 req/pod}, {@code 60 USD per day}: units that follow a bare number. */
    private Syntax measured(Syntax.Literal number, Token token) {
        Unit unit = number.bare() && peek().kind() == Kind.WORD ? Literals.unit(peek().text()) : null;
        if (unit == null) {
            return number;
        }
        next++;
        while (peek().is("/")
                && tokens.get(next + 1).kind() == Kind.WORD
                && !tokens.get(next + 2).is("(")) {
            Unit under = Literals.unit(tokens.get(next + 1).text());
            if (under == null) {
                break;
            }
            unit = unit.per(under);
            next += 2;
        }
        double scale = takeIf("per") ? period() : 0;
        return amount(number, scale > 0 ? unit.per(Unit.SECOND) : unit, scale, token);
    }

    private double period() {
        Token word = take();
        Long seconds = Literals.period(word.text());
        if (seconds == null) {
            throw new ExpressionException(
                    word.at(), word.text(), "is no period", "Known: second, minute, hour, day, week.");
        }
        return seconds;
    }

    private static Syntax amount(Syntax.Literal number, Unit unit, double scale, Token token) {
        boolean whole = number.type().kind() == Type.Kind.INT;
        if (whole && scale == 0) {
            return new Syntax.Literal(number.at(), Type.whole(unit), number.bits(), false);
        }
        double value = whole ? number.bits() : Double.longBitsToDouble(number.bits());
        return Literals.real(number.at(), unit, scale > 0 ? value / scale : value, token.text(), false);
    }
}
