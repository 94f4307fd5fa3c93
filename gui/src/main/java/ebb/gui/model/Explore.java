package ebb.gui.model;

import ebb.document.BadInputException;
import ebb.document.Problem;
import ebb.document.Problems;
import ebb.gui.model.Workspace.Choice;
import ebb.policy.Parameter;
import ebb.policy.PolicyDefinition;
import ebb.policy.ScalingPolicy;
import ebb.result.Experiment;
import ebb.result.LeastCost;
import ebb.result.Metric;
import ebb.result.Objective;
import ebb.result.ObjectiveReader;
import ebb.result.ResultFolder;
import ebb.result.Results;
import ebb.result.RunRecord;
import ebb.result.RunSummary;
import ebb.result.Text;
import ebb.scenario.PolicyChoice;
import ebb.scenario.Rehearsal;
import ebb.scenario.Scenario;
import ebb.scenario.ServicePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * The screen on which a policy is dragged: whatever changes in the workspace is replayed, the newest first; when the policy or the traffic
 * changes, many of its settings are replayed behind.
 */
public final class Explore implements AutoCloseable {
    private static final int TRAIL = 20;

    private final Edits edits;
    private final Sources sources;
    private final Executor ui;
    private final Latest replays;
    private final Latest sweeps;
    private final Latest pins;
    private final TimeWindow window = new TimeWindow();
    private final ReadOnlyObjectWrapper<@Nullable Rehearsal> rehearsal = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Day> day = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Day> pinned = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Sweep> sweep = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Objective> objective = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(1);
    private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("");
    private final ObservableList<Knob> knobs = FXCollections.observableArrayList();
    private final ObservableList<Problem> problems = FXCollections.observableArrayList();
    private final ObservableList<Day> trail = FXCollections.observableArrayList();
    private Workspace shown = Workspace.EMPTY;
    private @Nullable PolicyDefinition definition;

    /** @param ui runs things on the thread that owns the properties */
    public Explore(Edits edits, Sources sources, Executor ui) {
        this.edits = edits;
        this.sources = sources;
        this.ui = ui;
        replays = new Latest("replay", Thread.NORM_PRIORITY, this::broken);
        sweeps = new Latest("sweep", Thread.MIN_PRIORITY, this::broken);
        pins = new Latest("pin", Thread.NORM_PRIORITY, this::broken);
        edits.currentProperty().subscribe(this::follow);
    }

    // What it shows.

    public TimeWindow window() {
        return window;
    }

    /** The traffic and the service; null until they are read. */
    public ReadOnlyObjectProperty<@Nullable Rehearsal> rehearsalProperty() {
        return rehearsal.getReadOnlyProperty();
    }

    /** What the policy does with the day. */
    public ReadOnlyObjectProperty<@Nullable Day> dayProperty() {
        return day.getReadOnlyProperty();
    }

    /** What A does with it; null where nothing is pinned. */
    public ReadOnlyObjectProperty<@Nullable Day> pinnedProperty() {
        return pinned.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Sweep> sweepProperty() {
        return sweep.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Objective> objectiveProperty() {
        return objective.getReadOnlyProperty();
    }

    /** Of the sweep, 0..1; 1 when nothing is under way. */
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    public ReadOnlyStringProperty statusProperty() {
        return status.getReadOnlyProperty();
    }

    /** The parameters of the policy, in its order. */
    public ObservableList<Knob> knobs() {
        return knobs;
    }

    /** What is wrong with the scenario, the traffic or the policy; what is shown then is the last that was right. */
    public ObservableList<Problem> problems() {
        return problems;
    }

    /** The days before this one, oldest first. */
    public ObservableList<Day> trail() {
        return trail;
    }

    public Metric latency() {
        Metric named = Metric.named(edits.current().latency());
        return named == null ? Metric.WAIT_P95 : named;
    }

    public String currency() {
        Rehearsal open = rehearsal.get();
        return open == null ? "" : open.scenario().currency();
    }

    /** Names of the services that can be looked at. */
    public List<String> services() {
        Rehearsal open = rehearsal.get();
        return open == null
                ? List.of()
                : open.scenario().services().stream().map(ServicePlan::name).toList();
    }

    /** One sentence that says what the charts show. */
    public String summary() {
        Day now = day.get();
        if (now == null) {
            return "Nothing is open.";
        }
        LeastCost least = now.least();
        String gap = least == null || least.cost() == 0
                ? ""
                : ", " + Text.percent(now.value(Metric.COST) / least.cost() - 1) + " above the " + least.word();
        return now.policy().name() + ": " + latency().title().replace('_', ' ') + " "
                + Text.duration(now.value(latency())) + " at " + Text.shown(now.value(Metric.COST)) + " " + currency()
                + gap + ".";
    }

    // What it does.

    /** @param value in the parameter's own unit */
    public void turn(Knob knob, double value) {
        Workspace now = edits.current();
        edits.change(
                knob.parameter().name(),
                now.with(now.choice().with(knob.parameter().name(), value)));
    }

    /** The drag is over: what follows is another edit. */
    public void release() {
        edits.settle();
    }

    public void choose(Choice choice) {
        edits.settle();
        edits.change("policy " + choice.policy(), edits.current().with(choice));
        edits.settle();
    }

    /** Takes the policy and the parameters of a point. */
    public void adopt(RunSummary point) {
        choose(Sources.choice(point.key().policy(), edits.current().choice()));
    }

    /**
     * Goes to a place between two points of one policy; part of a drag.
     *
     * @param share 0..1
     */
    public void between(RunSummary one, RunSummary other, double share) {
        PolicyDefinition policy = definition;
        ScalingPolicy from = one.key().policy();
        ScalingPolicy to = other.key().policy();
        if (policy == null || !from.name().equals(policy.title()) || !to.name().equals(policy.title())) {
            return;
        }
        Choice choice = edits.current().choice();
        Map<String, Double> mixed = new TreeMap<>();
        for (Knob knob : knobs) {
            String name = knob.parameter().name();
            Double a = from.parameters().get(name);
            Double b = to.parameters().get(name);
            if (a != null && b != null) {
                mixed.put(name, mixed(knob, a, b, share));
            }
        }
        edits.change(
                "drag along the frontier", edits.current().with(new Choice(choice.policy(), choice.text(), mixed)));
    }

    private static double mixed(Knob knob, double a, double b, double share) {
        if (!knob.continuous()) {
            return share < 0.5 ? a : b;
        }
        double from = knob.position(a);
        return share == 0 ? a : share == 1 ? b : knob.at(from + share * (knob.position(b) - from));
    }

    /** Every parameter at its default. */
    public void reset() {
        Choice choice = edits.current().choice();
        edits.settle();
        edits.change("defaults", edits.current().with(new Choice(choice.policy(), choice.text(), Map.of())));
        edits.settle();
    }

    /** Keeps this one as A, to compare with; taken back where it is pinned already. */
    public void pin() {
        Workspace now = edits.current();
        edits.settle();
        edits.change(
                now.choice().equals(now.pinned()) ? "unpin" : "pin A",
                now.pin(now.choice().equals(now.pinned()) ? null : now.choice()));
        edits.settle();
    }

    /** Goes back to A. */
    public void adoptPinned() {
        Choice choice = edits.current().pinned();
        if (choice != null) {
            choose(choice);
        }
    }

    public void cancel() {
        sweeps.cancel();
        progress.set(1);
        Sweep kept = sweep.get();
        status.set("Stopped; " + (kept == null ? 0 : kept.runs().size()) + " replays are kept.");
    }

    /**
     * Writes what was replayed as {@code ebb run} does: numbers, tables and a page to send.
     *
     * @return the page
     */
    public Path export(Path folder) throws IOException {
        Day now = Objects.requireNonNull(day.get());
        Sweep points = sweep.get();
        List<RunRecord> runs = new ArrayList<>(List.of(now.run()));
        Day other = pinned.get();
        if (other != null && !other.run().key().equals(now.run().key())) {
            runs.add(other.run());
        }
        if (points != null) {
            points.runs().stream()
                    .filter(each -> runs.stream().noneMatch(known -> known.key().equals(each.key())))
                    .forEach(runs::add);
        }
        Experiment experiment =
                Objects.requireNonNull(rehearsal.get()).scenario().experiment();
        Experiment asked = new Experiment(
                experiment.name(), experiment.title(), "", experiment.scenario(), experiment.currency(), List.of());
        return ResultFolder.write(folder, new Results(asked, "ebb gui", "", runs))
                .report();
    }

    // How it follows the workspace.

    private void follow(Workspace now) {
        Workspace before = shown;
        shown = now;
        boolean traffic = !now.sameTraffic(before);
        boolean policy = !now.choice().samePolicy(before.choice());
        objective.set(objective(now));
        if (now.scenario().isEmpty() && now.trace().isEmpty()) {
            if (policy || definition == null) {
                define(now);
            }
            return;
        }
        if (traffic || rehearsal.get() == null) {
            open(now);
            return;
        }
        if (policy || definition == null) {
            define(now);
        }
        PolicyDefinition defined = definition;
        if (defined == null) {
            return;
        }
        showKnobs(now);
        Rehearsal open = Objects.requireNonNull(rehearsal.get());
        if (policy || !now.choice().equals(before.choice())) {
            replay(open, defined, now);
        }
        if (policy) {
            sweep(open, defined, now);
        }
        if (!Objects.equals(now.pinned(), before.pinned())) {
            repin(open, now);
        }
    }

    private @Nullable Objective objective(Workspace now) {
        return now.objective().isEmpty()
                ? null
                : ObjectiveReader.read(now.objective(), null, currency()).objective();
    }

    private void define(Workspace now) {
        Problems found = new Problems();
        PolicyDefinition read = sources.policy(now.choice(), found);
        problems.setAll(found.list());
        definition = read;
        if (read != null) {
            knobs.setAll(read.parameters().stream().map(each -> knob(each, now)).toList());
        }
    }

    private static Knob knob(Parameter parameter, Workspace now) {
        return new Knob(parameter, now.choice().parameters().getOrDefault(parameter.name(), parameter.standard()));
    }

    private void showKnobs(Workspace now) {
        Map<String, Double> given = now.choice().parameters();
        knobs.forEach(each -> each.show(
                given.getOrDefault(each.parameter().name(), each.parameter().standard())));
    }

    private void open(Workspace now) {
        status.set("Reading…");
        sweeps.cancel();
        replays.cancel();
        replays.submit(turn -> {
            try {
                Rehearsal opened = sources.rehearsal(now);
                ui.execute(() -> opened(turn, opened, now));
            } catch (BadInputException bad) {
                ui.execute(() -> refused(turn, bad));
            }
        });
    }

    private void opened(Latest.Turn turn, Rehearsal opened, Workspace now) {
        if (!turn.isLatest()) {
            return;
        }
        problems.clear();
        trail.clear();
        sweep.set(null);
        pinned.set(null);
        day.set(null);
        rehearsal.set(opened);
        objective.set(objective(now));
        window.length(opened.durationNanos() / 1e9);
        define(now);
        if (definition != null) {
            replay(opened, definition, now);
            sweep(opened, definition, now);
            repin(opened, now);
        }
    }

    private void refused(Latest.Turn turn, BadInputException bad) {
        if (turn.isLatest()) {
            problems.setAll(bad.problems());
            status.set("This cannot be read; what is shown is what was open before.");
        }
    }

    private void replay(Rehearsal open, PolicyDefinition policy, Workspace now) {
        ScalingPolicy chosen = policy.with(now.choice().parameters());
        replays.submit(turn -> {
            long begun = System.nanoTime();
            try {
                Rehearsal.Replay done = open.replay(chosen, true, share -> turn.mayGoOn());
                Day made = Day.of(chosen, done, open.scenario().currency(), System.nanoTime() - begun);
                ui.execute(() -> replayed(open, made));
            } catch (BadInputException bad) {
                ui.execute(() -> refused(turn, bad));
            }
        });
    }

    private void replayed(Rehearsal open, Day made) {
        if (rehearsal.get() != open) {
            return;
        }
        Day before = day.get();
        if (before != null) {
            trail.add(before);
            if (trail.size() > TRAIL) {
                trail.removeFirst();
            }
        }
        window.length(made.seconds());
        day.set(made);
        if (progress.get() >= 1) {
            status.set("Replayed " + Text.shown(made.value(Metric.REQUESTS)) + " requests in "
                    + Text.duration(made.replayNanos() / 1e9) + ".");
        }
    }

    private void repin(Rehearsal open, Workspace now) {
        Choice choice = now.pinned();
        Day current = day.get();
        pins.cancel();
        if (choice == null) {
            pinned.set(null);
            return;
        }
        if (current != null && choice.equals(now.choice()) && rehearsal.get() == open) {
            pinned.set(current);
            return;
        }
        Problems found = new Problems();
        PolicyDefinition policy = sources.policy(choice, found);
        if (policy != null) {
            ScalingPolicy chosen = policy.with(choice.parameters());
            pins.submit(turn -> {
                Rehearsal.Replay done = open.replay(chosen, true, share -> turn.isLatest());
                Day made = Day.of(chosen, done, open.scenario().currency(), 0);
                ui.execute(() -> {
                    if (turn.isLatest()) {
                        pinned.set(made);
                    }
                });
            });
        }
    }

    private void sweep(Rehearsal open, PolicyDefinition policy, Workspace now) {
        List<ScalingPolicy> settings =
                new ArrayList<>(Sweep.settings(policy, now.choice().parameters()));
        for (PolicyChoice each : open.scenario().policies()) {
            ScalingPolicy other = each.own().getOrDefault(open.service(), each.standard());
            if (!settings.contains(other)) {
                settings.add(other);
            }
        }
        Experiment experiment = open.scenario().experiment();
        progress.set(0);
        sweep.set(null);
        sweeps.submit(turn -> {
            List<RunRecord> done = new ArrayList<>();
            long begun = System.nanoTime();
            for (ScalingPolicy each : settings) {
                if (!turn.isLatest()) {
                    return;
                }
                done.add(open.replay(each, false, share -> turn.isLatest()).run());
                Sweep so = Sweep.of(experiment, done);
                double share = done.size() / (double) settings.size();
                double left = (System.nanoTime() - begun) / 1e9 * (1 - share) / share;
                ui.execute(() -> swept(turn, so, share, left, settings.size()));
            }
        });
    }

    private void swept(Latest.Turn turn, Sweep so, double share, double secondsLeft, int of) {
        if (turn.isLatest()) {
            sweep.set(so);
            progress.set(share);
            status.set(
                    share < 1
                            ? so.runs().size() + " of " + of + " settings replayed, "
                                    + Text.duration(Math.ceil(secondsLeft)) + " left"
                            : of + " settings replayed.");
        }
    }

    private void broken(Throwable thrown) {
        ui.execute(() -> problems.setAll(new Problem(
                "ebb", 1, 1, "", "has a defect: " + thrown, "What was shown before is kept; please report it.")));
    }

    /** What the scenario says; null where nothing is open. */
    public @Nullable Scenario scenario() {
        Rehearsal open = rehearsal.get();
        return open == null ? null : open.scenario();
    }

    @Override
    public void close() {
        replays.close();
        sweeps.close();
        pins.close();
    }
}
