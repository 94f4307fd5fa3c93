package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ebb.document.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One mistake each, put into a policy that is good, and exactly what is said about it. */
class BadPolicyTest {
    private static final String GOOD = """
            apiVersion: ebb.dev/v1
            kind: ScalingPolicy
            metadata: { name: p }
            params:
              keep: { default: 5m, range: [0s, 4h] }
              target: 70 req/pod
            signals:
              load: avg(concurrency, 60s)
              want: ceil(load / target)
            vars: { last: never }
            states:
              Zero: { scale: 0, go: [ { when: request, to: Serving } ] }
              Serving:
                scale: max(1, want)
                go:
                  - { when: want == 0, for: keep, to: Zero }
            limits: { max: 20 }
            """;

    /** @param line of the good policy that is replaced, from 1 */
    private record Mistake(int line, String by, List<String> said) {}

    private static List<Mistake> mistakes() {
        List<Mistake> all = new ArrayList<>();
        for (String each : resource().lines().toList()) {
            if (each.startsWith("    ")) {
                all.getLast().said().add(each.strip());
            } else if (!each.startsWith("#")) {
                int bar = each.indexOf('|');
                all.add(new Mistake(
                        Integer.parseInt(each.substring(0, bar)),
                        each.substring(bar + 1).replace("\\n", "\n"),
                        new ArrayList<>()));
            }
        }
        return all;
    }

    private static String resource() {
        try (InputStream in = BadPolicyTest.class.getResourceAsStream("bad-policies.txt")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @TestFactory
    Stream<DynamicTest> saysWhatIsWrongWhereAndWhatToDo() {
        List<Mistake> all = mistakes();
        assertThat(all).hasSizeGreaterThan(40);
        return all.stream().map(each -> DynamicTest.dynamicTest(each.line() + " " + each.by(), () -> check(each)));
    }

    private static void check(Mistake mistake) {
        List<String> lines = new ArrayList<>(GOOD.lines().toList());
        lines.set(mistake.line() - 1, mistake.by());
        String text = String.join("\n", lines) + "\n";
        BadInputException bad = catchThrowableOfType(
                BadInputException.class, () -> PolicyDocument.read("p.yaml", text, PolicyFiles.BUILT_IN));
        assertThat(bad).as("it is accepted").isNotNull();
        assertThat(bad.getMessage().lines()).containsExactlyElementsOf(mistake.said());
    }

    @Test
    void withoutAMistakeItIsGood() {
        assertThat(PolicyDocument.read("p.yaml", GOOD, PolicyFiles.BUILT_IN)
                        .model()
                        .name())
                .isEqualTo("p");
    }
}
