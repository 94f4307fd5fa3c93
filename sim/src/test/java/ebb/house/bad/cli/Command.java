package ebb.house.bad.cli;

import picocli.CommandLine.ParameterException;

/** Uses what it may. */
final class Command {
    private Command() {}

    static Class<?> library() {
        return ParameterException.class;
    }
}
