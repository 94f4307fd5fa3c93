package ebb.live.fake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Pods that only take time: so long to start, so long to end. Nothing listens at their addresses. */
public final class TimedPods implements Pods {
    private final ScheduledExecutorService timer;
    private final Map<String, Boolean> running = new ConcurrentHashMap<>();
    private volatile long startMillis;
    private volatile long stopMillis;
    private int count;

    public TimedPods(ScheduledExecutorService timer, long startMillis, long stopMillis) {
        this.timer = timer;
        this.startMillis = startMillis;
        this.stopMillis = stopMillis;
    }

    /** For pods that are started from now on. */
    public void take(long startMillis, long stopMillis) {
        this.startMillis = startMillis;
        this.stopMillis = stopMillis;
    }

    @Override
    public void start(String name, Told told) {
        running.put(name, true);
        count++;
        told.running("10.1." + count / 250 % 250 + "." + (1 + count % 250), 8080);
        var _ = timer.schedule(
                () -> {
                    if (running.containsKey(name)) {
                        told.ready(true);
                    }
                },
                startMillis,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop(String name, Runnable gone) {
        running.remove(name);
        var _ = timer.schedule(gone, stopMillis, TimeUnit.MILLISECONDS);
    }
}
