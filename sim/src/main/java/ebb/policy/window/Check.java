package ebb.policy.window;

/** What the numbers of a description must obey. */
final class Check {
    private Check() {}

    static void atLeast(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(what + " = " + value + " must be at least " + least);
        }
    }

    static void between(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " = " + value + " must be " + least + " to " + most);
        }
    }

    static void share(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " = " + value + " must be 0 to 1");
        }
    }
}
