package ebb.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.balance.Algorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
    private static final String HEAD = "apiVersion: ebb.dev/v1\nkind: Thing\n";

    private final Problems problems = new Problems();

    private Mapping thing(String body) {
        return Document.read(Document.text("a.yaml", HEAD + body, problems), "Thing", problems);
    }

    private List<String> found() {
        return problems.list().stream().map(Problem::toString).toList();
    }

    @Test
    void allProblemsComeAtOnceWithTheirPlaces() {
        Mapping root = thing("""
                timeout: -5s
                size: 16Gb
                rate: 5
                pods: 1.5
                share: 170%
                order: round-robbin
                tiemout: 3s
                """);
        root.get("timeout").duration(0, Long.MAX_VALUE);
        root.get("size").bytes(0, Long.MAX_VALUE);
        root.get("rate").rate(0, 1e6);
        root.get("pods").integer(0, 10);
        root.get("share").ratio(0, 1);
        root.get("order").choice(Algorithm.class, Algorithm.RANDOM);
        root.get("name").text();
        root.done();
        assertThat(found())
                .containsExactly(
                        "a.yaml:3:10: timeout = -5s, must be at least 0s. Maybe 5s?",
                        "a.yaml:4:7: size = 16Gb, must be a number of bytes such as 512Mi, 16Gi or 10GB",
                        "a.yaml:5:7: rate = 5, must be a rate such as 5/s, 20/min or 1000/day. Maybe 5/s?",
                        "a.yaml:6:7: pods = 1.5, must be a whole number",
                        "a.yaml:7:8: share = 170%, must be at most 1",
                        "a.yaml:8:8: order = round-robbin, must be one of round-robin, least-connections, random,"
                                + " power-of-two-choices, consistent-hash, session-affinity, least-kv-cache,"
                                + " newest-first. Maybe round-robin?",
                        "a.yaml:1:1: this thing, needs name",
                        "a.yaml:9:1: tiemout, is not a field of this thing. Maybe timeout?");
        assertThatThrownBy(problems::throwIfAny)
                .isInstanceOf(BadInputException.class)
                .hasMessage(String.join("\n", found()));
    }

    @Test
    void aDefaultIsNoProblemAndIsInTheResolvedForm() {
        Mapping root = thing("pod: { cpu: 500m }\n");
        Mapping pod = root.get("pod").mapping();
        assertThat(pod.get("cpu").millis(0, 1000, 1000)).isEqualTo(500);
        assertThat(pod.get("memory").bytes(0, Long.MAX_VALUE, 1L << 30)).isEqualTo(1L << 30);
        assertThat(root.get("queue").mapping().get("limit").integer(0, 10, 5)).isEqualTo(5);
        problems.throwIfAny();
        assertThat(YamlWriter.write(root.resolved()))
                .isEqualTo(HEAD + "pod:\n  cpu: 500m\n  memory: 1Gi\nqueue:\n  limit: 5\n");
    }

    @ParameterizedTest
    @CsvSource({
        "on, is true or false in YAML 1.1 and a word in YAML 1.2",
        "No, is true or false in YAML 1.1 and a word in YAML 1.2",
        "y, is true or false in YAML 1.1 and a word in YAML 1.2",
        "22:00, is a number to the base 60 in YAML 1.1 (22:00 is 1320)",
        "1:30:00, is a number to the base 60 in YAML 1.1 (22:00 is 1320)",
        "010, is an octal number in YAML 1.1 and a decimal one in YAML 1.2",
        "0o10, is a word in YAML 1.1 and an octal number in YAML 1.2",
        "0b11, is a binary number in YAML 1.1 and a word in YAML 1.2",
        "1_000, is a number in YAML 1.1 and a word in YAML 1.2"
    })
    void whatYaml11ReadsOtherwiseIsRefused(String trap, String rule) {
        thing("a: " + trap + "\n");
        assertThat(found())
                .containsExactly("a.yaml:3:4: " + trap + ", " + rule + ". Put it in quotes if it is meant as text.");
    }

    @Test
    void trapsAreFoundInKeysToo() {
        thing("on: 5\n");
        assertThat(found()).hasSize(1).first().asString().startsWith("a.yaml:3:1: on, is true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'on'", "\"22:00\"", "only", "2026-01-05T00:00:00Z", "5m", "10", "0.5", "0"})
    void whatBothReadAlikeIsNot(String text) {
        thing("a: " + text + "\n");
        assertThat(found()).isEmpty();
    }

    @Test
    void aCommaInsideBracesDoesNotSplitSilently() {
        thing("law: { scale: max(1, x) }\n");
        assertThat(found())
                .containsExactly("a.yaml:3:22: x), has no value. Give it one or leave it out;"
                        + " a comma within {} needs quotes.");
    }

    @Test
    void aKeyGivenTwiceNamesBothLines() {
        thing("a: 1\nb: 2\na: 3\n");
        assertThat(found()).containsExactly("a.yaml:5:1: a, is there twice, first in line 3. Delete one.");
    }

    @Test
    void brokenYamlSaysWhere() {
        thing("a: [1, 2\nb: 3\n");
        assertThat(found())
                .containsExactly(
                        "a.yaml:4:2: is not YAML: while parsing a flow sequence expected ',' or ']', but got :");
    }

    @Test
    void emptyAndWrongDocuments() {
        Document.text("a.yaml", "", problems);
        Document.text("b.yaml", "# nothing\n", problems);
        assertThat(found()).containsExactly("a.yaml:1:1: is empty");
    }

    @Test
    void anotherKindIsNotReadAsThis() {
        Document.read(Document.text("a.yaml", "apiVersion: v1\nkind: Pod\n", problems), "Thing", problems);
        assertThat(found())
                .containsExactly(
                        "a.yaml:1:13: apiVersion = v1, must be ebb.dev/v1. Is this the right file?",
                        "a.yaml:2:7: kind = Pod, must be Thing. Is this the right file?");
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsChangeNothing() {
        Mapping root = Document.read(
                Document.text("a.yaml", "\uFEFF" + HEAD.replace("\n", "\r\n") + "a: 5s\r\nb: x\r\n", problems),
                "Thing",
                problems);
        assertThat(root.get("a").duration(0, Long.MAX_VALUE)).isEqualTo(5_000_000_000L);
        root.get("b").integer(0, 1);
        assertThat(found()).containsExactly("a.yaml:4:4: b = x, must be a whole number");
    }

    @Test
    void aBillionLaughsAreRefusedBeforeTheyAreTold() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1)));
        }
        thing(bomb.toString());
        assertThat(found()).hasSize(1).first().asString().contains("makes more than 200000 parts, aliases counted");
    }

    @Test
    void aliasesStandForTheirAnchor() {
        Mapping root = thing("a: &a { cpu: 500m }\nb: *a\n");
        assertThat(root.get("b").mapping().get("cpu").millis(0, 1000)).isEqualTo(500);
        assertThat(found()).isEmpty();
    }

    @Test
    void anAliasWithinItselfIsRefused() {
        thing("a: &a [ *a ]\n");
        assertThat(found()).containsExactly("a.yaml:3:9: *a, stands for what it is a part of");
    }

    @Test
    void deepNestingIsRefusedWithoutDeepRecursion() {
        thing("a: " + "[".repeat(100_000) + "\n");
        assertThat(found()).containsExactly("a.yaml:3:54: is nested deeper than 50");
    }

    @Test
    void aSecondDocumentATagAndAListAsKeyAreRefused() {
        thing("a: !secret x\n---\nb: 1\n");
        thing("[1, 2]: x\n");
        assertThat(found())
                .containsExactly(
                        "a.yaml:3:4: !secret, is a YAML tag, which is not read here."
                                + " Put text that begins with ! in quotes.",
                        "a.yaml:4:1: ---, begins a second document. Put it into a file of its own.",
                        "a.yaml:3:1: is a key that is not a word. Use a word as key.");
    }

    @Test
    void filesThatAreNoDocuments(@TempDir Path folder) throws IOException {
        Path latin = Files.write(folder.resolve("l.yaml"), "a: 1\nb: gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));
        Path large = Files.write(folder.resolve("g.yaml"), new byte[5 * 1024 * 1024]);
        Document.open(latin, "l.yaml", problems);
        Document.open(large, "g.yaml", problems);
        Document.open(folder, "f", problems);
        Document.open(folder.resolve("none.yaml"), "none.yaml", problems);
        assertThat(found())
                .containsExactly(
                        "l.yaml:2:6: is not UTF-8 from here on. Save it as UTF-8.",
                        "g.yaml:1:1: is larger than 4Mi. Is it a trace?",
                        "f:1:1: is a folder. Name a file in it.",
                        "none.yaml:1:1: is not there. Check the name and the folder.");
    }

    @Test
    void theFirstThousandProblemsAreKeptAndAllAreCounted() {
        for (int i = 1; i <= 1500; i++) {
            problems.add(new Position("t.csv", i, 1), "x", "is bad", "");
        }
        assertThatThrownBy(problems::throwIfAny).hasMessageEndingWith("t.csv:1000:1: x, is bad\nand 500 more");
    }

    @Test
    void aListIsReadItemByItem() {
        Mapping root = thing("a: [1, x, 3]\nb: 4\n");
        assertThat(root.get("a").list()).hasSize(3);
        root.get("a").list().forEach(each -> each.integer(0, 10));
        assertThat(root.get("b").listOrOne().getFirst().integer(0, 10)).isEqualTo(4);
        assertThat(found()).containsExactly("a.yaml:3:8: a[1] = x, must be a whole number");
    }

    @Test
    void aMistakeInAWholeBlockIsReportedOnce() {
        Mapping root = thing("pod: 5\n");
        root.get("pod").mapping().get("cpu").millis(0, 1);
        assertThat(found()).containsExactly("a.yaml:3:6: pod = 5, must be made of key: value lines");
    }
}
