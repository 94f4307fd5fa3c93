package ebb.live;

import java.util.TreeMap;

/**
 * What the balancers said of one service. Levels are summed over sources; one that falls silent keeps its levels until it is known to be
 * gone, so that nothing is put to sleep because a message was lost.
 */
final class Traffic {
    private record Source(long epoch, long seq, long inFlight, long queued) {}

    private static final String BEFORE = "";

    private final TreeMap<String, Source> sources = new TreeMap<>();
    private long duplicates;
    private long reports;

    /** What the leader before knew; it holds until a balancer speaks for itself. */
    void resume(long inFlight, long queued) {
        if (inFlight + queued > 0) {
            sources.put(BEFORE, new Source(0, 0, inFlight, queued));
        }
    }

    /** @return whether it is new; what comes twice or late changes nothing */
    boolean take(Report report) {
        Source before = sources.get(report.source());
        if (before != null
                && (report.epoch() < before.epoch || (report.epoch() == before.epoch && report.seq() <= before.seq))) {
            duplicates++;
            return false;
        }
        sources.remove(BEFORE);
        sources.put(report.source(), new Source(report.epoch(), report.seq(), report.inFlight(), report.queued()));
        reports++;
        return true;
    }

    /** A balancer's pod is gone, and its requests with it. @return whether that changed anything */
    boolean gone(String source) {
        Source left = sources.remove(source);
        return left != null && left.inFlight + left.queued > 0;
    }

    long inFlight() {
        return sources.values().stream().mapToLong(Source::inFlight).sum();
    }

    long queued() {
        return sources.values().stream().mapToLong(Source::queued).sum();
    }

    /** @return whether any balancer has spoken since this process leads */
    boolean heard() {
        return reports > 0;
    }

    long reports() {
        return reports;
    }

    long duplicates() {
        return duplicates;
    }
}
