package ebb.gui.view;

import atlantafx.base.theme.Styles;
import ebb.document.Problem;
import ebb.gui.chart.AutomatonPainter;
import ebb.gui.model.PolicyDraft;
import ebb.policy.PolicyLibrary;
import ebb.policy.Standing;
import ebb.result.Text;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Font;
import jfx.incubator.scene.control.richtext.CodeArea;
import jfx.incubator.scene.control.richtext.SyntaxDecorator;
import jfx.incubator.scene.control.richtext.TextPos;
import jfx.incubator.scene.control.richtext.model.CodeTextModel;
import jfx.incubator.scene.control.richtext.model.RichParagraph;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The text of a policy and its automaton, two views of one model. */
final class PolicyView extends BorderPane {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<comment>#.*)|(?<key>[A-Za-z_][\\w.-]*(?=\\s*:))|(?<number>\\b\\d[\\w.%]*)|(?<string>\"[^\"]*\")|(?<word>\\b(?:and|or|not|true|false|unlimited|hold)\\b)");

    private final PolicyDraft draft;
    private final CodeArea editor = new CodeArea();
    private final ListView<Problem> problems = new ListView<>();
    private final Chart graph;
    private final Label state = new Label();
    private final ContextMenu completions = new ContextMenu();
    private boolean following;

    PolicyView(PolicyDraft draft, Look look, Runnable run, Runnable save) {
        this.draft = draft;
        getStyleClass().add("policy");
        graph = new Chart(look, "graph");
        setTop(bar(run, save));
        edit(look);
        problems.setId("problems");
        problems.setAccessibleText("Problems");
        problems.setItems(draft.problems());
        problems.setCellFactory(list -> new ProblemCell());
        problems.setPlaceholder(new Label("No problems."));
        problems.getSelectionModel().selectedItemProperty().subscribe(this::go);
        Label heading = new Label();
        heading.getStyleClass().add(Styles.TEXT_BOLD);
        heading.textProperty()
                .bind(javafx.beans.binding.Bindings.size(draft.problems()).asString("Problems (%d)"));
        VBox below = new VBox(6, heading, problems);
        below.getStyleClass().add("below");
        VBox.setVgrow(problems, Priority.ALWAYS);
        SplitPane left = new SplitPane(editor, below);
        left.setOrientation(Orientation.VERTICAL);
        left.setDividerPositions(0.78);
        Tab automaton = new Tab("Automaton", graph);
        Tab changes = new Tab("Changes", differences());
        TabPane tabs = new TabPane(automaton, changes);
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        SplitPane all = new SplitPane(left, tabs);
        all.setDividerPositions(0.55);
        setCenter(all);
        draft.modelProperty().subscribe(model -> showGraph());
        draft.problems().addListener((ListChangeListener<Problem>) change -> showProblems());
        draft.checkNanosProperty().subscribe(() -> showProblems());
        draft.textProperty().subscribe(this::showText);
        // Once the new style sheet is in force: the editor keeps the colours that it has found.
        look.darkProperty().subscribe(dark -> Platform.runLater(this::colour));
    }

    private HBox bar(Runnable run, Runnable save) {
        ComboBox<String> from = new ComboBox<>();
        from.setId("policy-from");
        from.setPromptText("Begin with…");
        from.setAccessibleText("Begin with a policy that comes with Ebb");
        from.getItems().addAll(PolicyLibrary.names());
        from.setOnAction(event -> {
            var found = from.getValue() == null ? null : PolicyLibrary.find(from.getValue());
            if (found != null) {
                draft.open(from.getValue(), found.text());
            }
        });
        Label name = new Label();
        name.textProperty().bind(draft.nameProperty());
        name.getStyleClass().add(Styles.TEXT_BOLD);
        Button replay = new Button("Run in Explore", new FontIcon(Feather.PLAY));
        replay.setId("run");
        replay.getStyleClass().add(Styles.ACCENT);
        replay.setTooltip(new Tooltip("Replay the day under this policy (F5)"));
        replay.setOnAction(event -> run.run());
        replay.disableProperty().bind(javafx.beans.binding.Bindings.isNotEmpty(draft.problems()));
        Button keep = new Button("Save as…", new FontIcon(Feather.SAVE));
        keep.setOnAction(event -> save.run());
        state.getStyleClass().addAll(Styles.TEXT_MUTED, Styles.TEXT_SMALL);
        Region spring = new Region();
        HBox.setHgrow(spring, Priority.ALWAYS);
        HBox bar = new HBox(10, from, name, state, spring, keep, replay);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("bar");
        return bar;
    }

    private void edit(Look look) {
        editor.setId("editor");
        editor.setAccessibleText("The policy's text");
        editor.setLineNumbersEnabled(true);
        look.paletteProperty()
                .subscribe(palette -> editor.setFont(Font.font("DejaVu Sans Mono", palette.textSize() * 1.05)));
        editor.setSyntaxDecorator(new Colours());
        editor.getModel().addListener(change -> {
            if (!following && change.isEdit()) {
                following = true;
                draft.textProperty().set(editor.getText());
                following = false;
            }
        });
        editor.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.SPACE && event.isShortcutDown()) {
                complete();
                event.consume();
            }
        });
    }

    private void showText(String text) {
        if (!following) {
            following = true;
            editor.setText(text);
            following = false;
        }
    }

    private void showGraph() {
        var model = draft.modelProperty().get();
        graph.show(
                model == null ? null : new AutomatonPainter(model, Standing.NOWHERE),
                model == null
                        ? "No automaton yet."
                        : "Automaton of " + model.name() + " with "
                                + model.regions().stream()
                                        .mapToInt(each -> each.states().size())
                                        .sum() + " states.");
    }

    private void showProblems() {
        state.setText("checked in " + Text.duration(draft.checkNanosProperty().get() / 1e9)
                + (draft.problems().isEmpty() ? "" : " · the automaton is that of the last text without problems"));
        graph.setOpacity(draft.problems().isEmpty() ? 1 : 0.45);
        colour();
    }

    /** Colours every line anew: problems or the look have changed, the text has not. */
    private void colour() {
        if (editor.getModel() instanceof CodeTextModel model && model.getDecorator() instanceof Colours colours) {
            colours.show(draft.problems());
            int lines = editor.getParagraphCount();
            model.fireChangeEvent(TextPos.ZERO, TextPos.ofLeading(lines - 1, 0), 0, Math.max(0, lines - 1), 0);
        }
    }

    /** To the next problem, or the first. */
    void nextProblem() {
        if (!draft.problems().isEmpty()) {
            int next = (problems.getSelectionModel().getSelectedIndex() + 1)
                    % draft.problems().size();
            problems.getSelectionModel().clearAndSelect(next);
            go(problems.getSelectionModel().getSelectedItem());
        }
    }

    private void go(@Nullable Problem problem) {
        if (problem != null && problem.line() <= editor.getParagraphCount()) {
            int line = problem.line() - 1;
            int column =
                    Math.min(problem.column() - 1, editor.getParagraphEnd(line).offset());
            int end = Math.min(
                    column + problem.value().length(),
                    editor.getParagraphEnd(line).offset());
            editor.select(TextPos.ofLeading(line, column), TextPos.ofLeading(line, Math.max(column, end)));
            editor.requestFocus();
        }
    }

    /** A problem stands where its part begins; what is wrong may come later in the line. */
    private static int column(Problem problem, String line) {
        int at = problem.value().isEmpty() ? -1 : line.indexOf(problem.value(), problem.column() - 1);
        return at < 0 ? problem.column() - 1 : at;
    }

    private void complete() {
        TextPos caret = editor.getCaretPosition();
        if (caret == null) {
            return;
        }
        String line = String.valueOf(editor.getPlainText(caret.index()));
        String word = PolicyDraft.word(line.substring(0, Math.min(caret.offset(), line.length())));
        completions.getItems().clear();
        for (String each : draft.completions(word).stream().limit(14).toList()) {
            MenuItem item = new MenuItem(each);
            item.setOnAction(event ->
                    editor.replaceText(TextPos.ofLeading(caret.index(), caret.offset() - word.length()), caret, each));
            completions.getItems().add(item);
        }
        if (!completions.getItems().isEmpty()) {
            completions.show(editor, Side.TOP, 60, 40);
        }
    }

    private ListView<PolicyDraft.Difference> differences() {
        ListView<PolicyDraft.Difference> list = new ListView<>(draft.differences());
        list.setAccessibleText("Changes to the policy that this one comes from");
        list.setPlaceholder(new Label("Nothing to compare with: it extends no policy that comes with Ebb."));
        list.setCellFactory(view -> new ListCell<>() {
            @Override
            protected void updateItem(PolicyDraft.@Nullable Difference item, boolean empty) {
                super.updateItem(item, empty);
                getStyleClass().removeAll("added", "removed");
                setText(null);
                if (!empty && item != null) {
                    getStyleClass().add("code");
                    switch (item.kind()) {
                        case SAME -> setText("  " + item.line());
                        case ADDED -> {
                            setText("+ " + item.line());
                            getStyleClass().add("added");
                        }
                        case REMOVED -> {
                            setText("- " + item.line());
                            getStyleClass().add("removed");
                        }
                    }
                }
            }
        });
        return list;
    }

    Chart graph() {
        return graph;
    }

    private final class ProblemCell extends ListCell<Problem> {
        @Override
        protected void updateItem(@Nullable Problem item, boolean empty) {
            super.updateItem(item, empty);
            setText(null);
            setGraphic(null);
            if (empty || item == null) {
                return;
            }
            Label place = new Label(item.line() + ":" + item.column());
            place.getStyleClass().addAll(Styles.TEXT_MUTED, "code");
            Label text =
                    new Label((item.value().isEmpty() ? "" : item.value() + " ") + item.rule() + ". " + item.wayOut());
            text.setWrapText(true);
            HBox.setHgrow(text, Priority.ALWAYS);
            text.setMaxWidth(Double.MAX_VALUE);
            FontIcon icon = new FontIcon(Feather.ALERT_CIRCLE);
            icon.getStyleClass().add("bad");
            HBox line = new HBox(8, icon, place, text);
            line.setAlignment(Pos.CENTER_LEFT);
            String fix = PolicyDraft.fix(item);
            if (!fix.isEmpty()) {
                Button mend = new Button("Fix: " + fix);
                mend.setId("fix");
                mend.getStyleClass().add(Styles.SMALL);
                mend.setOnAction(event -> draft.mend(item));
                line.getChildren().add(mend);
            }
            setGraphic(line);
        }
    }

    /** Colours of the text by what it is, and a wavy line below what is wrong. */
    private static final class Colours implements SyntaxDecorator {
        private List<Problem> problems = List.of();

        void show(List<Problem> found) {
            problems = List.copyOf(found);
        }

        @Override
        public RichParagraph createRichParagraph(CodeTextModel model, int index) {
            String text = String.valueOf(model.getPlainText(index));
            RichParagraph.Builder line = RichParagraph.builder();
            Matcher token = TOKEN.matcher(text);
            int at = 0;
            while (token.find()) {
                plain(line, text.substring(at, token.start()));
                line.addWithStyleNames(token.group(), style(token));
                at = token.end();
            }
            plain(line, text.substring(at));
            for (Problem each : problems) {
                if (each.line() == index + 1) {
                    int from = Math.min(column(each, text), Math.max(0, text.length() - 1));
                    line.addWavyUnderline(
                            from, Math.max(1, each.value().length()), javafx.scene.paint.Color.web("#d55e00"));
                }
            }
            return line.build();
        }

        private static void plain(RichParagraph.Builder line, String text) {
            if (!text.isEmpty()) {
                line.addWithStyleNames(text, "code-text");
            }
        }

        private static String style(Matcher token) {
            for (String name : List.of("comment", "key", "number", "string", "word")) {
                if (token.group(name) != null) {
                    return "code-" + name;
                }
            }
            return "code-text";
        }

        @Override
        public void handleChange(CodeTextModel model, TextPos start, TextPos end, int top, int lines, int bottom) {}
    }
}
