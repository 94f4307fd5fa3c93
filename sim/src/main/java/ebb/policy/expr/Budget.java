package ebb.policy.expr;

/** How many parts the expressions of one policy may still have, all together and with calls written out. */
public final class Budget {
    /** A large policy has some thousands; half a million are checked and compiled in about a second. */
    public static final int MOST = 500_000;

    private int taken;

    /** Takes one. @return whether there was one left */
    boolean takes() {
        return ++taken <= MOST;
    }
}
