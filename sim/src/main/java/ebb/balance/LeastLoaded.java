package ebb.balance;

/** The pod with the least of something. */
final class LeastLoaded {
    private LeastLoaded() {}

    static int connections(Loads loads, long session, long bits) {
        int best = Choice.NONE;
        int least = Integer.MAX_VALUE;
        for (int pod = 0; pod < loads.pods(); pod++) {
            if (loads.open(pod) > 0 && loads.inFlight(pod) < least) {
                best = pod;
                least = loads.inFlight(pod);
            }
        }
        return best;
    }

    // Requests that have just been sent do not show in the cache yet, so ties are broken by requests: a burst would
    // else meet one pod.
    static int kvCache(Loads loads, long session, long bits) {
        int best = Choice.NONE;
        long least = Long.MAX_VALUE;
        for (int pod = 0; pod < loads.pods(); pod++) {
            if (loads.open(pod) > 0
                    && (best == Choice.NONE
                            || loads.kv(pod) < least
                            || (loads.kv(pod) == least && loads.inFlight(pod) < loads.inFlight(best)))) {
                best = pod;
                least = loads.kv(pod);
            }
        }
        return best;
    }
}
