package ebb.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a step asks for: levels, never edges. One object serves a whole run. */
public final class Decision {
    /** No decision: nothing is written. */
    public static final int NONE = -1;

    /** Pods wanted, or {@link #NONE}. */
    public int desired = NONE;

    /** The pod to take first when pods are taken away, by its ordinal; -1: the longest idle. */
    public int victim = -1;

    /** Names of the balancer's algorithms, as a policy writes them; {@link #balancer} is a place among them. */
    static final List<String> BALANCERS = List.of(
            "round_robin",
            "least_connections",
            "random",
            "power_of_two",
            "consistent_hash",
            "session_affinity",
            "least_kv",
            "most_recently_busy");

    /** Orders in which pods may go, as a policy writes them. */
    public static final List<String> VICTIMS = List.of("longest_idle", "youngest");

    /**
     * Something said once: an alert to people, or the name of an event to other programs.
     *
     * @param severity of an alert: info, ticket or page; empty for an event
     */
    public record Notice(String text, String severity) {
        /** In a log: {@code alert (page): pods keep crashing}, {@code event grown}. */
        public String line() {
            return severity.isEmpty() ? "event " + text : "alert (" + severity + "): " + text;
        }
    }

    /** How requests are to be balanced, a place among the algorithms; -1: as it is. */
    public int balancer = -1;

    /** Which pods go first, a place among {@link #VICTIMS}; -1: as it is. */
    public int victims = -1;

    /** The way that requests are to take: 1 direct, 2 through the gateway; 0: as it is. */
    public int path;

    /** Gateways wanted in the path; -1: as it is. */
    public int gateways = -1;

    /** What a person or another program should know, in the order in which it was said. */
    public final List<Notice> notices = new ArrayList<>();

    /** A code that {@link Automaton#explain} turns into words, with the two values compared. */
    public int why;

    public long left;
    public long right;

    /** @return how an algorithm of the balancer is named; null for none */
    public static @Nullable String balancerName(int balancer) {
        return balancer < 0 || balancer >= BALANCERS.size() ? null : BALANCERS.get(balancer);
    }

    /** @return whether it asks for anything */
    public boolean made() {
        return desired != NONE || balancer >= 0 || path != 0 || gateways >= 0;
    }

    public void clear() {
        desired = NONE;
        victim = -1;
        notices.clear();
        balancer = -1;
        victims = -1;
        path = 0;
        gateways = -1;
        why = 0;
        left = 0;
        right = 0;
    }

    public void scale(int pods, int why, long left, long right) {
        this.desired = pods;
        this.why = why;
        this.left = left;
        this.right = right;
    }
}
