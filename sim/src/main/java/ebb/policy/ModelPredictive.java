package ebb.policy;

import java.util.List;
import java.util.Map;

/**
 * Plans ahead: at each tick the cheapest number of pods for every tick of a horizon, of which the first that can still be changed is done
 * (model predictive control). A pod costs one for each tick that it is there, a missing one costs {@code penalty}, and one that is started
 * costs {@code start_cost}. The plan is exact, by dynamic programming over pods: O(ticks × pods). Demand is the mean concurrency of a tick,
 * continued by Holt's level and trend.
 *
 * <p>It is in Java because a plan is no formula: docs/policy-language.md, <i>Policies in Java</i>, under which it is loaded as one.
 */
public final class ModelPredictive implements PolicyProgram {
    private static final int BEYOND_START = 20;
    private static final int MOST_PODS = 5_000;
    // Less than this is a rest of smoothing, not a request.
    private static final double NO_REQUEST = 0.01;

    @Override
    public String title() {
        return "mpc";
    }

    @Override
    public String text() {
        return "plans pods ahead: the cheapest way through a forecast, planned anew at each tick";
    }

    @Override
    public List<Parameter> parameters() {
        Parameter.Unit seconds = Parameter.Unit.SECONDS;
        Parameter.Unit number = Parameter.Unit.NUMBER;
        return List.of(
                new Parameter("tick", seconds, 10, 1, 600, true, "Time between two plans; our choice."),
                new Parameter("start", seconds, 10, 0, 3600, true, "How long a start takes, until one was seen."),
                new Parameter(
                        "start_cost", seconds, 30, 0, 3600, true, "What a start costs, as time of a pod; our choice."),
                new Parameter("penalty", number, 10, 1, 1000, true, "What a missing pod costs, in pods; our choice."),
                new Parameter(
                        "level", Parameter.Unit.RATIO, 0.5, 0.01, 1, false, "Weight of the newest tick in the level."),
                new Parameter(
                        "trend", Parameter.Unit.RATIO, 0.1, 0, 1, false, "Weight of the newest step in the trend."));
    }

    @Override
    public Automaton automaton(Map<String, Double> parameters, ServiceFacts facts) {
        long tick = Math.round(parameters.getOrDefault("tick", 10.0) * 1e9);
        return new Planner(
                facts.limits(),
                tick,
                Math.round(parameters.getOrDefault("start", 10.0) * 1e9),
                parameters.getOrDefault("start_cost", 30.0) * 1e9 / tick,
                parameters.getOrDefault("penalty", 10.0),
                parameters.getOrDefault("level", 0.5),
                parameters.getOrDefault("trend", 0.1));
    }

    /**
     * The cheapest first number of pods.
     *
     * @param needed pods that the demand needs at each step of the plan, at least one step
     * @param there pods that there are before the first step
     * @param most pods that may be asked for
     * @return the fewest of those that are as cheap
     */
    static int plan(double[] needed, int there, int most, double startCost, double penalty) {
        double[] later = new double[most + 1];
        double[] cost = new double[most + 1];
        for (int step = needed.length - 1; step >= 0; step--) {
            for (int pods = 0; pods <= most; pods++) {
                cost[pods] = later[pods] + pods + penalty * Math.max(0, needed[step] - pods);
            }
            if (step > 0) {
                reach(cost, later, startCost);
            }
        }
        int best = 0;
        for (int pods = 1; pods <= most; pods++) {
            double gain = from(cost, there, best, startCost) - from(cost, there, pods, startCost);
            best = gain > 1e-9 ? pods : best;
        }
        return best;
    }

    private static double from(double[] cost, int there, int pods, double startCost) {
        return cost[pods] + startCost * Math.max(0, pods - there);
    }

    /** From so many pods the cheapest way on: fewer for nothing, more for their starts. */
    private static void reach(double[] cost, double[] into, double startCost) {
        int most = cost.length - 1;
        double more = Double.POSITIVE_INFINITY;
        for (int pods = most; pods >= 0; pods--) {
            more = Math.min(more + startCost, cost[pods]);
            into[pods] = more;
        }
        double fewer = Double.POSITIVE_INFINITY;
        for (int pods = 0; pods <= most; pods++) {
            fewer = Math.min(fewer, cost[pods]);
            into[pods] = Math.min(into[pods], fewer);
        }
    }

    /** Of one service. */
    private record Planner(
            Limits limits,
            long tickNanos,
            long startNanos,
            double startCost,
            double penalty,
            double levelWeight,
            double trendWeight)
            implements Automaton {
        private static final int NEXT = 0;
        private static final int SINCE = 1;
        private static final int DEMAND = 2;
        private static final int INTEGRAL = 3;
        private static final int LEVEL = 4;
        private static final int TREND = 5;
        private static final int START = 6;
        private static final int SLOTS = 7;

        @Override
        public long[] start(Event levels) {
            long[] state = new long[SLOTS];
            state[NEXT] = levels.atNanos + tickNanos;
            state[SINCE] = levels.atNanos;
            state[DEMAND] = levels.demand();
            state[START] = startNanos;
            put(state, LEVEL, (double) levels.demand());
            return state;
        }

        private static double get(long[] state, int slot) {
            return Double.longBitsToDouble(state[slot]);
        }

        private static void put(long[] state, int slot, double value) {
            state[slot] = Double.doubleToRawLongBits(value);
        }

        @Override
        public long[] step(long[] state, Event event, Decision out) {
            while (state[NEXT] <= event.atNanos) {
                tick(state, event.replicas, out);
            }
            settle(state, event.atNanos);
            state[DEMAND] = event.demand();
            if (event.kind == EventKind.POD_READY && event.startNanos >= 0) {
                state[START] = event.startNanos;
            }
            if (event.demand() > 0 && event.replicas == 0) {
                out.scale(limits.clamp(limits.podsFor(event.demand())), 1, event.demand(), 0);
            }
            return state;
        }

        /** Brings the integral of the demand up to an instant. */
        private static void settle(long[] state, long now) {
            state[INTEGRAL] += state[DEMAND] * (now - state[SINCE]);
            state[SINCE] = now;
        }

        private void tick(long[] state, int replicas, Decision out) {
            settle(state, state[NEXT]);
            double mean = (double) state[INTEGRAL] / tickNanos;
            double before = get(state, LEVEL);
            double level = levelWeight * mean + (1 - levelWeight) * (before + get(state, TREND));
            put(state, TREND, trendWeight * (level - before) + (1 - trendWeight) * get(state, TREND));
            put(state, LEVEL, level);
            state[INTEGRAL] = 0;
            state[NEXT] += tickNanos;
            decide(state, replicas, out);
        }

        private void decide(long[] state, int replicas, Decision out) {
            // What is asked for now is there when a start is over: the steps before are no longer to be changed.
            int first = (int) Math.min(1000, Math.ceilDiv(state[START], tickNanos));
            double[] needed = new double[BEYOND_START + 1];
            double peak = replicas;
            for (int i = 0; i < needed.length; i++) {
                needed[i] = needed(get(state, LEVEL) + (first + i) * get(state, TREND));
                peak = Math.max(peak, needed[i]);
            }
            int most = (int) Math.min(Math.min(limits.max(), MOST_PODS), peak + 1);
            int planned = plan(needed, Math.min(replicas, most), most, startCost, penalty);
            int least = state[DEMAND] > 0 ? 1 : 0;
            out.scale(limits.clamp(Math.max(least, planned)), 0, Math.round(1000 * get(state, LEVEL)), 0);
        }

        private double needed(double requests) {
            return requests < NO_REQUEST ? 0 : StrictMath.ceil(requests / limits.concurrency());
        }

        @Override
        public long nextDeadline(long[] state) {
            return state[NEXT];
        }

        @Override
        public EventSet wants() {
            return EventSet.CHANGES;
        }

        @Override
        public String explain(int why, long left, long right) {
            return why == 1 ? left + " requests and no pod" : "planned for " + left / 1000.0 + " requests at once";
        }
    }
}
