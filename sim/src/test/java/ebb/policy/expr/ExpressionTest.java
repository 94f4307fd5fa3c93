package ebb.policy.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
class ExpressionTest {
    /** Names with constant values: 3 ready pods, 7 requests, a minute, 70 req/pod, something unknown. */
    private static final class Names implements Scope {
        private final Map<String, Term> values = new TreeMap<>();

        Names() {
            values.put("ready", new Term.Constant(Type.whole(Unit.POD), 3));
            values.put("in_flight", new Term.Constant(Type.whole(Unit.REQ), 7));
            values.put("minute", new Term.Constant(Type.DURATION, 60_000_000_000L));
            values.put("target", new Term.Constant(Type.real(Unit.REQ.per(Unit.POD)), Double.doubleToRawLongBits(2.5)));
            values.put("gone", new Term.Converted(Type.whole(Unit.POD), new Term.Constant(Type.NOTHING, Invalid.LONG)));
            values.put("mode", new Term.Constant(Type.name(List.of("slow", "fast")), 1));
        }

        @Override
        public @Nullable Term value(Syntax.Name name, boolean pods) {
            return values.get(name.name());
        }

        @Override
        public @Nullable Term call(Syntax.Call call, Checker checker) {
            return null;
        }

        @Override
        public @Nullable Definition function(String name) {
            return name.equals("twice")
                    ? new Definition("twice", List.of("x"), Map.of(), Parser.parse("x + x"))
                    : name.equals("again")
                            ? new Definition("again", List.of("x"), Map.of(), Parser.parse("again(x)"))
                            : null;
        }

        @Override
        public Collection<String> names() {
            return values.keySet();
        }

        @Override
        public int memo() {
            return 0;
        }
    }

    private static Term term(String text) {
        return new Checker(
                        new Names(),
                        new Units(),
                        (wrong, known) -> "Known: " + known.iterator().next())
                .check(Parser.parse(text));
    }

    private static String value(String text) {
        Term term = term(text);
        Code code = new Closures(new PodTable(0)).code(term);
        Frame frame = new Frame(1);
        if (term.type().isReal()) {
            return String.valueOf(code.real(frame));
        }
        long whole = code.whole(frame);
        return Invalid.is(whole) ? "invalid" : String.valueOf(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + 2 * 3 | 7",
                "(1 + 2) * 3 | 9",
                "7 - 2 - 1 | 4",
                "1 / 4 | 0.25",
                "ceil(in_flight / target) | 3",
                "-ready + 5 | 2",
                "if ready > 2 then 10 else 20 | 10",
                "not ready > 2 or ready == 3 | 1",
                "true or false and false | 1",
                "gone ?? 4 | 4",
                "gone + 1 | invalid",
                "gone > 1 or ready == 3 | 1",
                "gone > 1 and ready == 3 | invalid",
                "gone > 1 and ready == 4 | 0",
                "not (gone > 1) | invalid",
                "valid(gone) | 0",
                "max(gone, 1) | invalid",
                "max_valid(gone, ready, 1) | 3",
                "ready / (ready - 3) | NaN",
                "clamp(9, 1, 4) | 4",
                "clamp(9, 5, 4) | 4",
                "round(2.5) | 3",
                "round(-2.5) | -3",
                "round(minute * 9%, 1s) | 5000000000",
                "trunc(-2.7) | -2",
                "80% | 0.8",
                "minute / 2 | 30000000000",
                "minute / 30s | 2.0",
                "minute + 1h30m > 1h | 1",
                "mode == fast | 1",
                "mode != slow | 1",
                "twice(ready) | 6",
                "erlang_n(5, 0, 10%) | 9",
                "9223372036854775807 + 1 > 0 | 1",
            })
    void means(String text, String value) {
        assertThat(value(text)).isEqualTo(value);
    }

    /** Erlang C with 5 erlangs: 8 servers make 16.7 % wait, 9 servers 8.05 % (table of any textbook). */
    @Test
    void findsTheFewestServers() {
        assertThat(value("erlang_n(5, 0, 16.8%)")).isEqualTo("8");
        assertThat(value("erlang_n(5, 0, 16.7%)")).isEqualTo("9");
        assertThat(value("erlang_n(0, 0, 10%)")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ready + in_flight | 6 | puts together a whole number in pod and a whole number in req",
                "ready > minute | 6 | puts together a whole number in pod and a duration",
                "redy + 1 | 0 | means nothing here",
                "ready ? 1 : 2 | 6 | was not expected here",
                "1 < 2 < 3 | 6 | compares twice",
                "ceil(1, 2) | 0 | takes 1 arguments, and has 2",
                "(1 + 2 | 6 | needs ) here to close what began before",
                "mode > slow | 5 | orders what has no order",
                "mode == medium | 8 | is not one of slow, fast",
                "again(1) | 0 | calls functions deeper than 16",
                "5 parsecs | 2 | was not expected here",
                "5x | 0 | is not a number, a duration such as 5m or a size such as 2Gi",
                "if ready then 1 else 2 | 3 | must be a condition, and it is a whole number in pod",
                "1 $ 2 | 2 | is no part of an expression",
            })
    void isRefused(String text, int at, String rule) {
        assertThatThrownBy(() -> term(text))
                .asInstanceOf(InstanceOfAssertFactories.type(ExpressionException.class))
                .satisfies(bad -> {
                    assertThat(bad.at()).isEqualTo(at);
                    assertThat(bad.rule()).startsWith(rule);
                });
    }

    @Test
    void isNotNestedWithoutEnd() {
        assertThatThrownBy(() -> term("(".repeat(5000) + "1" + ")".repeat(5000)))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("nested deeper");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max(1, ready) | a whole number in pod",
                "in_flight * 2 | a whole number in req",
                "60 USD per day | a number in money/s",
                "200 req/s/pod | a whole number in req/pod/s",
                "in_flight / minute | a number in req/s",
                "sqrt(in_flight * in_flight) | a number in req",
                "in_flight / (in_flight / minute) | a duration",
            })
    void hasTheUnit(String text, String type) {
        Checker checker = new Checker(new Names(), new Units(), (wrong, known) -> "");
        assertThat(checker.shown(checker.check(Parser.parse(text)).type())).isEqualTo(type);
    }
}
