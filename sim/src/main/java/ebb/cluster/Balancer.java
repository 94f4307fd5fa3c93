package ebb.cluster;

import ebb.balance.Algorithm;
import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.Arrays;

/** The pods that a service's balancer knows, and its choice among them. */
final class Balancer {
    private final Service service;
    private final Draw draw = new Draw();
    private final long draws;
    private Algorithm algorithm;
    private Pod[] pods = new Pod[8];
    private int size;

    /** Places that look free from here. */
    private int free;

    private int turn;

    Balancer(Service service) {
        this.service = service;
        draws = service.base(Purpose.BALANCE);
        algorithm = service.spec.balancing().algorithm();
    }

    void use(Algorithm next) {
        algorithm = next;
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

    private int places(Pod pod) {
        return pod.free(service.limits.concurrency());
    }

    /** A closed pod refuses, so from here it always looks free. */
    void close(Pod pod) {
        free -= pod.listed ? places(pod) : 0;
        pod.closed = true;
        free += pod.listed ? places(pod) : 0;
    }

    void taken(Pod pod) {
        free -= pod.listed && !pod.closed ? 1 : 0;
    }

    void freed(Pod pod) {
        free += pod.listed && !pod.closed ? 1 : 0;
    }

    /** Concurrency changed: counts again. */
    void recount() {
        free = 0;
        for (int i = 0; i < size; i++) {
            free += places(pods[i]);
        }
    }

    /** @return a pod with a free place; there must be one */
    Pod choose(long ordinal, int session) {
        int concurrency = service.limits.concurrency();
        switch (algorithm) {
            case NEWEST_FIRST -> {
                for (int i = size - 1; i >= 0; i--) {
                    if (pods[i].free(concurrency) > 0) {
                        return pods[i];
                    }
                }
            }
            case ROUND_ROBIN -> {
                for (int i = 0; i < size; i++) {
                    turn = turn + 1 < size ? turn + 1 : 0;
                    if (pods[turn].free(concurrency) > 0) {
                        return pods[turn];
                    }
                }
            }
            default -> {
                draw.at(draws, ordinal);
                int best = 0;
                for (int i = 1; i < size; i++) {
                    if (pods[i].free(concurrency) > pods[best].free(concurrency)) {
                        best = i;
                    }
                }
                return pods[best];
            }
        }
        throw new IllegalStateException(
                service.spec.name() + ": " + free + " free places but none found in " + size + " pods");
    }
}
