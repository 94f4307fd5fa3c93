package ebb.live.balancer;

import ebb.balance.Choice;
import ebb.balance.Loads;
import ebb.live.Report;
import ebb.live.ServiceConfig;
import ebb.live.ServiceName;
import java.util.ArrayList;
import java.util.List;

/** One service at the dispatcher: its pods, its levels and sums. Its {@link Loads} are the pods that may be sent to. */
final class Service implements Loads {
    /** A request that ended, for a recording; times are absolute. */
    record Ended(long cameAt, long heldNanos, long serviceNanos, int pod, int status) {}

    // A new pod starts with a tenth of its places (Envoy's slow start has min_weight_percent 10) and gets one more with
    // each
    // request that it served and with time: a cold pod's first requests are its slowest.
    private static final int SLOW_START_SHARE = 10;

    final int number;
    volatile ServiceConfig config;
    Choice choice;

    /** All that are in its slices, by ordinal. */
    final List<Pod> known = new ArrayList<>();

    /** Those that may be sent to, by ordinal. */
    private final List<Pod> usable = new ArrayList<>();

    long version;
    boolean forgotten;

    // Levels.
    long inFlight;
    long queued;
    long heldBytes;

    // Since the last report that was taken.
    long arrivals;
    long done;
    long concurrencyNanos;
    final List<Ended> ended = new ArrayList<>();
    boolean recording;
    private long integratedTo;

    // What the last report that was taken said.
    long toldInFlight;
    long toldQueued;
    long toldAt = Long.MIN_VALUE / 2;
    boolean tellAgain;

    /** When the next pod is expected; 0 if none is on its way. */
    long readyAt;

    /** When it was not empty any more, for those who waited for it. */
    long usableAt;

    /** It was found asleep, and this was told. */
    boolean wakeAsked;

    long wakeAgainAt;
    double retryTokens;

    /** The time of the dispatcher's present call, for {@link #open}. */
    private long now;

    private long slowStartNanos;

    Service(int number, ServiceConfig config) {
        this.number = number;
        this.config = config;
        choice = config.algorithm().choice();
    }

    ServiceName name() {
        return config.service();
    }

    boolean empty() {
        return usable.isEmpty();
    }

    long demand() {
        return inFlight + queued;
    }

    /** Brings the integral up to now; to be called before a level changes. */
    void advance(long nowNanos, long slowStart) {
        concurrencyNanos += demand() * Math.max(0, nowNanos - integratedTo);
        integratedTo = nowNanos;
        now = nowNanos;
        slowStartNanos = slowStart;
    }

    /** Looks again which pods may be sent to. @return whether there was none and now is one, or the other way */
    boolean relist() {
        boolean was = usable.isEmpty();
        usable.clear();
        for (Pod pod : known) {
            if (pod.usable()) {
                usable.add(pod);
                pod.usableSince = pod.usableSince == Pod.NEVER ? now : pod.usableSince;
            }
        }
        return was != usable.isEmpty();
    }

    Pod pod(int index) {
        return usable.get(index);
    }

    boolean anyOpen() {
        for (int i = 0; i < usable.size(); i++) {
            if (open(i) > 0) {
                return true;
            }
        }
        return false;
    }

    /** What to tell, of all since the last that was taken. */
    Report report(String source, long epoch, long seq) {
        List<Report.Detail> details = ended.stream()
                .map(e -> new Report.Detail(
                        integratedTo - e.cameAt, e.heldNanos, e.serviceNanos, -1, -1, e.pod, e.status))
                .toList();
        return new Report(source, epoch, seq, name(), inFlight, queued, arrivals, done, concurrencyNanos, details);
    }

    void told() {
        toldInFlight = inFlight;
        toldQueued = queued;
        toldAt = integratedTo;
        arrivals = 0;
        done = 0;
        concurrencyNanos = 0;
        ended.clear();
        tellAgain = false;
    }

    @Override
    public int pods() {
        return usable.size();
    }

    @Override
    public int inFlight(int pod) {
        return usable.get(pod).inFlight;
    }

    @Override
    public int open(int index) {
        Pod pod = usable.get(index);
        return allowed(pod) - pod.inFlight;
    }

    private int allowed(Pod pod) {
        int limit = config.concurrencyLimit();
        long age = now - pod.usableSince;
        if (age >= slowStartNanos) {
            return limit;
        }
        long allowed = (limit + SLOW_START_SHARE - 1) / SLOW_START_SHARE
                + pod.served
                + (long) ((double) limit * age / slowStartNanos);
        return (int) Math.min(limit, allowed);
    }

    /** Pods do not say how full their cache is: {@code least-kv-cache} then chooses by requests. */
    @Override
    public long kv(int pod) {
        return 0;
    }

    @Override
    public long ordinal(int pod) {
        return usable.get(pod).ordinal;
    }
}
