package ebb.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules hold in the house, and each is seen to be broken in the packages that break it. */
class RoomsTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("ebb");
    private static final JavaClasses BAD = new ClassFileImporter().importPackages("ebb.house.bad");

    static Stream<ArchRule> rules() {
        return Rooms.rules("ebb").stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theHouseKeepsTheRule(ArchRule rule) {
        assertThat(HOUSE.size()).isGreaterThan(100);
        assertThat(problems(rule, HOUSE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "KnowsTheCluster, ebb.house.bad.cluster.Pods",
        "KnowsALibrary, picocli.CommandLine$ParameterException",
        "OpensFiles, java.nio.file.Files",
        "StartsThreads, java.lang.Thread",
        "Stranger, ebb.house.bad.unknown is not in the table",
        "Things, is in a package named util",
        "Unmarked, is in a package without @NullMarked: ebb.house.bad.unmarked"
    })
    void aBrokenRuleIsSeen(String type, String problem) {
        assertThat(bad()).anyMatch(each -> each.contains(type) && each.contains(problem));
    }

    @Test
    void whatIsAllowedIsNotReported() {
        assertThat(bad()).noneMatch(each -> each.contains("bad.cli.Command"));
    }

    @Test
    void theTableNamesOnlyRoomsThatItHas() {
        List<String> names = Stream.of(Rooms.values()).map(Rooms::title).toList();
        for (Rooms each : Rooms.values()) {
            assertThat(names).as(each.title()).containsAll(each.neighbours());
        }
    }

    @Test
    void thePageShowsTheTableAsItIs() {
        Path page = Sources.own().root().resolve("docs/architecture.md");
        List<String> shown = Sources.text(page)
                .lines()
                .filter(each -> each.startsWith("| `"))
                .toList();
        assertThat(shown)
                .containsExactly(Stream.of(Rooms.values()).map(Rooms::row).toArray(String[]::new));
    }

    private static List<String> bad() {
        return Rooms.rules("ebb.house.bad").stream()
                .flatMap(each -> problems(each, BAD).stream())
                .toList();
    }

    private static List<String> problems(ArchRule rule, JavaClasses classes) {
        EvaluationResult result = rule.evaluate(classes);
        return result.getFailureReport().getDetails();
    }
}
