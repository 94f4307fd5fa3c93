package ebb.cluster;

/** The laws of conservation that hold in every run, to the last nanosecond. Whoever breaks one has found a defect of the simulator. */
final class Identities {
    private Identities() {}

    static void check(Service service) {
        ServiceStatistics s = service.statistics;
        long left = s.served() + s.rejected + s.timedOut + s.failed + s.cancelled;
        equal(service, "requests that came and requests that left by any way", s.requests, left);
        equal(
                service,
                "sum of times in the house and integral of requests in it",
                service.sojournNanos,
                s.inSystemNanos);
        equal(service, "sum of times in the queue and integral of the queue", service.allQueueNanos, s.queueNanos);
        equal(
                service,
                "sum of times in service and integral of requests in service",
                service.allServiceNanos,
                s.inServiceNanos);
        equal(service, "pods started and pods that went", s.startedPods, s.gonePods + s.cancelledPods);
        equal(service, "sum of pods' lives and integral of pods by state", service.podLifeNanos, s.podNanos());
        if (service.busy < 0 || service.idle < 0 || s.idlePodNanos < 0 || s.busyPodNanos < 0) {
            throw new IllegalStateException(service.spec.name() + ": " + service.busy + " busy and " + service.idle
                    + " idle pods, " + s.busyPodNanos + " and " + s.idlePodNanos + " pod-ns: none can be negative");
        }
    }

    private static void equal(Service service, String what, long one, long other) {
        if (one != other) {
            throw new IllegalStateException(service.spec.name() + ": " + what + " differ: " + one + " and " + other);
        }
    }
}
