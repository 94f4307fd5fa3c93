package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.BadInputException;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Policies of the library with bytes and words changed at random: they are read or refused, and nothing else ever happens. */
class PolicyFuzzTest {
    private static final int RUNS = 3000;
    private static final long SEED = Long.getLong("ebb.fuzz.seed", 20_240_101L);
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.%]+|[^A-Za-z0-9_.%\\s]");
    private static final String BYTES = "\n\t :,{}[]()#&*!|>'\"%@`-+=<>/?.0123456789abcxyz_\u00e9\u0000\u2028\ud83d";
    private static final List<String> WORDS = List.of(
            "-9223372036854775808",
            "99999999999999999999",
            "0",
            "0s",
            "1e308",
            "NaN",
            "invalid",
            "none",
            "hold",
            "never",
            "unlimited",
            "if",
            "then",
            "else",
            "and",
            "not",
            "((((",
            "))))",
            "1h",
            "99999d",
            "0%",
            "pods.sum",
            "max",
            "null",
            "~",
            "true",
            "builtin/keda-http@1");

    private final Draw draw = new Draw();
    private long drawn;

    private int below(int n) {
        long base = Draw.base(SEED, 0, Purpose.POLICY, Draw.key("fuzz"));
        return (int) (draw.at(base, drawn++).uniform() * n);
    }

    private String bytes(String text) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = 1 + below(4); i > 0; i--) {
            int at = below(changed.length());
            switch (below(3)) {
                case 0 -> changed.deleteCharAt(at);
                case 1 -> changed.insert(at, BYTES.charAt(below(BYTES.length())));
                default -> changed.setCharAt(at, BYTES.charAt(below(BYTES.length())));
            }
        }
        return changed.toString();
    }

    private String words(String text) {
        List<int[]> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(new int[] {matcher.start(), matcher.end()});
        }
        int[] at = tokens.get(below(tokens.size()));
        int[] other = tokens.get(below(tokens.size()));
        String by = switch (below(3)) {
            case 0 -> "";
            case 1 -> WORDS.get(below(WORDS.size()));
            default -> text.substring(other[0], other[1]);
        };
        return text.substring(0, at[0]) + by + text.substring(at[1]);
    }

    @Test
    void aPolicyIsReadOrRefusedAndNothingElse() {
        System.out.println("fuzz: seed " + SEED + ", another with -Debb.fuzz.seed=");
        List<String> texts = PolicyLibrary.names().stream()
                .map(each -> Objects.requireNonNull(PolicyLibrary.find(each)).text())
                .toList();
        int refused = 0;
        for (int i = 0; i < RUNS; i++) {
            String text = texts.get(i % texts.size());
            String changed = i % 2 == 0 ? bytes(text) : words(text);
            refused += refused(i, changed) ? 1 : 0;
        }
        assertThat(refused).as("most mutations are mistakes, some are not").isBetween(RUNS / 4, RUNS - 1);
    }

    /** Reads; what is read goes a few steps. */
    private static boolean refused(int run, String text) {
        try {
            PolicyDocument read = PolicyDocument.read("p.yaml", text, PolicyFiles.BUILT_IN);
            ServiceFacts facts = new ServiceFacts(new Limits(0, 100, 1), 0.01, 10_000_000_000L, 1, 1, 1, 1);
            new Timeline(read.automaton(Map.of(), facts), 0, 0).few();
            return false;
        } catch (BadInputException bad) {
            assertThat(bad.problems()).isNotEmpty();
            return true;
        } catch (RuntimeException | StackOverflowError other) {
            throw new AssertionError("run " + run + " of seed " + SEED + ":\n" + text, other);
        }
    }
}
