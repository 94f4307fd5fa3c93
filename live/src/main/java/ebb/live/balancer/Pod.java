package ebb.live.balancer;

import ebb.live.Endpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A pod as the dispatcher knows it. */
final class Pod {
    final Service service;
    final int ordinal;
    final String name;
    final InetSocketAddress address;

    boolean ready;
    volatile boolean terminating;

    /** It is in no EndpointSlice any more. */
    volatile boolean gone;

    /** It was ready once: a pod that is not any more has its reason, and is not asked again. */
    boolean wasReady;

    /** Not ready by its own word yet, but it answered the balancer's probe. */
    boolean answers;

    /** It could not be reached: nothing is sent there until a probe was answered. */
    volatile boolean suspect;

    int inFlight;

    /** Requests that it served well, for the slow start. */
    int served;

    /** When it was usable first; {@link #NEVER} before. */
    long usableSince = NEVER;

    static final long NEVER = Long.MIN_VALUE;

    Pod(Service service, Endpoints.Pod pod) {
        this.service = service;
        ordinal = pod.ordinal();
        name = pod.name();
        address = new InetSocketAddress(InetAddress.ofLiteral(pod.address()), pod.port());
    }

    void see(Endpoints.Pod pod) {
        ready = pod.ready() && !pod.terminating();
        terminating = pod.terminating();
        wasReady |= ready;
        answers &= !wasReady;
    }

    boolean is(Endpoints.Pod pod) {
        return ordinal == pod.ordinal()
                && address.getPort() == pod.port()
                && address.getAddress().equals(InetAddress.ofLiteral(pod.address()));
    }

    /** Whether new requests may go there. */
    boolean usable() {
        return (ready || answers) && !terminating && !suspect && !gone;
    }

    /** Whether a connection to it is worth keeping. */
    boolean stays() {
        return !terminating && !suspect && !gone;
    }

    /** Whether a probe would change anything. */
    boolean wantsProbe(boolean early) {
        return !gone && !terminating && (suspect || (early && !ready && !wasReady && !answers));
    }
}
