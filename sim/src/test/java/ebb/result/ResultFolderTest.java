package ebb.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.cluster.Durations;
import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.ServiceStatistics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ResultFolderTest {
    @TempDir
    Path temporary;

    /** Golden: small enough to be checked by hand. {@link SmallRun#main} writes them anew; read the difference. */
    @Test
    void dataFilesAreAsTheyWere() throws IOException {
        Path folder = write("out");
        for (String name :
                List.of("run.json", "summary.csv", "services.csv", "timeline.csv", "events.csv", "junit.xml")) {
            assertThat(Files.readString(folder.resolve(name))).as(name).isEqualTo(golden(name));
        }
    }

    @Test
    void sameResultsSameBytes() throws IOException {
        assertThat(files(write("a"))).isEqualTo(files(write("b"))).isNotEmpty();
    }

    @Test
    void runJsonReadsBackToTheSameNumbers() throws IOException {
        assertThat(ResultFolder.read(write("out")))
                .isEqualTo(SmallRun.results(SmallRun.OBJECTIVES).summary());
    }

    /** Those that cost most are in run.json, in the order of the traffic; how many are not is said; the table has all. */
    @Test
    void manyServicesInOneAreNotLeftOutInSilence() throws IOException {
        List<ServiceBrief> all = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            ServiceStatistics s = new ServiceStatistics();
            s.requests = i;
            s.cost = i < 200 ? 0.001 * i : 1;
            all.add(ServiceBrief.of("f/" + i, new ServiceRecord("f", s, null, null)));
        }
        ServiceRecord together = new ServiceRecord("f", new ServiceStatistics(), null, null, all);
        RunRecord run = RunRecord.of(SmallRun.key("always-on", Map.of(), 1), List.of(together), NodeStatistics.NONE, 0);
        ResultFolder.write(temporary.resolve("many"), SmallRun.results(List.of(run)));
        Members read = Objects.requireNonNull(ResultFolder.read(temporary.resolve("many"))
                .runs()
                .getFirst()
                .members()
                .get("f"));
        assertThat(read.left()).isEqualTo(200);
        assertThat(read.shown()).isEqualTo(all.subList(200, 1_200));
        assertThat(Files.readAllLines(temporary.resolve("many/services.csv")))
                .hasSize(1_201)
                .element(1_200)
                .asString()
                .startsWith("1,f/1199,f,1199,0,");
    }

    @Test
    void aFolderThatIsNotResultsIsNamedAtThePlace() throws IOException {
        assertThatThrownBy(() -> ResultFolder.read(temporary)).hasMessageContaining("has no run.json");
        Path folder = write("out");
        String whole = Files.readString(folder.resolve("run.json"));
        Files.writeString(folder.resolve("run.json"), whole.substring(0, whole.length() / 2));
        assertThatThrownBy(() -> ResultFolder.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("(?s).*run\\.json:\\d+:\\d+: .*");
        Files.writeString(folder.resolve("run.json"), "{\"format\": \"other/9\"}");
        assertThatThrownBy(() -> ResultFolder.read(folder)).hasMessageContaining("other/9");
    }

    @Test
    void newResultsReplaceOldOnesWhole() throws IOException {
        Path folder = write("out");
        Files.writeString(folder.resolve("stale.txt"), "of the last run");
        write("out");
        assertThat(folder.resolve("stale.txt")).doesNotExist();
        assertThat(names(temporary)).containsExactly("out");
    }

    @Test
    void aFailureMidwayLeavesTheOldResultsAndNothingElse() throws IOException {
        Path folder = write("out");
        Map<String, String> before = files(folder);
        assertThatThrownBy(() -> ResultFolder.replace(folder, aside -> {
                    Files.writeString(aside.resolve("run.json"), "half");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("before is kept");
        assertThat(files(folder)).isEqualTo(before);
        assertThat(names(temporary)).containsExactly("out");
    }

    @Test
    void aFailureAtFirstLeavesNothing() throws IOException {
        assertThatThrownBy(() -> ResultFolder.replace(temporary.resolve("out"), aside -> {
                    throw new IOException("No space left on device");
                }))
                .hasMessageContaining("Nothing half written is left");
        assertThat(names(temporary)).isEmpty();
    }

    @Test
    void aProcessThatIsEndedMidwayRemovesWhatItHasWritten() throws Exception {
        Path folder = write("out");
        Map<String, String> before = files(folder);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ended.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isEqualTo(130);
        assertThat(files(folder)).isEqualTo(before);
        assertThat(names(temporary)).containsExactly("out");
    }

    /** A run that is interrupted while it writes. */
    static final class Ended {
        private Ended() {}

        public static void main(String[] folder) throws IOException {
            ResultFolder.replace(Path.of(folder[0]), aside -> {
                Files.writeString(aside.resolve("run.json"), "half");
                System.exit(130);
            });
        }
    }

    @Test
    void somethingElseIsNeverReplaced() throws IOException {
        Path thesis = Files.createDirectory(temporary.resolve("out")).resolve("thesis.tex");
        Files.writeString(thesis, "years of work");
        assertThatThrownBy(() -> write("out"))
                .hasMessageContaining("left alone")
                .hasMessageContaining("--out");
        assertThat(thesis).hasContent("years of work");
    }

    @Test
    void histogramLogsAreReadByTheStandardReaderAndEqualWhatWasRecorded() throws IOException {
        Path log = write("out").resolve("histograms/run-1.hlog");
        Map<String, Histogram> read = new TreeMap<>();
        HistogramLogReader reader = new HistogramLogReader(log.toFile());
        for (Histogram each = (Histogram) reader.nextIntervalHistogram();
                each != null;
                each = (Histogram) reader.nextIntervalHistogram()) {
            assertThat(each.getEndTimeStamp()).isEqualTo(60_000);
            read.put(each.getTag(), each);
        }
        RunRecord run = SmallRun.run(7);
        // Nothing arrived at hook, and no answer was written token by token.
        assertThat(read)
                .containsOnlyKeys(
                        "total/wait",
                        "total/service",
                        "total/latency",
                        "total/start_up",
                        "llm/wait",
                        "llm/service",
                        "llm/latency",
                        "llm/start_up")
                .containsEntry("total/wait", run.total().statistics().wait.histogram())
                .containsEntry(
                        "llm/latency",
                        run.services().getFirst().statistics().latency.histogram());
    }

    // So many that they are kept as a histogram, which can then be made large.
    private static Durations many() {
        Durations many = new Durations();
        for (int i = 0; i < 5_000; i++) {
            many.recordValue(i);
        }
        return many;
    }

    @Test
    void largeHistogramsSpanStoredBlocks() throws IOException {
        RunRecord run = SmallRun.run(1);
        run.total().statistics().wait.add(many());
        Histogram wait = run.total().statistics().wait.histogram();
        long value = 1;
        for (int i = 0; i < 200_000; i++) {
            value = value * 6364136223846793005L + 1442695040888963407L;
            wait.recordValueWithCount((value >>> 26) >>> (i % 24), 1 + (value >>> 22));
        }
        Path log = temporary.resolve("large.hlog");
        try (var out = Files.newBufferedWriter(log)) {
            HistogramLog.write(run, out);
        }
        assertThat(Files.size(log)).isGreaterThan(100_000);
        assertThat(new HistogramLogReader(log.toFile()).nextIntervalHistogram()).isEqualTo(wait);
    }

    @Test
    void junitXmlIsWellFormedWithACaseForEachObjectiveOfEachRun() throws Exception {
        Results results = SmallRun.results(List.of(SmallRun.run(7), SmallRun.run(8)), SmallRun.OBJECTIVES);
        Path folder = temporary.resolve("out");
        ResultFolder.write(folder, results);
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("junit.xml").toFile());
        Element suites = xml.getDocumentElement();
        assertThat(suites.getAttribute("tests")).isEqualTo("6");
        assertThat(suites.getAttribute("failures")).isEqualTo("2");
        assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(6);
        Element failure = (Element) xml.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).contains("wait_p95 <= 7 s").contains("10 s");
    }

    private Path write(String name) throws IOException {
        Path folder = temporary.resolve(name);
        ResultFolder.write(folder, SmallRun.results(SmallRun.OBJECTIVES));
        return folder;
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(each).toString(), Files.readString(each));
            }
        }
        return files;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = ResultFolderTest.class.getResourceAsStream("small/" + name)) {
            assertThat(in).as("golden file small/" + name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
