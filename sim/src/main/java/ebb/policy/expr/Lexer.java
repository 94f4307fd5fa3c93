package ebb.policy.expr;

import java.util.ArrayList;
import java.util.List;

/** Cuts the text of an expression into tokens. */
final class Lexer {
    private static final int LONGEST = 20_000;
    private static final List<String> SIGNS = List.of(
            "??", "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "(", ")", ",", "=", "!", "?", ":",
            "%");

    /** What a token is. */
    enum Kind {
        NUMBER,
        WORD,
        TEXT,
        SIGN,
        END
    }

    /**
     * @param text of a number with what stands at its end: {@code 5m}, {@code 80%}
     * @param at where it begins, from 0
     */
    record Token(Kind kind, String text, int at) {
        boolean is(String sign) {
            return kind != Kind.TEXT && kind != Kind.NUMBER && text.equals(sign);
        }
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) {
        if (text.length() > LONGEST) {
            throw new ExpressionException(
                    0, "", "is longer than " + LONGEST + " characters", "Name its parts as signals.");
        }
        return new Lexer(text).all();
    }

    private List<Token> all() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (digit(c) || (c == '.' && at + 1 < text.length() && digit(text.charAt(at + 1)))) {
                number();
            } else if (wordStart(c)) {
                word();
            } else if (c == '"' || c == '\'') {
                quoted(c);
            } else {
                sign();
            }
        }
        tokens.add(new Token(Kind.END, "", text.length()));
        return tokens;
    }

    private void number() {
        int from = at;
        while (at < text.length() && (digit(text.charAt(at)) || text.charAt(at) == '.' || exponent(from))) {
            at++;
        }
        while (at < text.length() && (wordPart(text.charAt(at)) || text.charAt(at) == 'µ')) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '%') {
            at++;
        }
        tokens.add(new Token(Kind.NUMBER, text.substring(from, at), from));
    }

    /** In 1e-3 and 2E6 the letter is part of the number. */
    private boolean exponent(int from) {
        char c = text.charAt(at);
        boolean letter = (c == 'e' || c == 'E') && at > from && at + 1 < text.length();
        if (letter
                && (digit(text.charAt(at + 1))
                        || (signed(text.charAt(at + 1)) && at + 2 < text.length() && digit(text.charAt(at + 2))))) {
            return true;
        }
        return signed(c) && at > from && (text.charAt(at - 1) == 'e' || text.charAt(at - 1) == 'E');
    }

    private static boolean signed(char c) {
        return c == '-' || c == '+';
    }

    private void word() {
        int from = at;
        while (at < text.length() && (wordPart(text.charAt(at)) || dot())) {
            at++;
        }
        tokens.add(new Token(Kind.WORD, text.substring(from, at), from));
    }

    /** A dot joins two words. */
    private boolean dot() {
        return text.charAt(at) == '.' && at + 1 < text.length() && wordStart(text.charAt(at + 1));
    }

    private void quoted(char quote) {
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw new ExpressionException(at, text.substring(at), "has no closing " + quote, "");
        }
        tokens.add(new Token(Kind.TEXT, text.substring(at + 1, end), at));
        at = end + 1;
    }

    private void sign() {
        for (String each : SIGNS) {
            if (text.startsWith(each, at)) {
                tokens.add(new Token(Kind.SIGN, each, at));
                at += each.length();
                return;
            }
        }
        throw new ExpressionException(at, text.substring(at, at + 1), "is no part of an expression", "");
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean wordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean wordPart(char c) {
        return wordStart(c) || digit(c);
    }
}
