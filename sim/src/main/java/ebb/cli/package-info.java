/**
 * The command line. Start at {@link ebb.cli.Main}, which finds every {@link ebb.cli.Subcommand} and turns what it throws into sentences
 * and an exit code. {@link ebb.cli.Terminal} says what may be drawn, {@link ebb.cli.Progress} draws how far a long command is.
 */
@NullMarked
package ebb.cli;

import org.jspecify.annotations.NullMarked;
