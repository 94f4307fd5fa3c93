package ebb.gui.view;

import ebb.gui.chart.Export;
import ebb.gui.chart.Painter;
import ebb.gui.chart.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.ImageView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/**
 * A chart on the screen: a picture that is painted anew when its data or its size change, and marks upon it that follow the mouse. It can be
 * reached by the keyboard, says in a sentence what it shows, and gives its data as a table.
 */
class Chart extends Region {
    private final Look look;
    private final ImageView picture = new ImageView();
    private final Canvas marks = new Canvas();
    private final Raster raster = new Raster();
    private @Nullable Painter painter;
    private Supplier<List<List<String>>> table = List::of;
    private boolean stale = true;
    private long paintNanos;

    Chart(Look look, String name) {
        this.look = look;
        getStyleClass().add("chart-pane");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(name);
        setId(name.replace(' ', '-'));
        setMinSize(0, 0);
        marks.setMouseTransparent(true);
        getChildren().addAll(picture, marks);
        look.paletteProperty().subscribe(palette -> repaint());
        focusedProperty().subscribe(focused -> mark());
    }

    Look look() {
        return look;
    }

    /** @param shown null for nothing */
    void show(@Nullable Painter shown, String summary) {
        painter = shown;
        setAccessibleText(summary);
        repaint();
    }

    void tabled(Supplier<List<List<String>>> rows) {
        table = rows;
    }

    List<List<String>> table() {
        return table.get();
    }

    @Nullable
    Painter painter() {
        return painter;
    }

    void repaint() {
        stale = true;
        requestLayout();
    }

    /** How long the last picture took to paint, ns. */
    long paintNanos() {
        return paintNanos;
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth();
        double height = getHeight();
        if (width < 2 || height < 2) {
            return;
        }
        if (marks.getWidth() != width || marks.getHeight() != height) {
            marks.setWidth(width);
            marks.setHeight(height);
            stale = true;
        }
        if (stale) {
            stale = false;
            long begun = System.nanoTime();
            Painter now = painter;
            picture.setVisible(now != null);
            if (now != null) {
                double scale = getScene() == null || getScene().getWindow() == null
                        ? 1
                        : getScene().getWindow().getRenderScaleX();
                picture.setImage(raster.paint(now, width, height, scale, look.palette()));
                picture.setFitWidth(width);
                picture.setFitHeight(height);
            }
            paintNanos = System.nanoTime() - begun;
            mark();
        }
    }

    /** Draws the marks anew. */
    final void mark() {
        GraphicsContext g = marks.getGraphicsContext2D();
        g.clearRect(0, 0, marks.getWidth(), marks.getHeight());
        if (isFocused()) {
            g.setStroke(color(look.palette().accent()));
            g.setLineWidth(1);
            g.strokeRect(0.5, 0.5, marks.getWidth() - 1, marks.getHeight() - 1);
        }
        if (painter != null) {
            marks(g);
        }
    }

    /** What lies upon the picture. */
    void marks(GraphicsContext g) {}

    static javafx.scene.paint.Color color(java.awt.Color color) {
        return javafx.scene.paint.Color.rgb(
                color.getRed(), color.getGreen(), color.getBlue(), color.getAlpha() / 255.0);
    }

    void copyTable() {
        ClipboardContent content = new ClipboardContent();
        content.putString(Export.csv(table()));
        Clipboard.getSystemClipboard().setContent(content);
    }

    void copyPicture() {
        ClipboardContent content = new ClipboardContent();
        content.putImage(snapshot(null, null));
        Clipboard.getSystemClipboard().setContent(content);
    }

    /** @throws IOException where it cannot be written, or where nothing is shown */
    void export(Path file) throws IOException {
        if (String.valueOf(file.getFileName()).endsWith(".csv")) {
            java.nio.file.Files.writeString(file, Export.csv(table()));
            return;
        }
        Painter now = painter;
        if (now == null) {
            throw new IOException("nothing is shown yet");
        }
        Export.write(file, now, getWidth(), getHeight(), look.palette());
    }
}
