package ebb.validate;

import java.util.List;

/**
 * What the simulator says beside what others say or measured.
 *
 * @param note where the other numbers are from, and what is asked
 */
public record Comparison(String title, String note, List<Line> lines) {
    /** How a line stands. */
    public enum Standing {
        HOLDS,
        MISSES,
        /** Shown beside the other number; equality is not asked. */
        SHOWN
    }

    /** One row of the table. */
    public record Line(String what, String ours, String theirs, Standing standing) {
        static Line checked(String what, String ours, String theirs, boolean holds) {
            return new Line(what, ours, theirs, holds ? Standing.HOLDS : Standing.MISSES);
        }

        static Line shown(String what, String ours, String theirs) {
            return new Line(what, ours, theirs, Standing.SHOWN);
        }
    }

    public Comparison {
        lines = List.copyOf(lines);
    }

    /** @return lines of which something is asked */
    public long asked() {
        return lines.stream().filter(each -> each.standing() != Standing.SHOWN).count();
    }

    public long held() {
        return lines.stream().filter(each -> each.standing() == Standing.HOLDS).count();
    }
}
