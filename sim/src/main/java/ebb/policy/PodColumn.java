package ebb.policy;

import ebb.policy.expr.Type;
import ebb.policy.expr.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the engine knows of one pod; a constant's place is its column. Columns of metrics follow. */
enum PodColumn {
    ORDINAL("", Type.whole(Unit.NONE)),
    DELETING("deleting", Type.BOOL),
    PHASE("phase", Type.name(List.of("pending", "running", "succeeded", "failed", "unknown"))),
    READY("ready", Type.BOOL),
    STARTED("started", Type.INSTANT),
    READY_CHANGED("ready_changed", Type.INSTANT),
    IN_FLIGHT("in_flight", Type.whole(Unit.REQ)),
    /** Read as {@code pod.idle_for}. */
    IDLE_SINCE("", Type.INSTANT),
    /** Read as {@code pod.age}. */
    CREATED("", Type.INSTANT),
    CPU_USAGE("cpu.usage", Type.real(Unit.CORE)),
    CPU_REQUEST("cpu.request", Type.real(Unit.CORE)),
    CPU_SAMPLED("cpu.sampled", Type.INSTANT),
    CPU_WINDOW("cpu.window", Type.DURATION),
    MEMORY("memory", Type.real(Unit.BYTE)),
    GPU("gpu", Type.real(Unit.NONE));

    static final int COUNT = values().length;

    private final String title;
    private final Type type;

    PodColumn(String title, Type type) {
        this.title = title;
        this.type = type;
    }

    /** Whether it is what a pod uses, which must be measured again and again. */
    boolean isUse() {
        return switch (this) {
            case IN_FLIGHT, CPU_USAGE, CPU_SAMPLED, CPU_WINDOW -> true;
            case ORDINAL,
                    DELETING,
                    PHASE,
                    READY,
                    STARTED,
                    READY_CHANGED,
                    IDLE_SINCE,
                    CREATED,
                    CPU_REQUEST,
                    MEMORY,
                    GPU -> false;
        };
    }

    Type type() {
        return type;
    }

    int column() {
        return ordinal();
    }

    /** After {@code pod.}; empty for what is read otherwise. */
    String title() {
        return title;
    }

    static @Nullable PodColumn named(String title) {
        for (PodColumn each : values()) {
            if (!each.title.isEmpty() && each.title.equals(title)) {
                return each;
            }
        }
        return null;
    }
}
