package ebb.balance;

import java.util.function.Supplier;

/** How the balancer chooses among pods that have a free place. */
public enum Algorithm {
    /** The next in the order of ordinals after the one chosen last. */
    ROUND_ROBIN(RoundRobin::new),
    /** The pod with the fewest requests. */
    LEAST_CONNECTIONS(() -> LeastLoaded::connections),
    RANDOM(() -> Drawn::one),
    /** The less loaded of two drawn at random (Mitzenmacher 2001). */
    POWER_OF_TWO_CHOICES(() -> Drawn::lessLoadedOfTwo),
    /** By the request's session key, consistent when pods come and go, with bounded load. */
    CONSISTENT_HASH(() -> BoundedHash::choose),
    /** The pod that served the session last, else the least loaded. */
    SESSION_AFFINITY(SessionAffinity::new),
    /** The pod whose KV cache is least used; of those the one with the fewest requests. */
    LEAST_KV_CACHE(() -> LeastLoaded::kvCache),
    /** The newest pod with a free place, so that older ones may fall idle: what function platforms do (measured by SimFaaS). */
    NEWEST_FIRST(() -> NewestFirst::choose);

    private final Supplier<Choice> choice;

    Algorithm(Supplier<Choice> choice) {
        this.choice = choice;
    }

    /** @return the algorithm with nothing remembered, for one service */
    public Choice choice() {
        return choice.get();
    }
}
