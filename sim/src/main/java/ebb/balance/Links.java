package ebb.balance;

import java.util.Arrays;

/** For each request, who is before and after it in the one list that it is in. */
public final class Links {
    int[] before = new int[0];
    int[] after = new int[0];

    /** Makes room for requests below a number. */
    public void reach(int length) {
        before = Arrays.copyOf(before, length);
        after = Arrays.copyOf(after, length);
    }
}
