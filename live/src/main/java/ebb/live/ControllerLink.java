package ebb.live;

/**
 * A balancer's way to the controller that leads, in the same process or over the wire. Its calls may come from any thread, return at once and
 * do not throw; reports of one source must come in the order of their seq.
 */
public interface ControllerLink {
    /**
     * @return false if nobody leads just now: the balancer keeps the sums and adds them to its next report, which it sends again within a
     *     second
     */
    boolean report(Report report);

    /**
     * A request waits and the service has no pod. The report that says so was sent before; this only asks whether it is in good hands. Once
     * for each time that the service was found asleep.
     *
     * @return false if no controller answers: the balancer then uses {@link LastResort}
     */
    boolean wake(ServiceName service);
}
