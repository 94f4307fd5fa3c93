package ebb.gui.model;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.gui.model.Workspace.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {
    @TempDir
    Path folder;

    @Test
    void everythingIsFoundAgain() throws IOException {
        Path file = folder.resolve("new").resolve("desk.json");
        Desk desk = new Desk(file);
        desk.opened("a.yaml");
        desk.opened("b.csv");
        desk.opened("a.yaml");
        desk.look("dark", true);
        Workspace workspace = Example.WEBHOOK
                .workspace()
                .with(new Choice(
                        "mine.yaml", "kind: \"ScalingPolicy\"\n# a comment: yes\n", Map.of("keep_alive", 0.25)))
                .pin(new Choice("keep-alive", "", Map.of()))
                .under("wait_p95 <= 20s");
        desk.save(workspace);
        Desk again = new Desk(file);
        assertThat(again.workspace()).isEqualTo(workspace);
        assertThat(again.recent()).containsExactly("a.yaml", "b.csv");
        assertThat(again.look("dark", "false")).isEqualTo("true");
    }

    @Test
    void aSpoiltFileIsAsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("desk.json"), "{ \"scenario\": ");
        assertThat(new Desk(file).workspace()).isEqualTo(Workspace.EMPTY);
    }
}
