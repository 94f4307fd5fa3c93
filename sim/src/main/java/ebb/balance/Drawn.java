package ebb.balance;

/**
 * Pods drawn by chance from those with a place. A few draws from all pods are tried first, since a draw that is refused leaves the others
 * as likely as they were; where most pods are full, those with a place are counted and one of them is drawn.
 */
final class Drawn {
    private static final int TRIES = 4;

    private Drawn() {}

    static int one(Loads loads, long session, long bits) {
        return draw(loads, bits, Choice.NONE);
    }

    static int lessLoadedOfTwo(Loads loads, long session, long bits) {
        int one = draw(loads, bits, Choice.NONE);
        if (one == Choice.NONE) {
            return Choice.NONE;
        }
        int two = draw(loads, Hash.mix(~bits), one);
        if (two == Choice.NONE) {
            return one;
        }
        int first = Math.min(one, two);
        int second = Math.max(one, two);
        return loads.inFlight(second) < loads.inFlight(first) ? second : first;
    }

    /** @return any pod with a place but one; {@link Choice#NONE} if there is no other */
    private static int draw(Loads loads, long bits, int but) {
        long state = bits;
        for (int i = 0; i < TRIES && loads.pods() > 0; i++) {
            state = Hash.mix(state);
            int pod = Hash.below(loads.pods(), state);
            if (pod != but && loads.open(pod) > 0) {
                return pod;
            }
        }
        int open = 0;
        for (int pod = 0; pod < loads.pods(); pod++) {
            open += pod != but && loads.open(pod) > 0 ? 1 : 0;
        }
        return open == 0 ? Choice.NONE : nth(loads, Hash.below(open, Hash.mix(state)), but);
    }

    private static int nth(Loads loads, int rank, int but) {
        int left = rank;
        int pod = 0;
        while (true) {
            if (pod != but && loads.open(pod) > 0 && left-- == 0) {
                return pod;
            }
            pod++;
        }
    }
}
