package ebb.gui.view;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import ebb.gui.chart.Palette;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.scene.Scene;

/** Light or dark, as the system has it until the user says otherwise, and the size of text. */
public final class Look {
    private static final double TEXT = 12;

    private final BooleanProperty dark = new SimpleBooleanProperty();
    private final DoubleProperty scale = new SimpleDoubleProperty(1);
    private final ReadOnlyObjectWrapper<Palette> palette = new ReadOnlyObjectWrapper<>(Palette.light(TEXT));

    public Look() {
        dark.subscribe(this::show);
        scale.subscribe(this::show);
    }

    public void followSystem() {
        dark.set(Platform.getPreferences().getColorScheme() == ColorScheme.DARK);
        Platform.getPreferences().colorSchemeProperty().subscribe(scheme -> dark.set(scheme == ColorScheme.DARK));
    }

    public BooleanProperty darkProperty() {
        return dark;
    }

    /** Of all text; 1 is 12 points. */
    public DoubleProperty scaleProperty() {
        return scale;
    }

    public ReadOnlyObjectProperty<Palette> paletteProperty() {
        return palette.getReadOnlyProperty();
    }

    public Palette palette() {
        return palette.get();
    }

    private void show() {
        double size = TEXT * scale.get();
        palette.set(dark.get() ? Palette.dark(size) : Palette.light(size));
        Application.setUserAgentStylesheet(sheet());
    }

    private String sheet() {
        return dark.get() ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet();
    }

    public void dress(Scene scene) {
        // The application's own sheet is for popups; set before the first window it may be lost to the standard one.
        dark.subscribe(now -> scene.setUserAgentStylesheet(sheet()));
        scene.getStylesheets()
                .add(Objects.requireNonNull(Look.class.getResource("/ebb/gui/app.css"))
                        .toExternalForm());
        scale.subscribe(size -> scene.getRoot().setStyle("-fx-font-size: " + TEXT * size.doubleValue() + "px;"));
    }
}
