package ebb.gui.model;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.gui.model.Workspace.Choice;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EditsTest {
    private final Edits edits = new Edits();

    private void keepAlive(double seconds) {
        edits.change("keep_alive", edits.current().with(new Choice("keep-alive", "", Map.of("keep_alive", seconds))));
    }

    private double keepAlive() {
        return edits.current().choice().parameters().getOrDefault("keep_alive", 300.0);
    }

    @Test
    void aDragIsUndoneAtOnce() {
        keepAlive(10);
        keepAlive(20);
        keepAlive(30);
        edits.settle();
        keepAlive(40);
        edits.undo();
        assertThat(keepAlive()).isEqualTo(30);
        edits.undo();
        assertThat(keepAlive()).isEqualTo(300);
        assertThat(edits.undoLabelProperty().get()).isEmpty();
    }

    @Test
    void whatIsUndoneCanBeDoneAgainUntilSomethingElseIsDone() {
        keepAlive(10);
        edits.undo();
        assertThat(edits.redoLabelProperty().get()).isEqualTo("keep_alive");
        edits.redo();
        assertThat(keepAlive()).isEqualTo(10);
        edits.undo();
        keepAlive(50);
        edits.redo();
        assertThat(keepAlive()).isEqualTo(50);
    }

    @Test
    void twoHundredStepsAreKept() {
        for (int i = 1; i <= 250; i++) {
            keepAlive(i);
            edits.settle();
        }
        for (int i = 0; i < 200; i++) {
            edits.undo();
        }
        assertThat(keepAlive()).isEqualTo(50);
    }
}
