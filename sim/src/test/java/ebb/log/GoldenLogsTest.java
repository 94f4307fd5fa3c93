package ebb.log;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.log.GoldenLogs.Golden;
import ebb.policy.Automaton;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs that were written once must replay bit for bit. */
class GoldenLogsTest {
    static List<Golden> logs() {
        return GoldenLogs.ALL;
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(GoldenLogsTest.class.getResource("/logs"), "no logs")
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @ParameterizedTest
    @MethodSource("logs")
    void aLogOfOldDecidesTheSameToday(Golden golden) throws IOException {
        try (LogReader log = LogReader.open(folder().resolve(golden.file()))) {
            Replay.Result result = Replay.of(log);
            assertThat(result.difference()).isNull();
            assertThat(result.sealed()).isTrue();
            assertThat(result.events()).isGreaterThanOrEqualTo(golden.events());
            assertThat(result.decisions()).isPositive();
            assertThat(log.header().semantics()).isEqualTo(Automaton.SEMANTICS);
        }
    }

    @Test
    void everyFileIsReplayed() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            assertThat(files.map(each -> String.valueOf(each.getFileName())))
                    .containsExactlyInAnyOrderElementsOf(
                            logs().stream().map(Golden::file).toList());
        }
    }
}
