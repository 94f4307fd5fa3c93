package ebb.scenario;

import ebb.cluster.Fate;
import ebb.cluster.Observer;
import ebb.cluster.Timeline;
import ebb.cost.Tariff;
import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Standing;
import ebb.result.RunRecord;
import ebb.scenario.Workload.Member;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a replay from moment to moment: quantiles of the latency and the cost in each step of the timeline, and every decision of
 * the watched policy that changed where it stands or how many pods it asks for.
 */
public final class ReplayDetail {
    private final String service;
    private final String watched;
    private final long stepNanos;
    /** Of each served request: the step in which it came, and its latency, ns; after the end in the order of steps, then of latencies. */
    private int[] steps = new int[1024];

    private long[] latencies = new long[1024];
    private int served;

    /** Where the requests of a step begin; one more than there are steps. */
    private int[] first = {0};

    private double[] costPerHour = {};
    private @Nullable Automaton automaton;
    private int decisions;
    private long[] at = new long[256];
    private long[] standings = new long[256];
    private long[] lefts = new long[256];
    private long[] rights = new long[256];
    private int[] whys = new int[256];
    private int[] desired = new int[256];

    ReplayDetail(String service, String watched, long stepNanos) {
        this.service = service;
        this.watched = watched;
        this.stepNanos = stepNanos;
    }

    // What is seen.

    Run.Witness witness() {
        return new Run.Witness() {
            @Override
            public long stepNanos() {
                return stepNanos;
            }

            @Override
            public Observer of(List<Member> members) {
                return observe(members);
            }
        };
    }

    private Observer observe(List<Member> members) {
        boolean[] counted = new boolean[members.size()];
        int told = -1;
        for (int i = 0; i < counted.length; i++) {
            counted[i] = members.get(i).plan().name().equals(service);
            told = members.get(i).name().equals(watched) ? i : told;
        }
        return new Watching(counted, told);
    }

    private final class Watching implements Observer {
        private final boolean[] counted;
        private final int told;

        Watching(boolean[] counted, int told) {
            this.counted = counted;
            this.told = told;
        }

        @Override
        public void left(int index, long ordinal, long arrivalNanos, long startNanos, long endNanos, Fate fate) {
            if (counted[index] && startNanos != Long.MAX_VALUE) {
                record(arrivalNanos, endNanos - arrivalNanos);
            }
        }

        @Override
        public void stepped(int index, long atNanos, Automaton by, long[] state, Decision decision) {
            if (index == told) {
                automaton = by;
                decided(atNanos, by.standing(state), decision);
            }
        }
    }

    /** A request counts where it came, whenever it was answered. */
    private void record(long arrivalNanos, long latencyNanos) {
        if (served == steps.length) {
            steps = Arrays.copyOf(steps, served * 2);
            latencies = Arrays.copyOf(latencies, served * 2);
        }
        steps[served] = (int) (arrivalNanos / stepNanos);
        latencies[served++] = latencyNanos;
    }

    private void decided(long atNanos, long standing, Decision decision) {
        int last = decisions - 1;
        int pods = decision.desired == Decision.NONE && last >= 0 ? desired[last] : decision.desired;
        if (last >= 0 && standings[last] == standing && desired[last] == pods) {
            return;
        }
        if (decisions == at.length) {
            grow(decisions * 2);
        }
        at[decisions] = atNanos;
        standings[decisions] = standing;
        desired[decisions] = pods;
        whys[decisions] = decision.why;
        lefts[decisions] = decision.left;
        rights[decisions] = decision.right;
        decisions++;
    }

    private void grow(int capacity) {
        at = Arrays.copyOf(at, capacity);
        standings = Arrays.copyOf(standings, capacity);
        desired = Arrays.copyOf(desired, capacity);
        whys = Arrays.copyOf(whys, capacity);
        lefts = Arrays.copyOf(lefts, capacity);
        rights = Arrays.copyOf(rights, capacity);
    }

    /** Spreads the run's cost over time as pods were there, each second at its price. */
    void finish(RunRecord run, Tariff tariff) {
        Timeline line = Objects.requireNonNull(run.total().timeline());
        sort(line.steps);
        double[] weights = new double[line.steps];
        boolean free = tariff.perSecond(0) == 0;
        double all = 0;
        for (int i = 0; i < weights.length; i++) {
            double pods = (double) line.startingPodNanos[i]
                    + line.busyPodNanos[i]
                    + line.idlePodNanos[i]
                    + line.drainingPodNanos[i];
            weights[i] = pods * (free ? 1 : tariff.perSecond(i * stepNanos));
            all += weights[i];
        }
        double cost = run.total().statistics().cost + run.nodes().cost();
        double perStep = all == 0 ? 0 : cost / all * 3_600e9 / stepNanos;
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= perStep;
        }
        costPerHour = weights;
    }

    private void sort(int count) {
        int[] starts = new int[count + 1];
        for (int i = 0; i < served; i++) {
            starts[Math.min(count, steps[i] + 1)]++;
        }
        for (int i = 0; i < count; i++) {
            starts[i + 1] += starts[i];
        }
        long[] sorted = new long[served];
        int[] next = starts.clone();
        for (int i = 0; i < served; i++) {
            sorted[next[Math.min(count - 1, steps[i])]++] = latencies[i];
        }
        for (int i = 0; i < count; i++) {
            Arrays.sort(sorted, starts[i], starts[i + 1]);
        }
        first = starts;
        latencies = sorted;
        steps = new int[0];
    }

    // What is told.

    /** The service whose policy's decisions these are. */
    public String watched() {
        return watched;
    }

    public long stepNanos() {
        return stepNanos;
    }

    /** @return in the currency of the prices; 0 beyond the end */
    public double costPerHour(int step) {
        return step < costPerHour.length ? costPerHour[step] : 0;
    }

    /**
     * @param share 0..1
     * @return seconds, of the served requests that came in a step; NaN where there is none
     */
    public double latency(int step, double share) {
        if (step + 1 >= first.length || first[step] == first[step + 1]) {
            return Double.NaN;
        }
        int count = first[step + 1] - first[step];
        int rank = Math.max(1, (int) Math.ceil(share * count));
        return latencies[first[step] + rank - 1] / 1e9;
    }

    /** How many decisions are known. */
    public int decisions() {
        return decisions;
    }

    /** @return the last decision at or before an instant; -1 if there was none yet */
    public int decisionAt(long nanos) {
        int found = Arrays.binarySearch(at, 0, decisions, nanos);
        if (found < 0) {
            return -found - 2;
        }
        while (found + 1 < decisions && at[found + 1] == nanos) {
            found++;
        }
        return found;
    }

    public long nanosOf(int decision) {
        return at[decision];
    }

    /** @return pods that it asked for; -1 for none so far */
    public int podsOf(int decision) {
        return desired[decision];
    }

    public Standing standingOf(int decision) {
        return new Standing(standings[decision]);
    }

    /** The decision in the policy's own words. */
    public String explain(int decision) {
        return Objects.requireNonNull(automaton)
                .explain(standingOf(decision), whys[decision], lefts[decision], rights[decision]);
    }
}
