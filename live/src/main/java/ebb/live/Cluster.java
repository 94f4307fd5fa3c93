package ebb.live;

/**
 * What the control loop asks of a cluster. Calls return at once; what becomes of a write comes back to {@link ControlLoop#written}. Who
 * implements it checks the lease right before each write leaves.
 */
public interface Cluster {
    void write(ScaleWrite write);

    /** Shows a service's status on its resource; a later one may replace one that was not sent yet. */
    void status(Status status);

    /** Keeps a service's state so that another leader can go on with it. */
    void keep(ServiceName service, Snapshot snapshot);

    /** A Kubernetes Event on the service's resource. */
    void tell(ServiceName service, Notice notice);

    /**
     * @param reason one word for machines: {@code Woken}
     * @param text a sentence for people
     */
    record Notice(boolean warning, String reason, String text) {}
}
