package ebb.cli;

import java.util.concurrent.Callable;

/**
 * A command of {@code ebb}, with its options: a class with picocli's {@code @Command} and a public constructor without arguments, named in
 * {@code META-INF/services/ebb.cli.Subcommand}. Help stands in the order of those files.
 *
 * <p>{@link Main} adds {@code --help} and {@code --stacktrace}, puts a heading over the footer (its lines are examples), and turns what a
 * command throws into sentences. {@link #call()} gives the exit code: {@link #DONE} or {@link #OBJECTIVE_FAILED}; bad input is thrown as
 * {@link ebb.document.BadInputException} or {@link java.io.IOException}, wrong usage as picocli's {@code ParameterException}.
 */
public interface Subcommand extends Callable<Integer> {
    /** Exit code: done, objectives met. */
    int DONE = 0;

    /** Exit code: done, but an objective, a check or a test failed. */
    int OBJECTIVE_FAILED = 1;

    /** Exit code: the input or the way the command was called is wrong, or a file cannot be read or written. */
    int BAD_INPUT = 2;

    /** Exit code: a defect of Ebb or of its installation. */
    int DEFECT = 3;
}
