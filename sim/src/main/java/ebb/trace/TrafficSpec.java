package ebb.trace;

import ebb.random.Law;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Traffic that is drawn from laws. Every draw is keyed by the seed, the service's name and the request's number, so that the same
 * specification gives the same requests on every machine, a service's stream can be read alone, and one more service changes no other.
 */
public sealed interface TrafficSpec {
    /**
     * @param name of the only service, where there is one; draws depend on it
     * @param durationNanos from time 0; no request comes at its end or later
     */
    default Trace trace(String name, long durationNanos, long seed) {
        return Generator.trace(this, new Generator.Setting(name, durationNanos, seed));
    }

    /**
     * One service.
     *
     * @param shapes of the rate over time, multiplied
     */
    record Service(ArrivalProcess arrivals, List<RateShape> shapes, Work work) implements TrafficSpec {
        public Service {
            shapes = List.copyOf(shapes);
        }
    }

    /**
     * One service with conversations: after each answer the user thinks, or is done. A prompt holds all that was said before it.
     *
     * @param starts of conversations
     * @param meanTurns 1 or more; their number is geometric
     * @param think seconds from one request of a conversation to the next: the answer takes part of it
     * @param prompt new tokens of each turn
     * @param answer tokens of each answer
     * @param context tokens that a prompt has at most
     * @param seconds how long a request is served; null: not said
     */
    record Conversations(
            ArrivalProcess starts,
            List<RateShape> shapes,
            double meanTurns,
            Law think,
            Law prompt,
            Law answer,
            int context,
            @Nullable Law seconds)
            implements TrafficSpec {
        public Conversations {
            shapes = List.copyOf(shapes);
            if (!(meanTurns >= 1) || context < 1) {
                throw new IllegalArgumentException(
                        "a conversation has a turn and a context at least: " + meanTurns + ", " + context);
            }
        }
    }

    /**
     * The apps of a function platform, as in the Azure Functions trace of 2019: requests a day, burstiness, time and memory of each from the
     * published distributions. Services are the quantiles of the rate in rising order, so that few of them already look like all.
     *
     * @param services from 1 up; the platform had 24,274
     * @param scale of all rates
     * @param mostPerSecond faster ones are slowed to this
     */
    record Population(int services, double scale, double mostPerSecond, List<RateShape> shapes) implements TrafficSpec {
        public Population {
            shapes = List.copyOf(shapes);
            if (services < 1 || !(scale > 0) || !(mostPerSecond > 0)) {
                throw new IllegalArgumentException("needs services, a scale and a rate above 0: " + services + ", "
                        + scale + ", " + mostPerSecond);
            }
        }
    }

    /** All requests of the parts, as one service. The parts agree in what their requests have. */
    record Superposition(List<TrafficSpec> parts) implements TrafficSpec {
        public Superposition {
            parts = List.copyOf(parts);
            if (parts.isEmpty()) {
                throw new IllegalArgumentException("needs a part");
            }
        }
    }

    /**
     * Several services.
     *
     * @param services by name
     * @param shapes that the rates of all share, random paths included
     */
    record Group(Map<String, TrafficSpec> services, List<RateShape> shapes) implements TrafficSpec {
        public Group {
            services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
            shapes = List.copyOf(shapes);
            if (services.isEmpty()) {
                throw new IllegalArgumentException("needs a service");
            }
        }
    }
}
