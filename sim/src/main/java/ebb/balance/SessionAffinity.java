package ebb.balance;

/** The pod that served the session last, as far as it is remembered and has a place; else the one with the fewest requests. */
final class SessionAffinity implements Choice {
    private final SessionTable served = new SessionTable();

    @Override
    public int choose(Loads loads, long session, long bits) {
        if (session == NO_SESSION) {
            return LeastLoaded.connections(loads, session, bits);
        }
        int pod = find(loads, served.get(session));
        if (pod == NONE || loads.open(pod) <= 0) {
            pod = LeastLoaded.connections(loads, session, bits);
            if (pod != NONE) {
                served.put(session, loads.ordinal(pod));
            }
        }
        return pod;
    }

    private static int find(Loads loads, long ordinal) {
        int low = 0;
        int high = loads.pods() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (loads.ordinal(middle) == ordinal) {
                return middle;
            }
            if (loads.ordinal(middle) < ordinal) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return NONE;
    }
}
