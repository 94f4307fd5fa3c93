package ebb.gui;

import ebb.gui.model.Desk;
import ebb.gui.model.Example;
import ebb.gui.model.Sources;
import ebb.gui.view.Look;
import ebb.gui.view.Shell;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;
import javax.imageio.ImageIO;

/** Draws each screen of the real program, on real data, without a display. */
final class Pictures {
    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;
    private static final long PATIENCE_SECONDS = 600;

    private final Shell shell;
    private final Look look;
    private final Scene scene;

    private Pictures(Stage stage) {
        look = new Look();
        shell = new Shell(stage, new Desk(null), new Sources(System.getenv("EBB_TRACES")), look);
        scene = shell.scene(WIDTH, HEIGHT);
        stage.setScene(scene);
        stage.setX(0);
        stage.setY(0);
        stage.show();
    }

    /** @throws IOException where a picture cannot be written */
    static void draw(Path folder) throws IOException {
        Files.createDirectories(folder);
        Platform.startup(() -> {});
        Pictures pictures = on(() -> new Pictures(new Stage()));
        try {
            pictures.screens(folder);
        } finally {
            on(() -> {
                pictures.shell.close();
                return true;
            });
            Platform.exit();
        }
    }

    private void screens(Path folder) throws IOException {
        both(folder, "home");
        on(() -> {
            shell.edits().open(Example.LLM.workspace());
            shell.show(Shell.Screen.EXPLORE);
            return true;
        });
        until(() -> shell.explore().dayProperty().get() != null
                && shell.explore().progressProperty().get() >= 1);
        var first = on(() -> shell.explore().dayProperty().get());
        on(() -> {
            shell.explore().pin();
            shell.explore().turn(shell.explore().knobs().getFirst(), 1_500);
            shell.edits().change("objective", shell.edits().current().under("wait_p95 <= 60s"));
            return true;
        });
        until(() -> shell.explore().dayProperty().get() != first);
        on(() -> {
            shell.explore().window().show(6 * 3600, 14 * 3600);
            shell.explore().window().point(9.7 * 3600);
            return true;
        });
        both(folder, "explore");
        on(() -> {
            shell.show(Shell.Screen.POLICY);
            return true;
        });
        until(() -> shell.draft().modelProperty().get() != null);
        String text = on(() -> shell.draft().textProperty().get());
        on(() -> {
            shell.draft().textProperty().set(text.replaceFirst("to: Zero", "to: Zreo"));
            return true;
        });
        until(() -> !shell.draft().problems().isEmpty());
        both(folder, "policy");
    }

    private void both(Path folder, String name) throws IOException {
        for (boolean dark : new boolean[] {false, true}) {
            on(() -> {
                look.darkProperty().set(dark);
                return true;
            });
            // Two pulses: styles, then what is painted with them.
            on(() -> scene.snapshot(null));
            WritableImage shot = on(() -> scene.snapshot(null));
            ImageIO.write(
                    copied(shot),
                    "png",
                    folder.resolve(name + (dark ? "-dark" : "-light") + ".png").toFile());
        }
        on(() -> {
            look.darkProperty().set(false);
            return true;
        });
    }

    private static BufferedImage copied(WritableImage shot) {
        int width = (int) shot.getWidth();
        int height = (int) shot.getHeight();
        int[] pixels = new int[width * height];
        shot.getPixelReader().getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        return image;
    }

    private static <T> T on(Callable<T> task) throws IOException {
        FutureTask<T> future = new FutureTask<>(task);
        Platform.runLater(future);
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void until(BooleanSupplier condition) throws IOException {
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        while (!on(condition::getAsBoolean)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("a screen was never ready to be drawn");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupted);
            }
        }
    }
}
