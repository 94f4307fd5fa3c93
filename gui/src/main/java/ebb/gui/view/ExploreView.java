package ebb.gui.view;

import atlantafx.base.theme.Styles;
import ebb.gui.chart.AutomatonPainter;
import ebb.gui.model.Day;
import ebb.gui.model.Edits;
import ebb.gui.model.Explore;
import ebb.gui.model.Knob;
import ebb.gui.model.Sources;
import ebb.gui.model.Workspace;
import ebb.gui.model.Workspace.Choice;
import ebb.policy.Policies;
import ebb.policy.PolicyModel;
import ebb.policy.Standing;
import ebb.result.LeastCost;
import ebb.result.Metric;
import ebb.result.Text;
import ebb.scenario.Rehearsal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javafx.collections.ListChangeListener;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Pick traffic and a policy; drag it; see cost, latency and the whole day follow. */
final class ExploreView extends BorderPane {
    private static final List<Metric> LATENCIES = List.of(
            Metric.WAIT_P50,
            Metric.WAIT_P95,
            Metric.WAIT_P99,
            Metric.WAIT_P999,
            Metric.LATENCY_P95,
            Metric.LATENCY_P99);

    private final Explore explore;
    private final Edits edits;
    private final Look look;
    private final FrontierView frontier;
    private final TimelineView timelines;
    private final Chart automaton;
    private final Label decision = new Label();
    private final Label watched = new Label();
    private final FlowPane figures = new FlowPane(8, 8);
    private final VBox knobs = new VBox(10);
    private final VBox problems = new VBox(4);
    private final ComboBox<String> service = new ComboBox<>();
    private final ComboBox<String> policy = new ComboBox<>();
    private final ComboBox<Path> trace = new ComboBox<>();
    private final ComboBox<Metric> latency = new ComboBox<>();
    private final TextField objective = new TextField();
    private boolean following;

    ExploreView(Explore explore, Edits edits, Sources sources, Look look) {
        this.explore = explore;
        this.edits = edits;
        this.look = look;
        getStyleClass().add("explore");
        frontier = new FrontierView(look, explore, edits);
        timelines = new TimelineView(look, explore);
        automaton = new Chart(look, "automaton");
        MinimapView minimap = new MinimapView(look, explore);
        minimap.setMinHeight(44);
        minimap.setPrefHeight(44);
        minimap.setMaxHeight(44);
        VBox days = new VBox(6, timelines, minimap);
        VBox.setVgrow(timelines, Priority.ALWAYS);
        SplitPane left = new SplitPane(frontier, days);
        left.setOrientation(Orientation.VERTICAL);
        left.setDividerPositions(0.4);
        ScrollPane right = new ScrollPane(side());
        right.setFitToWidth(true);
        right.setFitToHeight(true);
        right.getStyleClass().add("side");
        SplitPane all = new SplitPane(left, right);
        all.setDividerPositions(0.71);
        SplitPane.setResizableWithParent(right, false);
        setTop(new VBox(bar(sources), problems));
        setCenter(all);
        follow();
    }

    FrontierView frontier() {
        return frontier;
    }

    TimelineView timelines() {
        return timelines;
    }

    Chart automaton() {
        return automaton;
    }

    // The bar above.

    private Node bar(Sources sources) {
        service.setId("service");
        service.setAccessibleText("Service");
        service.setOnAction(event -> {
            if (!following && service.getValue() != null) {
                Workspace now = edits.current();
                edits.settle();
                edits.change("service " + service.getValue(), now.of(now.scenario(), now.trace(), service.getValue()));
            }
        });
        trace.setId("trace");
        trace.setAccessibleText("Trace");
        trace.getItems().add(Path.of(""));
        trace.getItems().addAll(sources.traces());
        trace.setConverter(shown(
                each -> each.toString().isEmpty() ? "the scenario's own traffic" : String.valueOf(each.getFileName())));
        trace.setPrefWidth(210);
        trace.setOnAction(event -> {
            if (!following && trace.getValue() != null) {
                Workspace now = edits.current();
                edits.settle();
                edits.change(
                        "trace",
                        now.of(
                                now.scenario(),
                                trace.getValue().toString(),
                                now.scenario().isEmpty() ? "" : now.service()));
            }
        });
        policy.setId("policy");
        policy.setAccessibleText("Policy");
        policy.getItems().addAll(Policies.names());
        policy.setPrefWidth(190);
        policy.setOnAction(event -> {
            String chosen = policy.getValue();
            if (!following
                    && chosen != null
                    && !chosen.equals(edits.current().choice().policy())) {
                explore.choose(new Choice(chosen, "", Map.of()));
            }
        });
        latency.setId("latency");
        latency.setAccessibleText("Latency on the vertical axis");
        latency.getItems().addAll(LATENCIES);
        latency.setConverter(shown(each -> each.title().replace('_', ' ')));
        latency.setOnAction(event -> {
            if (!following && latency.getValue() != null) {
                edits.settle();
                edits.change("axis", edits.current().against(latency.getValue().title()));
            }
        });
        objective.setId("objective");
        objective.setAccessibleText("Objective");
        objective.setPromptText("wait_p95 <= 20s");
        objective.setPrefColumnCount(12);
        objective.setOnAction(event -> {
            edits.settle();
            edits.change("objective", edits.current().under(objective.getText().strip()));
        });
        Region spring = new Region();
        HBox.setHgrow(spring, Priority.ALWAYS);
        HBox bar = new HBox(
                8,
                named("Service", service),
                named("Trace", trace),
                named("Policy", policy),
                spring,
                named("Axis", latency),
                named("Objective", objective));
        bar.getStyleClass().add("bar");
        bar.setAlignment(Pos.CENTER_LEFT);
        return bar;
    }

    private static HBox named(String name, Node control) {
        Label label = new Label(name);
        label.getStyleClass().addAll(Styles.TEXT_MUTED, Styles.TEXT_SMALL);
        label.setLabelFor(control);
        label.setMinWidth(USE_PREF_SIZE);
        HBox both = new HBox(6, label, control);
        both.setAlignment(Pos.CENTER_LEFT);
        return both;
    }

    private static <T> StringConverter<T> shown(Function<T, String> text) {
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable T value) {
                return value == null ? "" : text.apply(value);
            }

            @Override
            public T fromString(String typed) {
                throw new UnsupportedOperationException("a choice is not typed");
            }
        };
    }

    // The column beside.

    private Node side() {
        Button pin = button("Pin A", Feather.BOOKMARK, "Compare with this one (Ctrl+D)", explore::pin);
        pin.setId("pin");
        edits.currentProperty().subscribe(now -> pin.setText(now.choice().equals(now.pinned()) ? "Unpin A" : "Pin A"));
        Button back = button("Back to A", Feather.CORNER_UP_LEFT, "Take A's parameters", explore::adoptPinned);
        back.disableProperty().bind(explore.pinnedProperty().isNull());
        Button reset = button("Defaults", Feather.ROTATE_CCW, "Every parameter at its default", explore::reset);
        HBox actions = new HBox(6, pin, back, reset);
        watched.getStyleClass().addAll(Styles.TEXT_MUTED, Styles.TEXT_SMALL);
        decision.setWrapText(true);
        decision.getStyleClass().add("decision");
        decision.setMinHeight(58);
        decision.setAlignment(Pos.TOP_LEFT);
        automaton.setMinHeight(200);
        automaton.setPrefHeight(260);
        VBox.setVgrow(automaton, Priority.ALWAYS);
        VBox side = new VBox(
                12,
                figures,
                new VBox(8, knobs, actions),
                new VBox(2, heading("Automaton"), watched),
                automaton,
                decision);
        VBox.setVgrow(automaton, Priority.ALWAYS);
        side.getStyleClass().add("side-content");
        return side;
    }

    private static Label heading(String text) {
        Label label = new Label(text);
        label.getStyleClass().add(Styles.TEXT_BOLD);
        return label;
    }

    private static Button button(String text, Feather icon, String tip, Runnable action) {
        Button button = new Button(text, new FontIcon(icon));
        button.setTooltip(new Tooltip(tip));
        button.setOnAction(event -> action.run());
        button.getStyleClass().add(Styles.SMALL);
        return button;
    }

    /** The bar below: what is under way, and how to stop it. */
    Node statusBar() {
        Label status = new Label();
        status.setId("status");
        status.textProperty().bind(explore.statusProperty());
        ProgressBar progress = new ProgressBar();
        progress.progressProperty().bind(explore.progressProperty());
        progress.visibleProperty().bind(explore.progressProperty().lessThan(1));
        progress.setAccessibleText("Progress of the sweep");
        progress.getStyleClass().add(Styles.SMALL);
        Button stop = button("Stop", Feather.X, "Stop the sweep; what is done is kept (Esc)", explore::cancel);
        stop.setId("stop");
        stop.visibleProperty().bind(progress.visibleProperty());
        HBox bar = new HBox(10, status, progress, stop);
        bar.setAlignment(Pos.CENTER_LEFT);
        return bar;
    }

    // How it follows.

    private void follow() {
        explore.dayProperty().subscribe(day -> {
            showFigures();
            showState();
        });
        explore.pinnedProperty().subscribe(day -> showFigures());
        explore.window().cursorProperty().subscribe(() -> showState());
        explore.knobs().addListener((ListChangeListener<Knob>) change -> showKnobs());
        explore.problems().addListener((ListChangeListener<Object>) change -> problems.getChildren()
                .setAll(explore.problems().stream()
                        .limit(4)
                        .map(HomeView::problem)
                        .toList()));
        explore.rehearsalProperty().subscribe(open -> showServices(open));
        edits.currentProperty().subscribe(now -> {
            following = true;
            if (!policy.getItems().contains(now.choice().policy())) {
                policy.getItems().add(now.choice().policy());
            }
            policy.setValue(now.choice().policy());
            latency.setValue(explore.latency());
            objective.setText(now.objective());
            Path file = Path.of(now.trace());
            if (!trace.getItems().contains(file)) {
                trace.getItems().add(file);
            }
            trace.setValue(file);
            following = false;
            showFigures();
        });
        showKnobs();
    }

    private void showServices(@Nullable Rehearsal open) {
        following = true;
        service.getItems().setAll(explore.services());
        service.setValue(open == null ? null : open.service());
        following = false;
    }

    private void showFigures() {
        Day day = explore.dayProperty().get();
        figures.getChildren().clear();
        if (day == null) {
            return;
        }
        Day other = explore.pinnedProperty().get();
        String currency = explore.currency();
        Metric wait = explore.latency();
        List<Node> all = new ArrayList<>();
        all.add(figure("cost", Text.shown(day.value(Metric.COST)) + " " + currency, change(day, other, Metric.COST)));
        all.add(figure(wait.title().replace('_', ' '), Text.duration(day.value(wait)), change(day, other, wait)));
        LeastCost least = day.least();
        if (least != null && least.cost() > 0) {
            double gap = day.value(Metric.COST) / least.cost() - 1;
            Node tile = figure("gap to the " + least.word(), (gap > 0 ? "+" : "") + Text.percent(gap), "");
            Tooltip.install(
                    tile,
                    new Tooltip(
                            least.exact()
                                    ? "The least cost at which no request waits, knowing all arrivals."
                                    : "A bound below the least cost at which no request waits; it leaves out: "
                                            + String.join("; ", least.ignores()) + "."));
            all.add(tile);
        }
        all.add(figure("cold", Text.percent(day.value(Metric.COLD_SHARE)), change(day, other, Metric.COLD_SHARE)));
        all.add(figure("lost", Text.percent(day.value(Metric.LOST_SHARE)), ""));
        all.add(figure("most pods", Text.shown(day.value(Metric.MAX_PODS)), ""));
        figures.getChildren().setAll(all);
    }

    private static String change(Day day, @Nullable Day other, Metric metric) {
        double now = day.value(metric);
        double before = other == null ? Double.NaN : other.value(metric);
        if (Double.isNaN(before) || Double.isNaN(now) || other == day) {
            return "";
        }
        return before == 0
                ? (now == 0 ? "as A" : "A: 0")
                : (now >= before ? "+" : "") + Text.percent(now / before - 1) + " v A";
    }

    private static Node figure(String name, String value, String change) {
        Label title = new Label(name);
        title.getStyleClass().addAll(Styles.TEXT_MUTED, Styles.TEXT_SMALL);
        Label number = new Label(value);
        number.getStyleClass().add("figure");
        Label difference = new Label(change);
        difference.getStyleClass().addAll(Styles.TEXT_SMALL, "difference");
        VBox tile = new VBox(title, number, difference);
        tile.getStyleClass().add("tile");
        tile.setAccessibleText(name + " " + value + " " + change);
        return tile;
    }

    private void showKnobs() {
        knobs.getChildren().setAll(explore.knobs().stream().map(this::knob).toList());
        if (explore.knobs().isEmpty()) {
            Label none = new Label("This policy has no parameters.");
            none.getStyleClass().add(Styles.TEXT_MUTED);
            knobs.getChildren().setAll(none);
        }
    }

    private Node knob(Knob knob) {
        Label name = new Label(knob.parameter().name());
        Label value = new Label();
        value.getStyleClass().add("knob-value");
        knob.valueProperty().subscribe(now -> value.setText(knob.text(now.doubleValue())));
        Region spring = new Region();
        HBox.setHgrow(spring, Priority.ALWAYS);
        HBox head = new HBox(6, name, spring, value);
        Tooltip tip = new Tooltip(knob.parameter().text());
        tip.setWrapText(true);
        tip.setMaxWidth(360);
        name.setTooltip(tip);
        return new VBox(2, head, control(knob));
    }

    private Node control(Knob knob) {
        if (!knob.continuous()) {
            return choice(knob);
        }
        Slider slider = new Slider(0, 1, knob.position(knob.value()));
        slider.setId("knob-" + knob.parameter().name());
        slider.setBlockIncrement(0.02);
        slider.setAccessibleText(
                knob.parameter().name() + ". " + knob.parameter().text());
        slider.getStyleClass().add(Styles.SMALL);
        slider.valueProperty().subscribe(position -> {
            if (Math.abs(position.doubleValue() - knob.position(knob.value())) > 1e-9) {
                explore.turn(knob, knob.at(position.doubleValue()));
            }
        });
        knob.valueProperty().subscribe(now -> {
            if (!slider.isValueChanging() && !slider.isPressed()) {
                slider.setValue(knob.position(now.doubleValue()));
            }
        });
        slider.valueChangingProperty().subscribe(changing -> {
            if (!changing) {
                explore.release();
            }
        });
        slider.setOnKeyReleased(event -> explore.release());
        return slider;
    }

    private Node choice(Knob knob) {
        if (knob.parameter().choices().isEmpty()) {
            CheckBox box = new CheckBox();
            box.setAccessibleText(knob.parameter().name());
            knob.valueProperty().subscribe(now -> box.setSelected(now.doubleValue() > 0));
            box.setOnAction(event -> explore.turn(knob, box.isSelected() ? 1 : 0));
            return box;
        }
        ComboBox<String> box = new ComboBox<>();
        box.getItems().addAll(knob.parameter().choices());
        box.setAccessibleText(knob.parameter().name());
        knob.valueProperty().subscribe(now -> box.getSelectionModel().select(now.intValue()));
        box.setOnAction(event -> explore.turn(knob, box.getSelectionModel().getSelectedIndex()));
        return box;
    }

    private void showState() {
        Day day = explore.dayProperty().get();
        PolicyModel model = day == null ? null : day.model();
        if (day == null || model == null) {
            automaton.show(null, "No automaton.");
            watched.setText(day == null ? "" : day.policy().name() + " is written in Java and has no states to draw.");
            automaton.setVisible(false);
        } else {
            automaton.setVisible(true);
            double at = explore.window().cursor();
            Standing standing = day.standing(at);
            automaton.show(new AutomatonPainter(model, standing), "Automaton of " + model.name() + ".");
            watched.setText(
                    "of " + day.watched() + (Double.isNaN(at) ? "; point at an instant to light its state" : ""));
        }
        String said = day == null ? "" : day.explained(explore.window().cursor());
        decision.setText(said.isEmpty() ? "Move over the timelines to see what the policy decided, and why." : said);
    }

    Look look() {
        return look;
    }
}
