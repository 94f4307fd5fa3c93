package ebb.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import ebb.document.Document;
import ebb.document.JsonText;
import ebb.document.Problem;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.PolicyLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The schema that editors use says the same as the reader: what one takes the other takes, keys that one does not know the other does not. */
class PolicySchemaTest {
    private static final String TEXT = Document.resourceText("schema/scaling-policy.schema.json");
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TEXT, InputFormat.JSON);
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final String HEAD = "apiVersion: ebb.dev/v1\nkind: ScalingPolicy\nmetadata: { name: p }\n";
    private static final String REST = "states: { All: { scale: 1 } }\nlimits: { max: 5 }\n";

    private static Path docs() {
        Path folder = Path.of("").toAbsolutePath();
        return (Files.isDirectory(folder.resolve("docs")) ? folder : folder.resolveSibling("")).resolve("docs");
    }

    private static List<String> wrong(String yaml) {
        Tree.Mapping tree = Document.extending("p.yaml", yaml, new Problems());
        return SCHEMA.validate(JsonText.of(json(tree)), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static Object json(Tree tree) {
        return switch (tree) {
            case Tree.Sequence sequence ->
                sequence.items().stream().map(PolicySchemaTest::json).toList();
            case Tree.Mapping mapping -> {
                Map<String, Object> all = new LinkedHashMap<>();
                mapping.entries().forEach((key, value) -> {
                    if (!(value instanceof Tree.Scalar scalar
                            && !scalar.quoted()
                            && scalar.text().equals("null"))) {
                        all.put(key, json(value));
                    }
                });
                yield all;
            }
            case Tree.Scalar scalar -> scalar(scalar);
        };
    }

    private static Object scalar(Tree.Scalar scalar) {
        String text = scalar.text();
        if (!scalar.quoted() && (text.equals("true") || text.equals("false"))) {
            return Boolean.valueOf(text);
        }
        return !scalar.quoted() && text.matches("-?\\d{1,15}(\\.\\d+)?") ? Double.valueOf(text) : text;
    }

    @TestFactory
    Stream<DynamicTest> everyBuiltInIsValid() {
        return PolicyLibrary.names().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each,
                        () -> assertThat(wrong(Objects.requireNonNull(PolicyLibrary.find(each))
                                        .text()))
                                .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> everyPolicyOfThePageIsValid() throws IOException {
        List<String> all = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(docs().resolve("policy-language.md")));
        while (block.find()) {
            if (block.group(1).contains("kind: ScalingPolicy")) {
                all.add(block.group(1));
            }
        }
        assertThat(all).hasSizeGreaterThan(15);
        return all.stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.lines().skip(2).findFirst().orElse(""),
                        () -> assertThat(wrong(each)).isEmpty()));
    }

    @Test
    void itIsPublishedAsItIsPrinted() throws IOException {
        assertThat(Files.readString(docs().resolve("schema/scaling-policy.schema.json")))
                .isEqualTo(TEXT);
    }

    /** Places of a policy, each with a key that is none; the reader names those that it knows there. */
    @TestFactory
    Stream<DynamicTest> itKnowsEveryKeyThatTheReaderKnows() {
        return Stream.of(
                        "metadata: { name: p, KEY: 1 }\n" + REST,
                        "tick: { every: 1s, KEY: 1 }\n" + REST,
                        "params: { a: { default: 1, KEY: 1 } }\n" + REST,
                        "vars: { a: { init: 1, KEY: 1 } }\n" + REST,
                        "patterns: { a: { when: idle, KEY: 1 } }\n" + REST,
                        "regions: { r: { states: { A: { scale: 1 } }, KEY: 1 } }\nlimits: { max: 5 }\n",
                        "states: { A: { scale: 1, KEY: 1 } }\nlimits: { max: 5 }\n",
                        "states: { A: { scale: 1, go: [ { when: idle, to: A, KEY: 1 } ] } }\nlimits: { max: 5 }\n",
                        "states: { A: { scale: 1, go: [ { before: now, by: 1s, to: A, KEY: 1 } ] } }\nlimits: { max: 5 }\n",
                        "states: { A: { scale: 1, enter: { KEY: 1 } } }\nlimits: { max: 5 }\n",
                        "states: { A: { scale: 1, enter: { alert: { text: a, KEY: 1 } } } }\nlimits: { max: 5 }\n",
                        "states: { A: { scale: 1 } }\nlimits: { max: 5, KEY: 1 }\n",
                        "states: { A: { scale: 1 } }\nlimits: { max: 5, stabilize: { up: 1s, down: 1s, KEY: 1 } }\n",
                        "states: { A: { scale: 1 } }\nlimits: { max: 5, up: { pods: 1, per: 1s, KEY: 1 } }\n",
                        "states: { A: { scale: 1 } }\nlimits: { max: 5, up: { select: max, of: [], KEY: 1 } }\n")
                .map(each -> DynamicTest.dynamicTest(each.lines().findFirst().orElse(""), () -> known(each)));
    }

    private static void known(String place) {
        String head = place.startsWith("metadata") ? HEAD.replace("metadata: { name: p }\n", "") : HEAD;
        String unknown = head + place.replace("KEY", "zqzqzqzq");
        Problems problems = new Problems();
        PolicyDocument.read("p.yaml", unknown, PolicyFiles.BUILT_IN, problems);
        String said = problems.list().stream()
                .map(Problem::toString)
                .filter(each -> each.contains("zqzqzqzq"))
                .findFirst()
                .orElse("");
        assertThat(said).as("the reader refuses it").contains("is not a field of");
        assertThat(wrong(unknown)).as("the schema refuses it").isNotEmpty();
        Matcher list = Pattern.compile("Known: (.*?)(, and \\d+ more)?\\.").matcher(said);
        assertThat(list.find()).isTrue();
        for (String key : list.group(1).split(", ", -1)) {
            assertThat(wrong(head + place.replace("KEY: 1", key + ": {}")).stream()
                            .filter(each -> each.contains("'" + key + "'") && each.contains("additional")))
                    .as("the schema knows %s", key)
                    .isEmpty();
        }
    }
}
