package ebb.cluster;

import ebb.balance.Algorithm;
import ebb.balance.Choice;
import ebb.balance.Loads;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.Arrays;

/** The pods that a service's balancer knows, and its choice among them. */
final class Balancer implements Loads {
    private final Service service;
    private final Draw draw = new Draw();
    private final long draws;
    private Choice choice;
    private Pod[] pods = new Pod[8];
    private int size;
    private int concurrency;

    /** Places that look free from here. */
    private int free;

    Balancer(Service service) {
        this.service = service;
        draws = service.base(Purpose.BALANCE);
        choice = service.spec.balancing().algorithm().choice();
        concurrency = service.limits.concurrency();
    }

    void use(Algorithm next) {
        choice = next.choice();
    }

    boolean full() {
        return free <= 0;
    }

    /** Puts a pod on the list, in the order of ordinals. */
    void list(Pod pod) {
        if (size == pods.length) {
            pods = Arrays.copyOf(pods, size * 2);
        }
        int i = size++;
        while (i > 0 && pods[i - 1].ordinal > pod.ordinal) {
            pods[i] = pods[i - 1];
            i--;
        }
        pods[i] = pod;
        pod.listed = true;
        free += places(pod);
    }

    void unlist(Pod pod) {
        int i = 0;
        while (pods[i] != pod) {
            i++;
        }
        System.arraycopy(pods, i + 1, pods, i, size - i - 1);
        size--;
        pod.listed = false;
        free -= places(pod);
    }

    /** Places that look free in one; a pod that has more than it may have now has none, and takes none from others. */
    private int places(Pod pod) {
        return Math.max(0, pod.free(concurrency));
    }

    /** A closed pod refuses, so from here it always looks free. */
    void close(Pod pod) {
        free -= pod.listed ? places(pod) : 0;
        pod.closed = true;
        free += pod.listed ? places(pod) : 0;
    }

    /** A pod will have one request more. */
    void taken(Pod pod) {
        free -= pod.listed && !pod.closed && pod.inFlight < concurrency ? 1 : 0;
    }

    /** A pod has one request less. */
    void freed(Pod pod) {
        free += pod.listed && !pod.closed && pod.inFlight < concurrency ? 1 : 0;
    }

    /** Limits changed: counts again. */
    void recount() {
        concurrency = service.limits.concurrency();
        free = 0;
        for (int i = 0; i < size; i++) {
            free += places(pods[i]);
        }
    }

    /** @return a pod with a free place; there must be one */
    Pod choose(long ordinal, long session) {
        int chosen = choice.choose(this, session, draw.at(draws, ordinal).bits());
        if (chosen == Choice.NONE) {
            throw new IllegalStateException(
                    service.spec.name() + ": " + free + " free places but none found in " + size + " pods");
        }
        return pods[chosen];
    }

    @Override
    public int pods() {
        return size;
    }

    @Override
    public int inFlight(int pod) {
        return pods[pod].inFlight;
    }

    @Override
    public int open(int pod) {
        return pods[pod].free(concurrency);
    }

    @Override
    public long kv(int pod) {
        Server server = pods[pod].server;
        return server == null ? 0 : server.kvTokens();
    }

    @Override
    public long ordinal(int pod) {
        return pods[pod].ordinal;
    }
}
