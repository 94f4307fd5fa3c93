package ebb.document;

import java.util.ArrayList;
import java.util.List;

/** What was found wrong so far. The first thousand are kept, all are counted. */
public final class Problems {
    private static final int KEPT = 1000;

    private final List<Problem> kept = new ArrayList<>();
    private long count;

    public void add(Problem problem) {
        count++;
        if (kept.size() < KEPT) {
            kept.add(problem);
        }
    }

    public void add(Position at, String value, String rule, String wayOut) {
        add(Problem.at(at, value, rule, wayOut));
    }

    public boolean none() {
        return count == 0;
    }

    public long count() {
        return count;
    }

    /** @return in the order in which they were found */
    public List<Problem> list() {
        return List.copyOf(kept);
    }

    /** @throws BadInputException with all of them, if there is one */
    public void throwIfAny() {
        if (count > 0) {
            throw new BadInputException(kept, count);
        }
    }
}
