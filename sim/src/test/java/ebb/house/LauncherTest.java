package ebb.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a house whose Maven and Java are scripts that write down what they are asked for. */
class LauncherTest {
    private static final String JAVA = """
            #!/usr/bin/env bash
            case "$*" in *AOTCacheOutput*) exit ;; esac
            echo run >>"$NOTES/java.asked"
            printf '<%s>' "$@"
            """;
    private static final String MAVEN = """
            #!/usr/bin/env bash
            if [ "$1" = -v ]; then echo "Apache Maven ${MAVEN_SAYS:-3.9.1}"; exit; fi
            echo "$*" >>"$NOTES/maven.asked"
            mkdir "$NOTES/building" || exit 9
            until [ -z "${WAIT_FOR:-}" ] || [ -e "$WAIT_FOR" ]; do :; done
            cat "$NOTES/said" 2>/dev/null
            if [ -z "${BROKEN:-}" ]; then
              module=sim
              case $* in *'-pl live'*) module=live ;; esac
              mkdir -p $module/target/lib
              touch $module/target/$module-7.jar $module/target/lib/b.jar $module/target/lib/a.jar
              for word; do case $word in -Dmdep.outputFile=*) echo rival.jar >"${word#*=}" ;; esac; done
            fi
            rmdir "$NOTES/building"
            [ -z "${BROKEN:-}" ]
            """;

    @TempDir
    Path folder;

    private Path house;
    private Path source;

    @BeforeEach
    void build() throws IOException {
        house = Files.createDirectories(folder.resolve("a house, with spaces"));
        source = Files.createDirectories(house.resolve("sim/src/main/java")).resolve("A.java");
        Files.writeString(source, "class A {}");
        Files.createDirectories(house.resolve(".mvn"));
        Files.createFile(house.resolve("pom.xml"));
        Files.createFile(house.resolve("sim/pom.xml"));
        Files.copy(Sources.own().root().resolve("ebb"), house.resolve("ebb"));
        script("jdk/bin/java", JAVA);
        script("jdk/bin/javac", JAVA);
        Files.writeString(folder.resolve("jdk/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.3\"\n");
        script("maven/bin/mvn", MAVEN);
    }

    private void script(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /**
     * What the launcher did.
     *
     * @param out standard output
     * @param err standard error
     */
    private record Done(int code, String out, String err) {}

    /** One start, which has not ended yet. */
    private final class Start {
        private final Path out;
        private final Path err;
        private final Process process;

        Start(Path launcher, List<String> environment, String... args) throws IOException {
            out = Files.createTempFile(folder, "out", "");
            err = Files.createTempFile(folder, "err", "");
            List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
            command.addAll(List.of(args));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
            builder.environment().put("MAVEN_HOME", folder.resolve("maven").toString());
            builder.environment().put("NOTES", folder.toString());
            for (String each : environment) {
                builder.environment().put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
            }
            process = builder.start();
        }

        Done done() throws IOException, InterruptedException {
            int code = process.waitFor();
            return new Done(code, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err));
        }
    }

    private Done ebb(List<String> environment, String... args) throws IOException, InterruptedException {
        return new Start(house.resolve("ebb"), environment, args).done();
    }

    private Done ebb(String... args) throws IOException, InterruptedException {
        return ebb(List.of(), args);
    }

    private List<String> builds() throws IOException {
        Path asked = folder.resolve("maven.asked");
        return Files.exists(asked) ? Files.readAllLines(asked) : List.of();
    }

    @Test
    void runsTheMainClassWithItsArgumentsAsTheyAre() throws Exception {
        Done done = ebb("run", "a b", "*", "");
        assertThat(done.code()).isZero();
        assertThat(done.out()).endsWith("<ebb.cli.Main><run><a b><*><>");
        String target = house.resolve("sim/target").toRealPath().toString();
        assertThat(done.out())
                .contains("<-cp><" + target + "/sim-7.jar:" + target + "/lib/a.jar:" + target + "/lib/b.jar>");
        assertThat(done.out()).as("no terminal here").doesNotContain("ebb.terminal");
        assertThat(done.err()).contains("building (once");
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), house.resolve("ebb"));
        assertThat(new Start(link, List.of(), "policies").done().out()).endsWith("<ebb.cli.Main><policies>");
    }

    @Test
    void buildsOnceAndAgainWhenASourceIsNewerOrGone() throws Exception {
        ebb();
        assertThat(ebb().err()).isEmpty();
        assertThat(builds()).hasSize(1);
        later(source);
        assertThat(ebb().err()).contains("building");
        assertThat(builds()).hasSize(2);
        Files.delete(source);
        later(house.resolve("sim/src/main/java"));
        ebb();
        assertThat(builds()).as("a folder says that a file is gone").hasSize(3);
    }

    @Test
    void aModuleIsBuiltAtItsFirstCallAfterTheOneItStandsOn() throws Exception {
        Path live = Files.createDirectories(house.resolve("live/src/main/java")).resolve("B.java");
        Files.writeString(live, "class B {}");
        Files.createFile(house.resolve("live/pom.xml"));
        Done done = ebb("live", "demo");
        String target = house.resolve("live/target").toRealPath().toString();
        assertThat(done.out())
                .contains("<-cp><" + target + "/live-7.jar:" + target + "/lib/a.jar:" + target + "/lib/b.jar>")
                .endsWith("<ebb.cli.Main><live><demo>");
        assertThat(builds()).hasSize(2);
        assertThat(builds().getFirst()).contains("-pl sim");
        assertThat(builds().getLast()).contains("-pl live");
        later(live);
        assertThat(ebb("policies").err()).as("not what this command needs").isEmpty();
        assertThat(ebb("live", "demo").err()).contains("building live");
        assertThat(builds()).hasSize(3);
    }

    private void later(Path file) throws IOException {
        FileTime built = Files.getLastModifiedTime(house.resolve("sim/target/launcher.built"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(built.toMillis() + 1_000));
    }

    @Test
    void firstStartsAtOnceBuildOnce() throws Exception {
        Path gate = folder.resolve("gate");
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(new Start(house.resolve("ebb"), List.of("WAIT_FOR=" + gate), "policies"));
        }
        Files.createFile(gate);
        for (Start each : starts) {
            Done done = each.done();
            assertThat(done.code()).as(done.err()).isZero();
            assertThat(done.out()).endsWith("<policies>");
        }
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aFailedBuildShowsWhyAndIsTriedAgain() throws Exception {
        Files.writeString(
                folder.resolve("said"), "[INFO] fine\n[ERROR] A.java:[3,1] ';' expected\n[ERROR] -> [Help 1]\n");
        Done done = ebb(List.of("BROKEN=1"), "policies");
        assertThat(done.code()).isEqualTo(3);
        assertThat(done.out()).isEmpty();
        assertThat(done.err()).contains("';' expected", "the build failed").doesNotContain("fine", "Help 1");
        assertThat(ebb("policies").code()).isZero();
        assertThat(builds()).hasSize(2);
    }

    @Test
    void anOldMavenIsNamed() throws Exception {
        String path = "PATH=" + folder.resolve("maven/bin") + ":" + System.getenv("PATH");
        for (String old : List.of("3.8.6", "3.6.3", "2.9.9")) {
            Done done = ebb(List.of("MAVEN_SAYS=" + old, path), "policies");
            assertThat(done.code()).isEqualTo(2);
            assertThat(done.err())
                    .containsOnlyOnce("\n")
                    .contains("needs Maven 3.8.7 or newer, and " + old + " was found");
        }
        for (String fine : List.of("3.8.7", "3.10.0", "4.0.0-rc-3")) {
            Files.deleteIfExists(house.resolve("sim/target/launcher.built"));
            assertThat(ebb(List.of("MAVEN_SAYS=" + fine), "policies").code()).isZero();
        }
    }

    @Test
    void anOldJavaHomeIsPassedOver() throws Exception {
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.9\"\n");
        ebb("policies");
        assertThat(folder.resolve("java.asked")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidSo() throws Exception {
        Files.createFile(house.resolve("sim/target"));
        Done done = ebb("policies");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).containsOnlyOnce("\n").contains("cannot be written to");
    }

    @Test
    void verifyShowsTestsAndCountsWhatWasLeftOut() throws Exception {
        Files.writeString(folder.resolve("said"), """
                [INFO] --- surefire:3:test (default-test) @ sim ---
                [INFO] Running ebb.ATest
                replay: not run for 2 of 3 real traces, because they are not there
                [INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in ebb.ATest
                [INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0
                [INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 0
                [INFO] BUILD SUCCESS
                """);
        Done done = ebb("verify");
        assertThat(done.code()).isZero();
        assertThat(done.out())
                .contains("[INFO] Tests run: 7, Failures: 0, Errors: 0, Skipped: 0\n", "in ebb.ATest")
                .contains("Left out: 1, each for the reason given:\nreplay: not run for 2 of 3 real traces, because")
                .contains("Verified: 12 tests;")
                .doesNotContain("Running");
        assertThat(builds()).allMatch(each -> each.endsWith("verify"));
    }

    @Test
    void verifyFailsWhenATestDoes() throws Exception {
        Files.writeString(folder.resolve("said"), "[ERROR] Tests run: 7, Failures: 1, Errors: 0, Skipped: 0\n");
        Done done = ebb(List.of("BROKEN=1"), "verify");
        assertThat(done.code()).isEqualTo(1);
        assertThat(done.out()).contains("[ERROR] Tests run: 7, Failures: 1", "Left out: nothing.", "Not verified");
    }

    @Test
    void helpOfTheLaunchersOwnCommandsComesFromEbb() throws Exception {
        assertThat(ebb("verify", "--help").out()).endsWith("<ebb.cli.Main><verify><--help>");
        assertThat(ebb("bench", "--help").out()).endsWith("<ebb.cli.Main><bench><--help>");
        assertThat(ebb("verify", "--setup", "more").code()).isEqualTo(2);
    }

    @Test
    void benchRunsOnTheClassesOfTheTests() throws Exception {
        Done done = ebb("bench", "hold", "mm1");
        String target = house.resolve("sim/target").toRealPath().toString();
        assertThat(done.out())
                .isEqualTo("<--sun-misc-unsafe-memory-access=allow><-cp><" + target + "/test-classes:" + target
                        + "/classes:rival.jar>" + "<ebb.bench.Bench><hold><mm1>");
        ebb("bench");
        assertThat(builds()).hasSize(1);
    }
}
