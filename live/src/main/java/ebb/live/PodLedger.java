package ebb.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pods of one service: which ordinal each has, what it is doing, how long it took to start. It is told whole lists and finds out what
 * changed; the same list twice changes nothing.
 */
final class PodLedger {
    /** What happened to a pod. */
    enum Change {
        READY,
        CHANGED,
        FAILED,
        GONE
    }

    /**
     * @param startNanos since the pod was asked for, -1 if it is not {@link Change#READY}
     * @param view the pod as it is now; as it was last where it is gone
     */
    record Happened(Change change, int ordinal, long startNanos, PodView view) {}

    private static final int KEPT_STARTS = 32;

    private record Pod(int ordinal, long askedNanos, PodView view, boolean wasReady) {}

    private final Map<String, Integer> ordinals = new HashMap<>();
    private final Map<String, Integer> byName = new HashMap<>();
    private final Deque<Long> asked = new ArrayDeque<>();
    private final long hintNanos;
    private final long[] starts = new long[KEPT_STARTS];
    private TreeMap<Integer, Pod> pods = new TreeMap<>();
    private int startCount;
    private int nextOrdinal;

    /** @param hintNanos how long a start takes, until five were seen */
    PodLedger(long hintNanos) {
        this.hintNanos = hintNanos;
    }

    /** Goes on with the ordinals of another leader. */
    void resume(Map<String, Integer> known, int next) {
        ordinals.putAll(known);
        nextOrdinal = next;
    }

    /** So many pods more were asked for just now. */
    void ask(int count, long nowNanos) {
        for (int i = 0; i < count; i++) {
            asked.addLast(nowNanos);
        }
    }

    /** Pods that were asked for and have not come are not wanted any more. */
    void unask() {
        asked.clear();
    }

    /** @param now all pods there are; @return what changed, by ordinal */
    List<Happened> look(Collection<PodView> now, long nowNanos) {
        List<Happened> all = new ArrayList<>();
        TreeMap<Integer, Pod> next = new TreeMap<>();
        now.stream()
                .sorted(java.util.Comparator.comparing(PodView::name).thenComparing(PodView::uid))
                .forEach(view -> {
                    int ordinal = ordinal(view.uid());
                    byName.put(view.name(), ordinal);
                    Pod before = pods.get(ordinal);
                    next.put(ordinal, before == null ? fresh(ordinal, view, nowNanos) : seen(before, view));
                });
        for (Pod each : pods.values()) {
            if (!next.containsKey(each.ordinal)) {
                ordinals.remove(each.view.uid());
                byName.remove(each.view.name(), each.ordinal);
                all.add(new Happened(Change.GONE, each.ordinal, -1, each.view));
            }
        }
        for (Pod each : next.values()) {
            changed(pods.get(each.ordinal), each, nowNanos, all);
        }
        pods = next;
        return all;
    }

    private int ordinal(String uid) {
        return ordinals.computeIfAbsent(uid, any -> nextOrdinal++);
    }

    private Pod fresh(int ordinal, PodView view, long nowNanos) {
        Long since = asked.pollFirst();
        // One that is ready when it is first seen was started before this process looked: how long it took is not
        // known.
        return new Pod(ordinal, view.ready() ? -1 : since == null ? nowNanos : since, view, view.ready());
    }

    private static Pod seen(Pod before, PodView view) {
        return new Pod(before.ordinal, before.askedNanos, view, before.wasReady || view.ready());
    }

    private void changed(@org.jspecify.annotations.Nullable Pod before, Pod pod, long nowNanos, List<Happened> all) {
        PodView was = before == null ? new PodView("", "", false, false, false) : before.view;
        PodView is = pod.view;
        if (is.failing() && !was.failing()) {
            all.add(new Happened(Change.FAILED, pod.ordinal, -1, is));
        } else if (takes(is) && !takes(was)) {
            boolean first = before == null || !before.wasReady;
            long took = first && pod.askedNanos >= 0 ? nowNanos - pod.askedNanos : -1;
            if (took >= 0) {
                starts[startCount++ % KEPT_STARTS] = took;
            }
            all.add(new Happened(Change.READY, pod.ordinal, took, is));
        } else if (takes(is) != takes(was) || is.deleting() != was.deleting() || before == null) {
            all.add(new Happened(Change.CHANGED, pod.ordinal, -1, is));
        }
    }

    private static boolean takes(PodView pod) {
        return pod.ready() && !pod.deleting();
    }

    int ready() {
        return (int) pods.values().stream().filter(each -> takes(each.view)).count();
    }

    int draining() {
        return (int) pods.values().stream().filter(each -> each.view.deleting()).count();
    }

    boolean isEmpty() {
        return pods.isEmpty();
    }

    /** @return the ordinal of a pod by its name; a name that was not seen gets none: -1 */
    int named(String pod) {
        return byName.getOrDefault(pod, -1);
    }

    /** @return the median of the last starts; the hint until five were seen */
    long coldStartNanos() {
        int count = Math.min(startCount, KEPT_STARTS);
        if (count < 5) {
            return hintNanos;
        }
        long[] sorted = Arrays.copyOf(starts, count);
        Arrays.sort(sorted);
        return sorted[count / 2];
    }

    /** @return how long the last start took, -1 if none was seen */
    long lastStartNanos() {
        return startCount == 0 ? -1 : starts[(startCount - 1) % KEPT_STARTS];
    }

    /** @return when the first pod that is starting is expected to be ready, or -1 if none is */
    long expectedNanos() {
        long first = asked.isEmpty() ? Long.MAX_VALUE : asked.peekFirst();
        for (Pod each : pods.values()) {
            if (!each.wasReady && !each.view.deleting() && each.askedNanos >= 0) {
                first = Math.min(first, each.askedNanos);
            }
        }
        return first == Long.MAX_VALUE ? -1 : first + coldStartNanos();
    }

    Map<String, Integer> ordinals() {
        return ordinals;
    }

    int nextOrdinal() {
        return nextOrdinal;
    }
}
