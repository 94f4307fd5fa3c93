package ebb.gui;

import ebb.cli.Subcommand;
import ebb.document.BadInputException;
import ebb.document.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Application;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ebb gui}: the desktop. */
@Command(
        name = "gui",
        description = "Drag a policy, see cost and latency move: the desktop.",
        footer = {
            "  ebb gui                                      examples, recent files, a place to drop one",
            "  ebb gui scenarios/quickstart.yaml            open a scenario",
            "  ebb gui requests.csv policy.yaml             open a trace, and a policy with it",
            "  ebb gui --pictures docs/pictures             draw each screen without a window"
        })
public final class GuiCommand implements Subcommand {
    @Parameters(paramLabel = "FILE", description = "Traces, policies, scenarios or folders of results to open.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--pictures",
            paramLabel = "DIR",
            description = "Draw each screen, in light and dark, into this folder; needs no display.")
    private @Nullable Path pictures;

    @Override
    public Integer call() throws IOException {
        // The class path is where the modules are, on purpose: the runtime's warning of it is not for users.
        quiet.setLevel(Level.SEVERE);
        if (pictures != null) {
            System.setProperty("glass.platform", "Headless");
            System.setProperty("prism.order", "sw");
            Pictures.draw(pictures);
            return DONE;
        }
        requireDisplay();
        Application.launch(Desktop.class, files.stream().map(Path::toString).toArray(String[]::new));
        return DONE;
    }

    // Kept: a logger that nobody holds forgets its level.
    private final Logger quiet = Logger.getLogger("javafx");

    private static void requireDisplay() {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
        String display = System.getenv("DISPLAY");
        if (linux && (display == null || display.isBlank()) && System.getProperty("glass.platform") == null) {
            throw new BadInputException(new Problem(
                    "gui",
                    1,
                    1,
                    "",
                    "there is no display: DISPLAY is not set",
                    "Run it in a graphical session or with ssh -X; ebb gui --pictures DIR and ebb run need none."));
        }
    }
}
