package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ebb.document.BadInputException;
import ebb.document.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadTraceTest {
    @TempDir
    private Path folder;

    private static BadInputException refused(Path file, OpenOptions options) {
        BadInputException refused = catchThrowableOfType(BadInputException.class, () -> Traces.open(file, options));
        assertThat(refused).as("is refused").isNotNull();
        return refused;
    }

    /** The problems without the folder before the file's name. */
    private List<String> problems(String name, String text) {
        return problems(Written.text(folder, name, text));
    }

    private List<String> problems(Path file) {
        return Arrays.stream(String.valueOf(refused(file, OpenOptions.STANDARD).getMessage())
                        .split("\n"))
                .map(each -> each.replace(folder + "/", ""))
                .toList();
    }

    @Test
    void everyBadRowIsSaidAtOnceWithItsPlaceRuleAndWayOut() {
        assertThat(problems("a.csv", """
                t_s,service,duration_ms,input_tokens
                1,a,10,5
                x,a,10,5
                2,a,-10,5
                3,a,NaN,5
                4,a,Infinity,5
                5,a,250ms,5
                -6,a,10,-5
                7,a,10
                6.5,a,1,99999999999
                1,a,,5
                8,a,1e400,5
                """))
                .containsExactly(
                        "a.csv:3:1: x, must be a number",
                        "a.csv:4:5: -10, a duration must not be negative. Maybe 10?",
                        "a.csv:5:5: NaN, must be a finite number",
                        "a.csv:6:5: Infinity, must be a finite number",
                        "a.csv:7:5: 250ms, must be a plain number: the column is in milliseconds. Write it in milliseconds.",
                        "a.csv:8:1: -6, a time must not be negative. Maybe 6?",
                        "a.csv:8:9: -5, a number of tokens must not be negative. Maybe 5?",
                        "a.csv:9:1: 7, the row has 3 fields, the header has 4",
                        "a.csv:10:9: 99999999999, is too many tokens",
                        "a.csv:11:5: a number is missing here",
                        "a.csv:12:5: 1e400, must be a number");
    }

    @Test
    void theListIsBounded() {
        StringBuilder text = new StringBuilder("t_s\n");
        text.repeat("x\n", 100_000);
        List<String> problems = problems("a.csv", text.toString());
        assertThat(problems).hasSize(21);
        assertThat(problems.getLast()).isEqualTo("and 99980 more");
    }

    @Test
    void aRequestBeforeTheOneAboveItIsAnErrorOrSortedInWhereThatIsForgiven() {
        String text = "t_s,service\n5,a\n3,b\n4,a\n6,a\n";
        assertThat(problems("a.csv", text))
                .containsExactly(
                        "a.csv:4:1: 4, is earlier than the row before of its service. Sort the file by time, or read it with --lenient.");
        TraceFile lenient = Traces.open(folder.resolve("a.csv"), OpenOptions.STANDARD.withLenient(true));
        assertThat(Replayed.of(lenient, "a").times()).containsExactly(4_000_000_000L, 5_000_000_000L, 6_000_000_000L);
        assertThat(lenient.skipped()).isEqualTo(1);
    }

    @Test
    void lenientSkipsBadRowsAndCountsThem() {
        Path file = Written.text(folder, "a.csv", "t_s,duration_s\n1,1\nx,1\n2,-1\n3,1,1\n4,1\n");
        TraceFile trace = Traces.open(file, OpenOptions.STANDARD.withLenient(true));
        assertThat(trace.requests(0)).isEqualTo(2);
        assertThat(trace.skipped()).isEqualTo(3);
        assertThat(trace.examples()).hasSize(3).first().asString().contains("a.csv:3:1: x");
        assertThat(refused(Written.text(folder, "b.csv", "t_s\nx\n"), OpenOptions.STANDARD.withLenient(true)))
                .hasMessageContaining("has no rows that can be used");
    }

    @Test
    void columnsMustBeClear() {
        assertThat(problems("a.csv", "t_s,t_ms\n1,2\n").getFirst())
                .isEqualTo("a.csv:1:5: t_ms, says again what t_s says. Leave one out.");
        assertThat(problems("a.csv", "t_s,duration\n1,2\n").getFirst())
                .isEqualTo("a.csv:1:5: duration, the column says no unit. Maybe duration_s or duration_ms?");
        assertThat(problems("a.csv", "t_s,sevice\n1,2\n").getFirst())
                .isEqualTo("a.csv:1:5: sevice, is no column that is known. Maybe service? Else name it otherwise.");
        assertThat(problems("a.csv", "time,service\n1,2\n").getFirst()).contains("time, the column says no unit");
        Path colour = Written.text(folder, "b.csv", "t_s,colour\n1,red\n");
        assertThat(Traces.open(colour).requests(0))
                .as("a column that means nothing")
                .isEqualTo(1);
    }

    @Test
    void badInstants() {
        assertThat(problems(
                        "a.csv",
                        "timestamp\n2026-01-05T00:00:00Z\n2026-13-05T00:00:00Z\n2026-01-05 25:00:00\n1767571200\n"))
                .containsExactly(
                        "a.csv:3:1: 2026-13-05T00:00:00Z, must be an instant such as 2026-01-05T00:00:00Z",
                        "a.csv:4:1: 2026-01-05 25:00:00, must be an instant such as 2026-01-05T00:00:00Z",
                        "a.csv:5:1: 1767571200, must be an instant such as 2026-01-05T00:00:00Z");
    }

    @Test
    void countsMustBeWholeAndAscend() {
        assertThat(problems(
                        "a.csv", "service,minute,count\nf,3,1\nf,2,1\nf,3,x\nf,3,1\nf,-4,2\nf,5,-1\nf,6,99999999\n"))
                .containsExactly(
                        "a.csv:3:3: 2, the window begins before the one above it ends. Sort the windows of a service by time.",
                        "a.csv:4:5: x, must be a number",
                        "a.csv:5:3: 3, the window is there twice. Add the counts, or delete one.",
                        "a.csv:6:3: -4, a minute must not be negative. Maybe 4?",
                        "a.csv:7:5: -1, a count must not be negative. Maybe 1?",
                        "a.csv:8:5: 99999999, a window holds 16777216 requests at most. Use narrower windows.");
        assertThat(problems("b.csv", "service,t_s,count\nf,1,1\n").getFirst())
                .contains("count, does not say how wide its windows are. Maybe count_1min or count_5min?");
    }

    @Test
    void badServeGenWindows() {
        assertThat(problems("a.csv", """
                client,window_start_s,rate_rps,iat_cv,iat_dist,shape,scale_s
                0,0,-1,1,Gamma,1,2
                0,600,1,1,Normal,1,2
                0,1200,1,1,Gamma,0,2
                0,1800,NaN,1,Gamma,1,2
                """))
                .containsExactly(
                        "a.csv:2:5: -1, a rate must not be negative. Maybe 1?",
                        "a.csv:3:11: Normal, must be Gamma or Weibull",
                        "a.csv:4:18: 0, a shape must be from 0.0001 to 1000000",
                        "a.csv:5:8: NaN, must be a finite number");
    }

    @Test
    void badJson() {
        assertThat(problems("a.jsonl", """
                {"timestamp": 0, "input_length": 1, "output_length": 1}
                {"timestamp": 1, "input_length": 1
                {"timestamp": -1, "input_length": 1, "output_length": 1}
                {"input_length": 1, "output_length": "x"}
                """))
                .hasSize(4)
                .satisfiesExactly(
                        each -> assertThat(each).contains("a.jsonl:2:1:", "is not JSON"),
                        each -> assertThat(each)
                                .contains(
                                        "a.jsonl:3:1:", "timestamp must be there and be a number that is not negative"),
                        each -> assertThat(each).contains("a.jsonl:4:1:", "timestamp"),
                        each -> assertThat(each).contains("a.jsonl:4:1:", "output_length"));
        assertThat(
                        problems(
                                "p.json",
                                "{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,\"NaN\"],[2,\"-1\"],[3,\"1\"],[3,\"1\"],"))
                .hasSize(4)
                .anySatisfy(each -> assertThat(each).contains("NaN, must be a finite number"))
                .anySatisfy(each -> assertThat(each).contains("its time is not after"))
                .last()
                .asString()
                .contains("p.json:1:")
                .contains("is not JSON");
    }

    @Test
    void badLogLines() {
        assertThat(problems("access.log", """
                h - - [01/Jul/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 6245
                h - - [01/Jux/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 6245
                nonsense
                """))
                .allSatisfy(each -> assertThat(each).contains("needs a time such as [05/Jan/2026:00:00:00 +0000]"))
                .hasSize(2);
    }

    @Test
    void filesThatAreNone() {
        assertThat(problems("empty.csv", "")).containsExactly("empty.csv:1:1: is empty. Is this the right file?");
        assertThat(problems("blank.csv", "\uFEFF\r\n\r\n"))
                .containsExactly("blank.csv:1:1: is empty. Is this the right file?");
        assertThat(problems("head.csv", "t_s\n")).containsExactly("head.csv:2:1: has no rows that can be used");
        assertThat(problems(folder.resolve("none.csv")))
                .containsExactly("none.csv:1:1: is not there. Name a trace file.");
        assertThat(refused(folder, OpenOptions.STANDARD)).hasMessageContaining("is a folder");
        assertThat(problems(Written.bytes(folder, "a.zip", new byte[] {'P', 'K', 3, 4, 0}))
                        .getFirst())
                .contains("is a zip archive. Unpack it first; gzip is read as it is.");
    }

    @Test
    void anUnknownFormatSaysWhichThereAreAndWhichIsNear() {
        String problem = problems("a.csv", "TIMESTAMP,ContextTokns,Generated\n").getFirst();
        assertThat(problem)
                .startsWith(
                        "a.csv:1:1: TIMESTAMP,ContextTokns,Generated, begins like no known format. Maybe azure-llm");
        assertThat(problem).contains("access-log", "mooncake", "requests");
    }

    @Test
    void anUnknownServiceSaysWhichIsNear() {
        Path file = Written.text(folder, "a.csv", "t_s,service\n1,checkout\n");
        OpenOptions wanted = OpenOptions.STANDARD.withServices(List.of("chekout", "zzz"));
        assertThat(refused(file, wanted).problems().stream().map(Problem::toString))
                .satisfiesExactly(
                        each -> assertThat(each).endsWith("chekout, is no service of this trace. Maybe checkout?"),
                        each -> assertThat(each).contains("zzz, is no service of this trace. Known: checkout"));
    }

    @Test
    void aCutGzipIsAnErrorAlsoWhenLenient() {
        StringBuilder text = new StringBuilder("t_ns\n");
        for (int i = 0; i < 100_000; i++) {
            text.append(i * 7919L).append('\n');
        }
        byte[] whole = Written.packed(text.toString());
        Path cut = Written.bytes(folder, "a.csv.gz", Arrays.copyOf(whole, whole.length / 2));
        assertThat(refused(cut, OpenOptions.STANDARD.withLenient(true)))
                .hasMessageContaining("the file is cut. Fetch it again.");
        byte[] broken = whole.clone();
        Arrays.fill(broken, whole.length / 2, whole.length / 2 + 100, (byte) 0x55);
        assertThat(refused(Written.bytes(folder, "b.csv.gz", broken), OpenOptions.STANDARD))
                .hasMessageContaining("gzip data");
    }

    @Test
    void aLineWithoutEndTakesNoMemoryAndTheRestIsStillRead() throws IOException {
        Path file = folder.resolve("long.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("t_s,service\n1,a\n".getBytes(UTF_8));
            try (InputStream endless = new Endless(64L << 20)) {
                endless.transferTo(out);
            }
            out.write("\nx,a\n2,a\n".getBytes(UTF_8));
        }
        assertThat(problems(file))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("long.csv.gz:3:1: 9999")
                .endsWith("the line is longer than 1 MiB. Is this the right file?");
        TraceFile lenient = Traces.open(file, OpenOptions.STANDARD.withLenient(true));
        assertThat(lenient.requests(0)).isEqualTo(2);
        assertThat(lenient.skipped()).isEqualTo(2);
    }

    /** So many nines. */
    private static final class Endless extends FilterInputStream {
        private long left;

        Endless(long bytes) {
            super(InputStream.nullInputStream());
            left = bytes;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            int n = (int) Math.min(left, length);
            Arrays.fill(into, from, from + n, (byte) '9');
            left -= n;
            return n == 0 ? -1 : n;
        }
    }

    @Test
    void aQuoteThatDoesNotCloseIsSaid() {
        assertThat(problems("a.csv", "t_s,service\n1,\"a\n2,b\n").getFirst()).contains("a.csv:2:1:");
    }
}
