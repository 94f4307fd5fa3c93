package ebb.scenario;

import ebb.trace.RequestStream;
import ebb.trace.Requests;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A service's requests, drawn or read when they are first asked for and kept until the last run that needs them is done. Where they find
 * no room they are drawn each time. Either way they are the same requests.
 */
final class KeptTraffic {
    /** What the runs of a grid may keep at one time; safe to use from several threads. */
    static final class Room {
        // Four million requests with service times, a third of what a JVM takes by default on a machine of 1 GB.
        private static final long BYTES = 64L << 20;

        private final boolean forGood;

        private long left;

        Room() {
            this(BYTES);
        }

        Room(long bytes) {
            this(bytes, false);
        }

        private Room(long bytes, boolean forGood) {
            left = bytes;
            this.forGood = forGood;
        }

        /** For traffic that is replayed until nobody wants it any more. */
        static Room forGood(long bytes) {
            return new Room(bytes, true);
        }

        KeptTraffic keep(int runs) {
            return new KeptTraffic(this, forGood ? Integer.MAX_VALUE : runs);
        }

        private synchronized boolean take(long bytes) {
            boolean fits = bytes <= left;
            left -= fits ? bytes : 0;
            return fits;
        }

        synchronized void give(long bytes) {
            left += bytes;
        }

        synchronized long left() {
            return left;
        }
    }

    private final Room room;
    private int runs;
    private boolean tried;
    private @Nullable List<Requests> windows;
    private long bytes;

    /** @param runs that will read it */
    KeptTraffic(Room room, int runs) {
        this.room = room;
        this.runs = runs;
    }

    /** @param source draws the requests anew */
    synchronized RequestStream open(Supplier<RequestStream> source) {
        if (!tried) {
            tried = true;
            keep(source.get());
        }
        return windows == null ? source.get() : replay(windows.iterator());
    }

    private void keep(RequestStream stream) {
        List<Requests> all = new ArrayList<>();
        Requests window = new Requests();
        while (stream.next(window)) {
            if (!room.take(window.bytes())) {
                free();
                return;
            }
            bytes += window.bytes();
            all.add(window.copy());
        }
        windows = all;
    }

    private static RequestStream replay(Iterator<Requests> windows) {
        return into -> {
            if (!windows.hasNext()) {
                return false;
            }
            windows.next().show(into);
            return true;
        };
    }

    /** A run will not ask again; after the last one nothing is kept. */
    synchronized void done() {
        if (--runs == 0) {
            free();
        }
    }

    private void free() {
        windows = null;
        room.give(bytes);
        bytes = 0;
    }
}
