package ebb.house.bad.unmarked;

/** Lives in a package without a page: nothing says what may be null. */
final class Unmarked {
    private Unmarked() {}

    static int one() {
        return 1;
    }
}
