package ebb.house.bad.kernel;

import picocli.CommandLine.ParameterException;

/** Uses a library whose place is elsewhere. */
final class KnowsALibrary {
    private KnowsALibrary() {}

    static Class<?> library() {
        return ParameterException.class;
    }
}
