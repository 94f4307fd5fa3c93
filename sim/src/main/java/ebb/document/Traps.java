package ebb.document;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Unquoted words that YAML 1.1 and YAML 1.2 take for different things. Editors, linters and Kubernetes tools still read YAML 1.1, so a
 * document that holds one is refused rather than read in one of two ways.
 */
enum Traps {
    BOOLEAN("is true or false in YAML 1.1 and a word in YAML 1.2", "") {
        private static final Set<String> WORDS = Set.of("on", "off", "yes", "no", "y", "n");

        @Override
        boolean holds(String text) {
            return text.length() <= 3 && WORDS.contains(text.toLowerCase(Locale.ROOT));
        }
    },
    SEXAGESIMAL("is a number to the base 60 in YAML 1.1 (22:00 is 1320)", "[-+]?\\d[\\d_]*(:[0-5]?\\d)+(\\.[\\d_]*)?"),
    LEADING_ZERO("is an octal number in YAML 1.1 and a decimal one in YAML 1.2", "[-+]?0[\\d_]+"),
    OCTAL("is a word in YAML 1.1 and an octal number in YAML 1.2", "[-+]?0o[0-7]+"),
    BINARY("is a binary number in YAML 1.1 and a word in YAML 1.2", "[-+]?0b[01_]+"),
    UNDERSCORE("is a number in YAML 1.1 and a word in YAML 1.2", "[-+]?\\d[\\d]*_[\\d_]*(\\.[\\d_]*)?"),
    MERGE("merges another mapping in YAML 1.1 and is a name in YAML 1.2", "<<"),
    VALUE("is a special key in YAML 1.1 and a name in YAML 1.2", "=");

    private static final List<Traps> ALL = List.of(values());

    private final String rule;
    private final Pattern pattern;

    Traps(String rule, String pattern) {
        this.rule = rule;
        this.pattern = Pattern.compile(pattern);
    }

    boolean holds(String text) {
        return pattern.matcher(text).matches();
    }

    /** Why it is refused. */
    String rule() {
        return rule;
    }

    /** @return the trap that an unquoted scalar is */
    static @Nullable Traps in(String text) {
        for (Traps each : ALL) {
            if (each.holds(text)) {
                return each;
            }
        }
        return null;
    }
}
