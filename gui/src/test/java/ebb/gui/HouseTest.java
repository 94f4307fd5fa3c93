package ebb.gui;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** View-models know no control: they are tested without a window. */
class HouseTest {
    @Test
    void modelsKnowNoControl() {
        JavaClasses models = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("ebb.gui.model");
        assertThat(models.size()).isGreaterThan(15);
        List<String> toolkit = models.stream()
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .map(each -> each.getTargetClass().getName())
                .filter(each -> each.startsWith("javafx.")
                        && !each.startsWith("javafx.beans.")
                        && !each.startsWith("javafx.collections.")
                        && !each.startsWith("javafx.util."))
                .toList();
        assertThat(toolkit).isEmpty();
    }
}
