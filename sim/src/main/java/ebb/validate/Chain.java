package ebb.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Arrivals and departures of a memoryless queue: what they should do to any function of the number in the house.
 *
 * <p>For a function f, the change of f over a window less the integral of its drift is a martingale: its mean is 0 whatever f is (Dynkin).
 * What is seen of it in a replication is chance that the replication's averages share, so it serves as a control variate (Henderson and
 * Glynn 2002, approximating martingales for variance reduction).
 *
 * @param arrivals a second
 * @param departures a second and request in service
 * @param servers at once in service, at most
 * @param capacity in the house, at most
 * @param centre where it matters most
 * @param low whether the lowest levels matter too
 */
record Chain(double arrivals, double departures, int servers, int capacity, double centre, boolean low) {
    private static final int LOW = 6;
    private static final int TOP = 4;

    /** Smooth functions, bends around the centre and along the queue, steps at the centre and at the bottom; none is fitted to an answer. */
    private List<IntToDoubleFunction> functions() {
        List<IntToDoubleFunction> all = new ArrayList<>();
        all.add(n -> n);
        all.add(n -> (double) n * n);
        double spread = StrictMath.sqrt(centre);
        for (double knot = -2; knot <= 1 && centre > 1; knot += 0.5) {
            all.add(above(centre + knot * spread));
        }
        if (capacity > servers) {
            all.add(n -> Math.max(0, n - servers) * (double) Math.max(0, n - servers));
        }
        for (int knot = 1; knot <= LOW && isOpen(); knot++) {
            all.add(above(servers + knot * 0.9 / (1 - arrivals / departures / servers)));
        }
        for (int step = 1; step <= Math.min(LOW, capacity) && low; step++) {
            all.add(step(step));
        }
        for (int below = 0; below < Math.min(TOP, centre); below++) {
            all.add(step((int) centre - below));
        }
        return all;
    }

    private static IntToDoubleFunction step(int at) {
        return n -> n >= at ? 1 : 0;
    }

    private static IntToDoubleFunction above(double knot) {
        return n -> Math.max(0, n - knot);
    }

    /** The queue may grow as it likes; it does so on the scale of 1 / (1 - load). */
    private boolean isOpen() {
        return servers < capacity && capacity == Integer.MAX_VALUE;
    }

    /**
     * @param waited requests that waited
     * @param lost requests for which there was no room
     * @param seconds of the window
     * @return one value for each function and two for what arrivals see, each with mean 0
     */
    double[] controls(Levels levels, double waited, double lost, double seconds) {
        List<Double> all = new ArrayList<>();
        functions().forEach(f -> all.add(residue(f, levels)));
        if (servers < Integer.MAX_VALUE) {
            // Poisson arrivals see time averages (Wolff 1982): those who wait find all servers busy, those who are lost
            // a full house.
            double full = levels.share(capacity);
            double busy = 1 - levels.atMost(servers - 1) - full;
            all.add(waited / seconds - arrivals * busy);
            all.add(lost / seconds - arrivals * full);
        }
        return all.stream().mapToDouble(value -> value).toArray();
    }

    private double residue(IntToDoubleFunction f, Levels levels) {
        double drift = 0;
        for (int n = 0; n < levels.top(); n++) {
            double share = levels.share(n);
            if (share > 0) {
                drift += share * drift(f, n);
            }
        }
        return drift;
    }

    private double drift(IntToDoubleFunction f, int n) {
        double here = f.applyAsDouble(n);
        double up = n < capacity ? arrivals * (f.applyAsDouble(n + 1) - here) : 0;
        double down = departures * Math.min(n, servers) * (n == 0 ? 0 : f.applyAsDouble(n - 1) - here);
        return up + down;
    }
}
