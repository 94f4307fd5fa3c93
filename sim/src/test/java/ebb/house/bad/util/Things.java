package ebb.house.bad.util;

/** Anything. */
final class Things {
    private Things() {}

    static int one() {
        return 1;
    }
}
