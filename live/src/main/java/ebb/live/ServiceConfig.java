package ebb.live;

import ebb.balance.Algorithm;
import ebb.balance.WaitingRoom;

/**
 * What a balancer must know to stand in front of a service. A new one replaces the old one while requests are under way.
 *
 * @param route which requests are its
 * @param concurrencyLimit requests that a pod serves at once, at least 1; the balancer never sends more
 * @param algorithm which pod takes the next request
 * @param room how many may wait, for how long and in what order; the pace of releases
 * @param roomBytes bytes of headers that its waiting requests may keep in memory, more than 0
 * @param activity what does not count as activity
 */
public record ServiceConfig(
        ServiceName service,
        Route route,
        int concurrencyLimit,
        Algorithm algorithm,
        WaitingRoom.Terms room,
        long roomBytes,
        ActivityRules activity) {
    public ServiceConfig {
        if (concurrencyLimit < 1 || roomBytes < 1) {
            throw new IllegalArgumentException(service + ": concurrency limit " + concurrencyLimit + " and room of "
                    + roomBytes + " bytes must be 1 or more");
        }
    }

    /** The same with another algorithm: a policy's state may choose it. */
    public ServiceConfig with(Algorithm chosen) {
        return new ServiceConfig(service, route, concurrencyLimit, chosen, room, roomBytes, activity);
    }
}
