package ebb.gui.view;

import atlantafx.base.theme.Styles;
import ebb.document.BadInputException;
import ebb.gui.model.Command;
import ebb.gui.model.Desk;
import ebb.gui.model.Edits;
import ebb.gui.model.Example;
import ebb.gui.model.Explore;
import ebb.gui.model.PolicyDraft;
import ebb.gui.model.Sources;
import ebb.gui.model.Workspace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.application.Platform;
import javafx.collections.FXCollections;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The window: a rail of screens, one screen, a line below that says what goes on; palette, keys, files and undo for all of them. */
public final class Shell implements AutoCloseable {
    private final Stage stage;
    private final Desk desk;
    private final Edits edits = new Edits();
    private final Sources sources;
    private final Look look;
    private final Explore explore;
    private final PolicyDraft draft;
    private final HomeView home;
    private final ExploreView exploreView;
    private final PolicyView policyView;
    private final BorderPane frame = new BorderPane();
    private final StackPane screens = new StackPane();
    private final StackPane root = new StackPane(frame);
    private final VBox rail = new VBox(4);
    private final ToggleGroup places = new ToggleGroup();
    private final Label note = new Label();
    private final List<Command> commands = new ArrayList<>();
    private final Subscription saving;
    private @Nullable Node overlay;

    /** The screens, in the order of the rail. Compare and Live will stand between and after them. */
    public enum Screen {
        HOME("Home", Feather.HOME),
        EXPLORE("Explore", Feather.TRENDING_DOWN),
        POLICY("Policy", Feather.GIT_BRANCH);

        private final String title;
        private final Feather icon;

        Screen(String title, Feather icon) {
            this.title = title;
            this.icon = icon;
        }
    }

    public Shell(Stage stage, Desk desk, Sources sources, Look look) {
        this.stage = stage;
        this.desk = desk;
        this.sources = sources;
        this.look = look;
        explore = new Explore(edits, sources, Platform::runLater);
        draft = new PolicyDraft(Platform::runLater);
        home = new HomeView(desk, this::chooseFile, this::open, this::openAgain);
        exploreView = new ExploreView(explore, edits, sources, look);
        policyView = new PolicyView(draft, look, this::runDraft, this::saveDraft);
        screens.getChildren().addAll(home, exploreView, policyView);
        commands();
        frame.setLeft(rail());
        frame.setCenter(screens);
        frame.setBottom(below());
        root.setOnDragOver(this::dragOver);
        root.setOnDragDropped(this::dropped);
        edits.currentProperty().subscribe(now -> title(now));
        saving = Subscription.combine(edits.currentProperty().subscribe(now -> save()));
        show(Screen.HOME);
    }

    /** @return the scene, to be put on the stage */
    public Scene scene(double width, double height) {
        Scene scene = new Scene(root, width, height);
        look.dress(scene);
        scene.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        return scene;
    }

    public Explore explore() {
        return explore;
    }

    public PolicyDraft draft() {
        return draft;
    }

    public Edits edits() {
        return edits;
    }

    /** Every command, as the palette lists them. */
    public List<Command> commandList() {
        return List.copyOf(commands);
    }

    // The frame.

    private Node rail() {
        rail.getStyleClass().add("rail");
        rail.setAlignment(Pos.TOP_CENTER);
        for (Screen each : Screen.values()) {
            ToggleButton button = new ToggleButton(null, new FontIcon(each.icon));
            button.setId("screen-" + each.name());
            button.setToggleGroup(places);
            button.setUserData(each);
            button.setAccessibleText(each.title);
            button.setTooltip(new Tooltip(each.title + " (Ctrl+" + (each.ordinal() + 1) + ")"));
            button.getStyleClass().addAll("rail-button", Styles.FLAT);
            button.setOnAction(event -> show(each));
            rail.getChildren().add(button);
        }
        Region spring = new Region();
        VBox.setVgrow(spring, Priority.ALWAYS);
        rail.getChildren()
                .addAll(
                        spring,
                        small(Feather.MOON, "Light or dark", this::switchLook),
                        small(Feather.COMMAND, "Commands (Ctrl+K)", this::palette));
        return rail;
    }

    private static Node small(Feather icon, String name, Runnable action) {
        javafx.scene.control.Button button = new javafx.scene.control.Button(null, new FontIcon(icon));
        button.getStyleClass().addAll("rail-button", Styles.FLAT);
        button.setAccessibleText(name);
        button.setTooltip(new Tooltip(name));
        button.setOnAction(event -> action.run());
        return button;
    }

    private Node below() {
        note.getStyleClass().addAll(Styles.TEXT_MUTED, Styles.TEXT_SMALL);
        note.setId("note");
        Region spring = new Region();
        HBox.setHgrow(spring, Priority.ALWAYS);
        HBox bar = new HBox(12, exploreView.statusBar(), spring, note);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("status-bar");
        return bar;
    }

    public void show(Screen screen) {
        home.setVisible(screen == Screen.HOME);
        exploreView.setVisible(screen == Screen.EXPLORE);
        policyView.setVisible(screen == Screen.POLICY);
        places.getToggles().forEach(each -> each.setSelected(each.getUserData() == screen));
        if (screen == Screen.POLICY && draft.textProperty().get().isEmpty()) {
            editPolicy();
        }
    }

    private boolean shown(Screen screen) {
        return places.getSelectedToggle() != null && places.getSelectedToggle().getUserData() == screen;
    }

    private void title(Workspace now) {
        String name = now.scenario().isEmpty() ? now.trace() : now.scenario();
        stage.setTitle((name.isEmpty()
                        ? ""
                        : name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1) + " – ")
                + "Ebb");
    }

    private void save() {
        try {
            desk.save(edits.current());
        } catch (IOException unwritable) {
            say("The workspace cannot be kept: " + unwritable.getMessage());
        }
    }

    private void say(String sentence) {
        note.setText(sentence);
    }

    // Files.

    private void chooseFile() {
        File chosen = new FileChooser().showOpenDialog(stage);
        if (chosen != null) {
            open(chosen.toPath());
        }
    }

    private void open(Example example) {
        edits.settle();
        edits.change("open " + example.title(), example.workspace());
        edits.settle();
        desk.opened("example:" + example.name());
        save();
        show(Screen.EXPLORE);
    }

    private void openAgain(String name) {
        for (Example each : Example.values()) {
            if (name.equals("example:" + each.name())) {
                open(each);
                return;
            }
        }
        open(Path.of(name));
    }

    /** Opens a trace, a policy, a scenario or a result; what cannot be read is said on the first screen. */
    public void open(Path file) {
        try {
            Workspace opened = sources.opened(file, edits.current());
            edits.settle();
            edits.change("open " + file.getFileName(), opened);
            edits.settle();
            desk.opened(file.toString());
            save();
            home.complain(List.of());
            boolean policyOnly = opened.scenario().isEmpty() && opened.trace().isEmpty();
            if (policyOnly) {
                editPolicy();
            }
            show(policyOnly ? Screen.POLICY : Screen.EXPLORE);
        } catch (BadInputException bad) {
            home.complain(bad.problems());
            show(Screen.HOME);
        }
    }

    private void dragOver(DragEvent event) {
        if (event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY);
        }
        event.consume();
    }

    private void dropped(DragEvent event) {
        List<File> files = event.getDragboard().getFiles();
        event.setDropCompleted(!files.isEmpty());
        event.consume();
        if (!files.isEmpty()) {
            open(files.getFirst().toPath());
        }
    }

    private void runDraft() {
        if (draft.problems().isEmpty()) {
            explore.choose(draft.choice());
            if (edits.current().scenario().isEmpty() && edits.current().trace().isEmpty()) {
                Workspace now = Example.LLM.workspace().with(draft.choice());
                edits.change("open " + Example.LLM.title(), now);
            }
            show(Screen.EXPLORE);
        }
    }

    private void saveDraft() {
        FileChooser chooser = new FileChooser();
        chooser.setInitialFileName("policy.yaml");
        File chosen = chooser.showSaveDialog(stage);
        if (chosen != null) {
            try {
                draft.save(chosen.toPath());
                say("Saved " + chosen + ".");
            } catch (IOException unwritable) {
                say(chosen + " cannot be written: " + unwritable.getMessage());
            }
        }
    }

    /** Takes the policy of Explore to the Policy screen. */
    private void editPolicy() {
        Workspace.Choice choice = edits.current().choice();
        String text = sources.text(choice);
        if (text == null) {
            say(choice.policy() + " is written in Java: here is keep-alive instead.");
            text = sources.text(Workspace.EMPTY.choice());
            choice = Workspace.EMPTY.choice();
        }
        draft.open(choice.policy(), text == null ? "" : text);
        show(Screen.POLICY);
    }

    // Charts.

    private Chart chart() {
        Node focused = root.getScene() == null ? null : root.getScene().getFocusOwner();
        return focused instanceof Chart chart
                ? chart
                : shown(Screen.POLICY) ? policyView.graph() : exploreView.frontier();
    }

    private void exportChart() {
        FileChooser chooser = new FileChooser();
        chooser.setInitialFileName(chart().getId() + ".svg");
        chooser.getExtensionFilters()
                .addAll(new FileChooser.ExtensionFilter("Picture or table", "*.svg", "*.pdf", "*.png", "*.csv"));
        File chosen = chooser.showSaveDialog(stage);
        if (chosen != null) {
            exportChart(chart(), chosen.toPath());
        }
    }

    private void exportChart(Chart chart, Path file) {
        try {
            chart.export(file);
            say("Wrote " + file + ".");
        } catch (IOException unwritable) {
            say(file + " cannot be written: " + unwritable.getMessage());
        }
    }

    /**
     * Writes a chart of Explore: the ending says how.
     *
     * @param timelines else cost against latency
     */
    public void export(boolean timelines, Path file) {
        exportChart(timelines ? exploreView.timelines() : exploreView.frontier(), file);
    }

    private void exportReport() {
        if (explore.dayProperty().get() == null) {
            say("Nothing is open yet.");
            return;
        }
        FileChooser chooser = new FileChooser();
        chooser.setInitialFileName("ebb-result");
        File chosen = chooser.showSaveDialog(stage);
        if (chosen != null) {
            try {
                say("Wrote " + explore.export(chosen.toPath()) + ".");
            } catch (IOException unwritable) {
                say(String.valueOf(unwritable.getMessage()));
            }
        }
    }

    private void table() {
        List<List<String>> rows = chart().table();
        if (rows.isEmpty()) {
            return;
        }
        TableView<List<String>> table =
                new TableView<>(FXCollections.observableArrayList(rows.subList(1, rows.size())));
        table.setAccessibleText("The chart as a table");
        for (int i = 0; i < rows.getFirst().size(); i++) {
            int column = i;
            TableColumn<List<String>, String> made =
                    new TableColumn<>(rows.getFirst().get(i));
            made.setCellValueFactory(row -> new javafx.beans.property.SimpleStringProperty(
                    row.getValue().get(column)));
            table.getColumns().add(made);
        }
        Label title = new Label(chart().getAccessibleText());
        title.getStyleClass().add(Styles.TEXT_BOLD);
        title.setWrapText(true);
        VBox box = new VBox(10, title, table);
        VBox.setVgrow(table, Priority.ALWAYS);
        box.setMaxSize(900, 560);
        over(box);
        table.requestFocus();
    }

    // Commands.

    private void commands() {
        add("Open a trace, policy, scenario or result", "Shortcut+O", this::chooseFile);
        for (Example each : Example.values()) {
            add("Open example: " + each.title(), "", () -> open(each));
        }
        for (Screen each : Screen.values()) {
            add("Go to " + each.title, "Shortcut+" + (each.ordinal() + 1), () -> show(each));
        }
        add("Undo", "Shortcut+Z", edits::undo);
        add("Redo", "Shortcut+Shift+Z", edits::redo);
        add("Redo (as elsewhere)", "Shortcut+Y", edits::redo);
        add("Edit the policy", "Shortcut+E", this::editPolicy);
        add("Run the edited policy in Explore", "F5", this::runDraft);
        add("Next problem", "F8", policyView::nextProblem);
        add("Save the policy as", "Shortcut+S", this::saveDraft);
        add("Pin as A, or unpin", "Shortcut+D", explore::pin);
        add("Go back to A", "Shortcut+B", explore::adoptPinned);
        add("Every parameter at its default", "Shortcut+R", explore::reset);
        add("Stop the sweep", "", explore::cancel);
        add("Show the whole day", "Shortcut+0", explore.window()::all);
        add("Show the chart as a table", "F7", this::table);
        add("Copy the chart's data as CSV", "Shortcut+C", () -> chart().copyTable());
        add("Copy the chart as a picture", "Shortcut+Shift+C", () -> chart().copyPicture());
        add("Export the chart: SVG, PDF, PNG or CSV", "Shortcut+P", this::exportChart);
        add("Export the result with its HTML report", "Shortcut+Shift+S", this::exportReport);
        add("Light or dark", "Shortcut+L", this::switchLook);
        add("Larger text", "Shortcut+EQUALS", () -> scale(1.1));
        add("Smaller text", "Shortcut+MINUS", () -> scale(1 / 1.1));
        add("All commands", "Shortcut+K", this::palette);
        add("All commands (as elsewhere)", "Shortcut+Shift+P", this::palette);
        add("Keys", "F1", this::keys);
        add("Quit", "Shortcut+Q", stage::close);
    }

    private void add(String title, String key, Runnable action) {
        commands.add(new Command(title, key, action));
    }

    private void switchLook() {
        look.darkProperty().set(!look.darkProperty().get());
        desk.look("dark", look.darkProperty().get());
        save();
    }

    private void scale(double by) {
        look.scaleProperty().set(Math.clamp(look.scaleProperty().get() * by, 0.7, 2));
        desk.look("scale", look.scaleProperty().get());
        save();
    }

    private void key(KeyEvent event) {
        boolean typing = event.getTarget() instanceof TextField
                || (shown(Screen.POLICY) && overlay == null && !(event.getTarget() instanceof Chart));
        if (event.getCode() == KeyCode.ESCAPE) {
            if (overlay != null) {
                close(overlay);
            } else if (explore.progressProperty().get() < 1) {
                explore.cancel();
            }
            return;
        }
        for (Command each : commands) {
            if (!each.key().isEmpty() && KeyCombination.valueOf(each.key()).match(event)) {
                // A text field's own undo and copy go before the window's.
                if (typing
                        && List.of("Shortcut+Z", "Shortcut+Shift+Z", "Shortcut+Y", "Shortcut+C")
                                .contains(each.key())) {
                    return;
                }
                event.consume();
                each.action().run();
                return;
            }
        }
    }

    private void palette() {
        TextField query = new TextField();
        query.setId("query");
        query.setPromptText("What shall be done?");
        ListView<Command> found = new ListView<>(FXCollections.observableArrayList(commands));
        found.setId("found");
        found.setCellFactory(list -> new CommandCell());
        query.textProperty().subscribe(text -> {
            found.getItems().setAll(Command.found(commands, text));
            found.getSelectionModel().selectFirst();
        });
        VBox box = new VBox(8, query, found);
        box.setMaxSize(560, 440);
        over(box);
        Runnable run = () -> {
            Command chosen = found.getSelectionModel().getSelectedItem();
            close(box);
            if (chosen != null) {
                chosen.action().run();
            }
        };
        query.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.UP) {
                int towards = event.getCode() == KeyCode.DOWN ? 1 : -1;
                found.getSelectionModel()
                        .select(Math.clamp(
                                found.getSelectionModel().getSelectedIndex() + towards,
                                0,
                                Math.max(0, found.getItems().size() - 1)));
                found.scrollTo(found.getSelectionModel().getSelectedIndex());
                event.consume();
            }
        });
        query.setOnAction(event -> run.run());
        found.setOnMouseClicked(event -> run.run());
        query.requestFocus();
    }

    private void keys() {
        VBox lines = new VBox(5);
        Label title = new Label("Keys");
        title.getStyleClass().add(Styles.TITLE_3);
        lines.getChildren().add(title);
        commands.stream()
                .filter(each -> !each.key().isEmpty())
                .forEach(each -> lines.getChildren().add(line(each.title(), each.keyText())));
        lines.getChildren()
                .addAll(
                        line("Timelines: nearer, farther, earlier, later", "W S A D, wheel"),
                        line("Timelines: cursor", "← →"),
                        line("Timelines: cold start before, after", "[ ]"),
                        line("Frontier: cheaper, faster", "← →"));
        lines.setMaxSize(560, 680);
        over(lines);
    }

    private static HBox line(String left, String right) {
        Label title = new Label(left);
        Region spring = new Region();
        HBox.setHgrow(spring, Priority.ALWAYS);
        Label key = new Label(right);
        key.getStyleClass().addAll(Styles.TEXT_MUTED, "code");
        HBox line = new HBox(12, title, spring, key);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private static final class CommandCell extends ListCell<Command> {
        @Override
        protected void updateItem(@Nullable Command item, boolean empty) {
            super.updateItem(item, empty);
            setGraphic(empty || item == null ? null : line(item.title(), item.keyText()));
        }
    }

    private void over(Region box) {
        if (overlay != null) {
            close(overlay);
        }
        box.getStyleClass().add("overlay");
        overlay = box;
        root.getChildren().add(box);
        StackPane.setAlignment(box, Pos.CENTER);
    }

    private void close(Node box) {
        root.getChildren().remove(box);
        overlay = null;
    }

    @Override
    public void close() {
        saving.unsubscribe();
        explore.close();
        draft.close();
    }
}
