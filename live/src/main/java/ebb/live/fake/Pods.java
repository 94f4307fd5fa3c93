package ebb.live.fake;

/** What runs the fake's pods. Its calls come from the cluster's own thread; it answers through {@link Told} from any. */
public interface Pods {
    /** What a runtime says of a pod. */
    interface Told {
        /** It has an address and listens there. */
        void running(String ip, int port);

        /** Its readiness probe says yes, or no. */
        void ready(boolean is);

        /** It ended by itself. */
        void failed(String reason);
    }

    /** A pod is to run. */
    void start(String name, Told told);

    /**
     * A pod is to end.
     *
     * @param gone to be run when it has
     */
    void stop(String name, Runnable gone);
}
