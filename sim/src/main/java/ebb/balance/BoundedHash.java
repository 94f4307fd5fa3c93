package ebb.balance;

/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam, SODA 2018, arXiv:1608.01350): a session goes to the first pod
 * of its own order that has less than 1.25 times its share of all requests.
 *
 * <p>A session's order is that of the hashes of session and pod, the highest first (rendezvous hashing, Thaler and Ravishankar 1998). It
 * does what a ring does, so that a pod that comes or goes moves only the sessions that it gets or had; but it needs no table, spreads
 * sessions evenly without virtual nodes, and what a full pod cannot take is spread over all the others and not sent to one neighbour.
 */
final class BoundedHash {
    // 1.25: the default of Apache brpc's c_murmurhash_bl (-chash_bounded_load_factor).
    private static final double FACTOR = 1.25;

    private BoundedHash() {}

    /** A request without a session goes anywhere: its bits are its session. */
    static int choose(Loads loads, long session, long bits) {
        long key = Hash.mix(session == Choice.NO_SESSION ? bits : session);
        long bound = bound(loads);
        int best = Choice.NONE;
        int second = Choice.NONE; // the first of those that are over the bound, for when all are
        long bestScore = 0;
        long secondScore = 0;
        for (int pod = 0; pod < loads.pods(); pod++) {
            if (loads.open(pod) <= 0) {
                continue;
            }
            long score = Hash.mix(key ^ Hash.mix(loads.ordinal(pod)));
            if (loads.inFlight(pod) < bound) {
                if (best == Choice.NONE || score > bestScore) {
                    best = pod;
                    bestScore = score;
                }
            } else if (second == Choice.NONE || score > secondScore) {
                second = pod;
                secondScore = score;
            }
        }
        return best == Choice.NONE ? second : best;
    }

    private static long bound(Loads loads) {
        long requests = 1; // the one that comes counts
        for (int pod = 0; pod < loads.pods(); pod++) {
            requests += loads.inFlight(pod);
        }
        return (long) Math.ceil(FACTOR * requests / loads.pods());
    }
}
