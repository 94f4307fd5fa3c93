package ebb.live.balancer;

import java.util.Locale;

/** Why a request was not sent to a pod, with what its caller is told. */
enum Refusal {
    /** The service holds as many as it may. */
    SERVICE_FULL(503),
    /** All services together hold as many as they may, or this one its share. */
    ROOM_FULL(503),
    /** The same, by the bytes that they keep in memory. */
    BYTES_FULL(503),
    /** The next pod is expected after the caller's deadline. */
    TOO_LATE(503),
    /** No pod came in time. */
    WAKE_TIMEOUT(503),
    /** No pod had a place in time. */
    BUSY_TIMEOUT(503),
    /** A request that does not count as activity, and no pod has a place. */
    NOT_ACTIVITY(503),
    /** Its pod could not be reached, and too many others were sent again already. */
    RETRIES_SPENT(502),
    /** The service went away. */
    FORGOTTEN(503),
    /** The balancer ends. */
    DRAINING(503);

    final int status;

    Refusal(int status) {
        this.status = status;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
