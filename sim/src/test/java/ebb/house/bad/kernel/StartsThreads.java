package ebb.house.bad.kernel;

/** Does something beside. */
final class StartsThreads {
    private StartsThreads() {}

    static Thread start(Runnable task) {
        return Thread.ofVirtual().start(task);
    }
}
