package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.policy.expr.Function;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** docs/policy-language.md is true: its policies compile, its tables are those of the engine. */
class PolicyLanguageDocsTest {
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private static String page() {
        Path folder = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(folder.resolve("docs")) ? folder : folder.resolveSibling("");
        try {
            return Files.readString(root.resolve("docs/policy-language.md"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> policies() {
        List<String> all = new ArrayList<>();
        Matcher block = BLOCK.matcher(page());
        while (block.find()) {
            if (block.group(1).contains("kind: ScalingPolicy")) {
                all.add(block.group(1));
            }
        }
        return all;
    }

    @TestFactory
    Stream<DynamicTest> everyPolicyOfThePageCompilesAndRuns() {
        List<String> all = policies();
        assertThat(all).hasSizeGreaterThan(15);
        return all.stream()
                .map(text ->
                        DynamicTest.dynamicTest(text.lines().skip(2).findFirst().orElse(""), () -> {
                            PolicyDocument read = PolicyDocument.read("docs.yaml", text, PolicyFiles.BUILT_IN);
                            new Timeline(read.automaton(Map.of(), ServiceFacts.of(new Limits(0, 100, 1), 1)), 0, 0)
                                    .few();
                        }));
    }

    @Test
    void itsTablesAreThoseOfTheEngine() {
        String page = page();
        for (Values each : Values.values()) {
            assertThat(page).contains("| `" + each.title() + "` | " + each.type() + " | " + each.text() + " |");
        }
        for (Metrics each : Metrics.values()) {
            String unit =
                    each.unit().toString().isEmpty() ? "share" : each.unit().toString();
            assertThat(page)
                    .contains("| `" + each.title() + "` | " + PolicyReader.title(each.kind()) + " | " + unit + " | "
                            + each.text() + " |");
        }
        for (Function each : Function.values()) {
            String arguments = each.least() == each.most() ? "" + each.least() : each.least() + " to " + each.most();
            assertThat(page).contains("| `" + each.title() + "` | " + arguments + " | " + each.text() + " |");
        }
    }

    @Test
    void itNamesEveryWordAggregateColumnAndPolicy() {
        String page = page();
        assertThat(Values.names()).allSatisfy(each -> assertThat(page).contains("`" + each + "`"));
        assertThat(Aggregates.names()).allSatisfy(each -> assertThat(page).contains("`" + each + "("));
        for (PodColumn each : PodColumn.values()) {
            assertThat(page).contains(each.title().isEmpty() ? "pod" : "`pod." + each.title() + "`");
        }
        for (PolicyModel.Output each : PolicyModel.Output.values()) {
            assertThat(page).contains("`" + PolicyReader.title(each) + "`");
        }
        for (String each : PolicyLibrary.names()) {
            assertThat(page)
                    .contains("| `" + each + "` | "
                            + PolicyDocument.builtIn(each).model().text() + " |");
        }
    }

    @Test
    void theScheduleOfTheTenMinutesIsReadyBeforeEight() {
        String shop = policies().stream()
                .filter(each -> each.contains("name: shop"))
                .findFirst()
                .orElse("");
        PolicyDocument read = PolicyDocument.read("shop.yaml", shop, PolicyFiles.BUILT_IN);
        // A Monday, 00:00 UTC, 01:00 in Berlin: 8 there is 25200, 20 there is 68400; a start takes 10 s, and 30 s more.
        Timeline timeline =
                new Timeline(read.automaton(Map.of(), ServiceFacts.of(new Limits(0, 100, 1), 1)), 1_704_067_200L, 0);
        // Knative halves at most: 2, 1, 0.
        assertThat(timeline.run("90000 end")).isEqualTo("0:0 25160:2 68400:1 68402:0");
    }
}
