package ebb.gui.model;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.Problem;
import ebb.gui.model.PolicyDraft.Difference;
import ebb.policy.PolicyLibrary;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PolicyDraftTest {
    private final Ui ui = new Ui();
    private final PolicyDraft draft = new PolicyDraft(ui);
    private final String keepAlive =
            Objects.requireNonNull(PolicyLibrary.find("keep-alive")).text();

    @AfterEach
    void close() {
        draft.close();
    }

    private void open() throws InterruptedException {
        draft.open("keep-alive", keepAlive);
        ui.until(() -> draft.modelProperty().get() != null);
    }

    @Test
    void aBrokenLineIsFoundAndMended() throws InterruptedException {
        open();
        var good = draft.modelProperty().get();
        draft.textProperty().set(keepAlive.replace("to: Waking", "to: Wakign"));
        ui.until(() -> !draft.problems().isEmpty());
        Problem problem = draft.problems().getFirst();
        assertThat(keepAlive.lines().toList().get(problem.line() - 1)).contains("to: Waking");
        assertThat(PolicyDraft.fix(problem)).isEqualTo("Waking");
        assertThat(draft.modelProperty().get()).as("the last that was right").isSameAs(good);
        draft.mend(problem);
        ui.until(() -> draft.problems().isEmpty());
        assertThat(draft.textProperty().get()).isEqualTo(keepAlive);
    }

    @Test
    void changesToTheOneThatComesWithEbbAreShown() throws InterruptedException {
        open();
        draft.textProperty().set(keepAlive.replace("default: 5m", "default: 9m"));
        ui.until(() -> draft.differences().stream().anyMatch(each -> each.kind() == Difference.Kind.ADDED));
        assertThat(draft.differences())
                .filteredOn(each -> each.kind() != Difference.Kind.SAME)
                .extracting(Difference::line)
                .allMatch(line -> line.contains("5m") || line.contains("9m"));
    }

    @Test
    void completesTheLanguagesWordsAndThePolicysNames() throws InterruptedException {
        open();
        assertThat(draft.completions("keep")).containsExactly("keep_alive");
        assertThat(draft.completions("Wak")).containsExactly("Waking");
        assertThat(draft.completions("in_")).contains("in_flight");
        assertThat(PolicyDraft.word("  scale: max(1, in_fl")).isEqualTo("in_fl");
    }
}
