package ebb.live.balancer;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Requests a second by client address: a bucket each that fills at the rate (GCRA: one time for each address, when its bucket is full
 * again). Buckets that are full are forgotten. Not for threads: its owner locks.
 */
final class Rates {
    // 65,536 addresses: 10 MB; beyond, those that have been quiet are forgotten first.
    private static final int ADDRESSES = 65_536;

    private final Map<InetAddress, Long> fullAt = new HashMap<>();

    /** @return 0 if it may come, else ns until it may */
    long take(InetAddress client, double ratePerSecond, int burst, long nowNanos) {
        long each = (long) (1e9 / ratePerSecond);
        long full = Math.max(nowNanos, fullAt.getOrDefault(client, nowNanos));
        long wait = full - nowNanos - (burst - 1) * each;
        if (wait > 0) {
            return wait;
        }
        if (fullAt.size() >= ADDRESSES) {
            fullAt.values().removeIf(at -> at <= nowNanos);
            if (fullAt.size() >= ADDRESSES) {
                fullAt.clear(); // an attack from everywhere: this is not what stops it
            }
        }
        fullAt.put(client, full + each);
        return 0;
    }
}
