package ebb.live;

import java.util.Map;

/**
 * All that a leader must know to go on where another stopped.
 *
 * @param atNanos the engine's time
 * @param policy tells whether the state is of the same policy: its name, document, parameters and facts, as a hash
 * @param state of the engine
 * @param ordinals of the pods, by uid
 * @param nextOrdinal for the next new pod
 * @param inFlight as balancers said last
 * @param queued as balancers said last
 * @param decision number of the last decision
 * @param hash of all decisions up to it
 */
@SuppressWarnings("ArrayRecordComponent") // it is handed over, not compared
public record Snapshot(
        long atNanos,
        long policy,
        long[] state,
        Map<String, Integer> ordinals,
        int nextOrdinal,
        long inFlight,
        long queued,
        long decision,
        long hash) {
    public Snapshot {
        ordinals = Map.copyOf(ordinals);
    }
}
