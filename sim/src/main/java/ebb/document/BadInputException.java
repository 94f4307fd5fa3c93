package ebb.document;

import java.util.List;
import java.util.stream.Collectors;

/** Input that cannot be used, with everything that is wrong with it: one line each. */
public final class BadInputException extends RuntimeException {
    private final transient List<Problem> problems;
    private final long count;

    /** @param count of all problems, of which those given are the first */
    public BadInputException(List<Problem> problems, long count) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n"))
                + (count > problems.size() ? "\nand " + (count - problems.size()) + " more" : ""));
        this.problems = List.copyOf(problems);
        this.count = count;
    }

    public BadInputException(Problem problem) {
        this(List.of(problem), 1);
    }

    /** One line each. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** @return the first of them, a thousand at most */
    public List<Problem> problems() {
        return problems;
    }

    public long count() {
        return count;
    }
}
