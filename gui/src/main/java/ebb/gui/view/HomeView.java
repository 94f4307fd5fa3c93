package ebb.gui.view;

import atlantafx.base.theme.Styles;
import ebb.document.Problem;
import ebb.gui.model.Desk;
import ebb.gui.model.Example;
import java.util.List;
import java.util.function.Consumer;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Where one begins: a place to drop files, what was open before, three examples. */
final class HomeView extends VBox {
    private final VBox recent = new VBox(4);
    private final VBox problems = new VBox(6);

    HomeView(Desk desk, Runnable open, Consumer<Example> example, Consumer<String> again) {
        getStyleClass().add("home");
        setSpacing(22);
        setAlignment(Pos.TOP_CENTER);
        Label title = new Label("Rehearse scale-to-zero on your own traffic");
        title.getStyleClass().addAll(Styles.TITLE_1);
        Label claim =
                new Label("Drag a policy, see cost and latency move, and how far from the best possible you are.");
        claim.getStyleClass().add(Styles.TEXT_MUTED);
        HBox columns = new HBox(24, column("Try now", examples(example)), column("Recent", recent));
        columns.setAlignment(Pos.TOP_CENTER);
        columns.setMaxWidth(980);
        getChildren().addAll(title, claim, dropZone(open), problems, columns);
        desk.recent().addListener((ListChangeListener<String>) change -> show(desk.recent(), again));
        show(desk.recent(), again);
        problems.setMaxWidth(980);
    }

    private static VBox dropZone(Runnable open) {
        FontIcon icon = new FontIcon(Feather.DOWNLOAD);
        icon.getStyleClass().add("drop-icon");
        Label text = new Label("Drop a trace, a policy, a scenario or a result anywhere");
        text.getStyleClass().add(Styles.TITLE_4);
        Label kinds = new Label(
                "CSV, JSON lines, access logs, Prometheus ranges, Azure, Mooncake, ServeGen, .gz of them  ·  scenario and policy YAML  ·  result folders");
        kinds.setWrapText(true);
        kinds.getStyleClass().addAll(Styles.TEXT_MUTED, Styles.TEXT_SMALL);
        Button button = new Button("Open…", new FontIcon(Feather.FOLDER));
        button.setId("open");
        button.getStyleClass().add(Styles.ACCENT);
        button.setOnAction(event -> open.run());
        VBox zone = new VBox(10, icon, text, kinds, button);
        zone.getStyleClass().add("drop-zone");
        zone.setAlignment(Pos.CENTER);
        zone.setMaxWidth(980);
        return zone;
    }

    private static VBox examples(Consumer<Example> chosen) {
        VBox all = new VBox(10);
        for (Example each : Example.values()) {
            Label title = new Label(each.title());
            title.getStyleClass().add(Styles.TEXT_BOLD);
            Label text = new Label(each.text());
            text.setWrapText(true);
            text.getStyleClass().addAll(Styles.TEXT_MUTED, Styles.TEXT_SMALL);
            text.setMaxWidth(380);
            text.setPrefWidth(380);
            text.setMinHeight(32);
            text.setPrefHeight(32);
            text.setAlignment(Pos.TOP_LEFT);
            VBox words = new VBox(2, title, text);
            HBox.setHgrow(words, Priority.ALWAYS);
            FontIcon icon = new FontIcon(
                    switch (each) {
                        case LLM -> Feather.CPU;
                        case WEBHOOK -> Feather.ZAP;
                        case FUNCTIONS -> Feather.GRID;
                    });
            HBox content = new HBox(14, icon, words, new FontIcon(Feather.CHEVRON_RIGHT));
            content.setAlignment(Pos.CENTER_LEFT);
            Button card = new Button(null, content);
            card.setId("example-" + each.name());
            card.setAccessibleText("Example: " + each.title() + ". " + each.text());
            card.getStyleClass().add("card-button");
            card.setMaxWidth(Double.MAX_VALUE);
            card.setOnAction(event -> chosen.accept(each));
            all.getChildren().add(card);
        }
        return all;
    }

    private static VBox column(String title, VBox content) {
        Label heading = new Label(title);
        heading.getStyleClass().add(Styles.TITLE_4);
        VBox column = new VBox(10, heading, content);
        column.setPrefWidth(478);
        HBox.setHgrow(column, Priority.ALWAYS);
        return column;
    }

    private void show(List<String> files, Consumer<String> again) {
        recent.getChildren().clear();
        if (files.isEmpty()) {
            Label none = new Label("What you open is found here again.");
            none.getStyleClass().add(Styles.TEXT_MUTED);
            recent.getChildren().add(none);
        }
        for (String each : files) {
            Button button = new Button(each.substring(each.lastIndexOf('/') + 1), new FontIcon(Feather.FILE_TEXT));
            button.setAccessibleText("Open again: " + each);
            button.setTooltip(new javafx.scene.control.Tooltip(each));
            button.getStyleClass().add(Styles.FLAT);
            button.setMaxWidth(Double.MAX_VALUE);
            button.setAlignment(Pos.CENTER_LEFT);
            button.setOnAction(event -> again.accept(each));
            recent.getChildren().add(button);
        }
    }

    /** Says what could not be opened. */
    void complain(List<Problem> found) {
        problems.getChildren()
                .setAll(found.stream().limit(6).map(HomeView::problem).toList());
    }

    static Label problem(Problem each) {
        Label line = new Label(each.toString(), new FontIcon(Feather.ALERT_CIRCLE));
        line.setWrapText(true);
        line.getStyleClass().addAll("problem", Styles.DANGER);
        line.setMaxWidth(Double.MAX_VALUE);
        return line;
    }
}
