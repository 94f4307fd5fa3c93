package ebb.balance;

/** Turns by ordinal, not by position: a pod that comes or goes does not make another lose its turn. */
final class RoundRobin implements Choice {
    private long last = Long.MIN_VALUE;

    @Override
    public int choose(Loads loads, long session, long bits) {
        int pods = loads.pods();
        int pod = firstAfter(loads, last);
        for (int i = 0; i < pods; i++, pod++) {
            int turn = pod < pods ? pod : pod - pods;
            if (loads.open(turn) > 0) {
                last = loads.ordinal(turn);
                return turn;
            }
        }
        return NONE;
    }

    private static int firstAfter(Loads loads, long ordinal) {
        int low = 0;
        int high = loads.pods();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (loads.ordinal(middle) <= ordinal) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
