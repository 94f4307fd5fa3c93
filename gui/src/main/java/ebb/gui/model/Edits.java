package ebb.gui.model;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/**
 * The workspace with all that was done to it. Edits under one label that follow each other are one step until {@link #settle}: a drag is
 * undone at once.
 */
public final class Edits {
    /** Steps that are kept. */
    private static final int MOST = 500;

    private final ReadOnlyObjectWrapper<Workspace> current = new ReadOnlyObjectWrapper<>(Workspace.EMPTY);
    private final ReadOnlyStringWrapper undoLabel = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper redoLabel = new ReadOnlyStringWrapper("");
    private final Deque<Step> done = new ArrayDeque<>();
    private final Deque<Step> undone = new ArrayDeque<>();
    private boolean open;

    private record Step(String label, Workspace before, Workspace after) {}

    public ReadOnlyObjectProperty<Workspace> currentProperty() {
        return current.getReadOnlyProperty();
    }

    public Workspace current() {
        return current.get();
    }

    /** What undo would take back; empty for nothing. */
    public ReadOnlyStringProperty undoLabelProperty() {
        return undoLabel.getReadOnlyProperty();
    }

    /** What redo would do again; empty for nothing. */
    public ReadOnlyStringProperty redoLabelProperty() {
        return redoLabel.getReadOnlyProperty();
    }

    /** @param label what is done, in a few words */
    public void change(String label, Workspace after) {
        Workspace before = current.get();
        if (after.equals(before)) {
            return;
        }
        Step last = done.peekLast();
        if (open && last != null && last.label.equals(label)) {
            done.removeLast();
            done.addLast(new Step(label, last.before, after));
        } else {
            done.addLast(new Step(label, before, after));
        }
        if (done.size() > MOST) {
            done.removeFirst();
        }
        undone.clear();
        open = true;
        show(after);
    }

    /** The next edit is a step of its own. */
    public void settle() {
        open = false;
    }

    public void undo() {
        Step step = done.pollLast();
        if (step != null) {
            undone.addLast(step);
            open = false;
            show(step.before);
        }
    }

    public void redo() {
        Step step = undone.pollLast();
        if (step != null) {
            done.addLast(step);
            open = false;
            show(step.after);
        }
    }

    /** Begins anew from a workspace that was opened: nothing to undo. */
    public void open(Workspace opened) {
        done.clear();
        undone.clear();
        open = false;
        show(opened);
    }

    private void show(Workspace workspace) {
        undoLabel.set(done.isEmpty() ? "" : done.getLast().label);
        redoLabel.set(undone.isEmpty() ? "" : undone.getLast().label);
        current.set(workspace);
    }
}
