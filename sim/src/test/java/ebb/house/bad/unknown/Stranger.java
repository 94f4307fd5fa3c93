package ebb.house.bad.unknown;

/** Lives in a package that the table does not name. */
final class Stranger {
    private Stranger() {}

    static int one() {
        return 1;
    }
}
