package ebb.gui;

import ebb.gui.model.Desk;
import ebb.gui.model.Sources;
import ebb.gui.view.Look;
import ebb.gui.view.Shell;
import java.nio.file.Path;
import java.util.List;
import javafx.application.Application;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The desktop as an application: one window. */
public final class Desktop extends Application {
    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;

    private @Nullable Shell shell;

    @Override
    public void start(Stage stage) {
        Desk desk = new Desk(Desk.usual());
        Look look = new Look();
        look.followSystem();
        look.scaleProperty().set(Double.parseDouble(desk.look("scale", "1")));
        if (!desk.look("dark", "").isEmpty()) {
            look.darkProperty().set(Boolean.parseBoolean(desk.look("dark", "")));
        }
        Shell made = new Shell(stage, desk, new Sources(System.getenv("EBB_TRACES")), look);
        shell = made;
        stage.setScene(made.scene(WIDTH, HEIGHT));
        stage.show();
        List<String> files = getParameters().getUnnamed();
        if (files.isEmpty()) {
            if (!desk.workspace().scenario().isEmpty()
                    || !desk.workspace().trace().isEmpty()) {
                made.edits().open(desk.workspace());
                made.show(Shell.Screen.EXPLORE);
            }
        } else {
            files.forEach(each -> made.open(Path.of(each)));
        }
    }

    @Override
    public void stop() {
        if (shell != null) {
            shell.close();
        }
    }
}
