package ebb.live;

/** What the controller tells a balancer. Calls may come from any thread, return at once and do not throw. */
public interface BalancerLink {
    /** A service is there, or is described anew. */
    void serve(ServiceConfig config);

    /** A service is gone: what is held for it is answered with 503, what is being served ends. */
    void forget(ServiceName service);

    /** Where its pods are. Comes after {@link #serve}, and again at each change. */
    void endpoints(ServiceName service, Endpoints endpoints);

    /** @param nanosFromNow until the next pod is expected to be ready; less than 0: none is on its way */
    void expectReady(ServiceName service, long nanosFromNow);

    /** @param details whether reports are to tell of each request, for a recording */
    void record(ServiceName service, boolean details);

    /** Another controller leads: the next report of each service comes at once, with its full levels. */
    void resend();
}
