package ebb.live.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What goes wrong on request, of what a real API server does to its clients. */
public final class Faults {
    private record Fault(String method, String path, int code, AtomicInteger times) {}

    private final List<Fault> faults = new ArrayList<>();
    private volatile long delayMillis;
    private volatile boolean down;
    private volatile int repeats;

    /**
     * The next requests fail.
     *
     * @param path part of the path that they have: {@code /scale}
     * @param code 409, 429, 500 …
     */
    public synchronized void fail(String method, String path, int code, int times) {
        faults.add(new Fault(method, path, code, new AtomicInteger(times)));
    }

    /** Every answer comes so much later. */
    public void delay(long millis) {
        delayMillis = millis;
    }

    /** Nothing is answered any more, connections are cut; or it is again. */
    public void down(boolean isDown) {
        down = isDown;
    }

    /** Every watch event is sent so many times more. */
    public void repeat(int more) {
        repeats = more;
    }

    long delayMillis() {
        return delayMillis;
    }

    boolean isDown() {
        return down;
    }

    int repeats() {
        return repeats;
    }

    /** @return the code that a request fails with, or null */
    synchronized @Nullable Integer of(String method, String path) {
        for (Fault each : faults) {
            if (each.method.equals(method) && path.contains(each.path) && each.times.getAndDecrement() > 0) {
                return each.code;
            }
        }
        return null;
    }
}
