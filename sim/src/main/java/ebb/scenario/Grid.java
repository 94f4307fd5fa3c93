package ebb.scenario;

import ebb.cluster.ClusterSpec;
import ebb.cluster.ServiceSpec;
import ebb.cluster.Simulation;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.result.Experiment;
import ebb.result.LeastCost;
import ebb.result.RunRecord;
import ebb.scenario.Workload.Member;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All runs of a scenario: settings × seeds × policies, in an order that never depends on threads.
 *
 * <p>Settings vary slowest, then seeds, then policies, so that runs that share traffic stand together.
 */
public final class Grid {
    private final List<Run> runs;
    private final Scenario first;

    private Grid(List<Run> runs, Scenario first) {
        this.runs = List.copyOf(runs);
        this.first = first;
    }

    /**
     * What the runs are made of.
     *
     * @param folder of the scenario
     * @param settings of the command line, in their order
     * @param path where traces are
     * @param lenient leave out bad rows of traces and count them
     */
    public record Request(
            Tree.Mapping scenario, Path folder, List<Settings> settings, TracePath path, boolean lenient) {
        public Request {
            settings = List.copyOf(settings);
        }
    }

    /**
     * Checks everything and opens the traces.
     *
     * @param problems what was wrong already
     * @throws ebb.document.BadInputException with everything that is wrong
     */
    public static Grid of(Request request, Problems problems) {
        List<Settings.Variant> variants = Settings.variants(request.scenario(), request.settings(), problems);
        List<Scenario> scenarios = new ArrayList<>();
        for (Settings.Variant each : variants) {
            scenarios.add(ScenarioReader.read(each.tree(), request.folder(), problems));
            // The same mistake in each variant is one mistake.
            problems.throwIfAny();
        }
        List<Run> runs = new ArrayList<>();
        KeptTraffic.Room room = new KeptTraffic.Room();
        for (int i = 0; i < scenarios.size(); i++) {
            Scenario scenario = scenarios.get(i);
            for (long seed : scenario.seeds()) {
                Workload workload = Workload.open(scenario, seed, request.path(), request.lenient(), room);
                Run.Bounds bounds = sharedBounds();
                for (PolicyChoice policies : scenario.policies()) {
                    Map<String, String> settings = variants.get(i).settings();
                    runs.add(new Run(scenario, policies, settings, workload, seed, bounds));
                }
            }
        }
        return new Grid(runs, scenarios.getFirst());
    }

    static Run.Bounds sharedBounds() {
        return new SharedBounds();
    }

    /** Each is computed once, by whoever needs it first. */
    private static final class SharedBounds implements Run.Bounds {
        private final Map<String, LeastCost> known = new ConcurrentHashMap<>();

        @Override
        public LeastCost of(Member member, ClusterSpec cluster, ServiceSpec service) {
            return known.computeIfAbsent(member.name(), name -> Bound.of(cluster, service, member.arrivals()));
        }
    }

    public List<Run> runs() {
        return runs;
    }

    /** The question that the runs answer, as the first of them asks it. */
    public Experiment experiment() {
        return first.experiment();
    }

    /** Told how far each run is. Called from many threads. */
    public interface Progress {
        /** @param share of the run, 0..1 */
        void at(int run, double share);

        /** Asked often; true ends all runs that are not done. */
        boolean stopped();
    }

    /**
     * Simulates all of it.
     *
     * @param threads at least 1
     * @return the runs that were done, in the grid's order; all unless the progress said stop
     * @throws IllegalStateException if a run breaks one of its laws: a defect of Ebb
     */
    public List<RunRecord> run(int threads, Progress progress) {
        return run(threads, progress, null);
    }

    /** @param logs where events and decisions are recorded; null: nowhere */
    public List<RunRecord> run(int threads, Progress progress, @Nullable Logs logs) {
        if (logs != null) {
            runs.forEach(each -> logs.check(each.services()));
        }
        Brake brake = new Brake(progress);
        try (ExecutorService workers = Executors.newFixedThreadPool(threads);
                brake) {
            List<Flight> flights = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                flights.add(new Flight(i, runs.get(i), brake, logs));
            }
            // One run after another, so that few are half done at any time.
            flights.forEach(each -> each.begin(workers, threads));
            List<RunRecord> done = new ArrayList<>();
            for (Flight each : flights) {
                RunRecord record = each.end();
                if (record != null) {
                    done.add(record);
                }
            }
            return done;
        }
    }

    /** Ends what is still running when the grid is left, for whatever reason. */
    private static final class Brake implements Progress, AutoCloseable {
        private final Progress progress;
        private volatile boolean pulled;

        Brake(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void at(int run, double share) {
            progress.at(run, share);
        }

        @Override
        public boolean stopped() {
            return pulled || progress.stopped();
        }

        @Override
        public void close() {
            pulled = true;
        }
    }

    /** A run on its way. */
    private static final class Flight {
        private final int number;
        private final Run run;
        private final Progress progress;
        private final @Nullable Logs logs;
        private final List<Run.Part> parts;
        private final double[] shares;
        private final double[] weights;
        private final double weight;
        private final Deque<FutureTask<Run.Done>> futures = new ArrayDeque<>();
        private double done;
        private int ended;

        Flight(int number, Run run, Progress progress, @Nullable Logs logs) {
            this.logs = logs;
            this.number = number;
            this.run = run;
            this.progress = progress;
            parts = run.parts();
            shares = new double[parts.size()];
            weights = parts.stream().mapToDouble(Run.Part::weight).toArray();
            weight = Arrays.stream(weights).sum();
        }

        /**
         * Parts begin in their order, so that what they did is put together as it comes; but a heavy one begins first: begun last, it would
         * keep one thread at work while the others have nothing left.
         */
        void begin(ExecutorService workers, int threads) {
            for (int i = 0; i < parts.size(); i++) {
                int part = i;
                futures.add(new FutureTask<>(() -> fly(part)));
            }
            List<FutureTask<Run.Done>> tasks = List.copyOf(futures);
            for (int part : order(weights, threads)) {
                workers.execute(tasks.get(part));
                if (heavy(part, weights, threads)) {
                    workers.execute(() -> findBounds(part));
                }
            }
        }

        private void findBounds(int part) {
            if (!progress.stopped()) {
                run.findBounds(parts.get(part));
            }
        }

        private Run.Done fly(int part) {
            if (progress.stopped()) {
                throw new Cancelled();
            }
            Run.Done done = run.simulate(parts.get(part), share -> at(part, share), logs, number);
            at(part, 1);
            return done;
        }

        private synchronized boolean at(int part, double share) {
            if (share > shares[part]) {
                done += (share - shares[part]) * weights[part] / weight;
                shares[part] = share;
                ended += share >= 1 ? 1 : 0;
                // A sum of shares may fall short of 1 by its rounding, or pass it.
                progress.at(number, ended == shares.length ? 1 : Math.min(done, 1 - 1e-9));
            }
            return !progress.stopped();
        }

        /** @return null if it was stopped */
        @Nullable
        RunRecord end() {
            Run.Gathering all = run.new Gathering();
            while (!futures.isEmpty()) {
                Run.Done part = wait(futures.removeFirst());
                if (part == null) {
                    return null;
                }
                all.add(part);
            }
            return all.record();
        }

        private static Run.@Nullable Done wait(Future<Run.Done> future) {
            try {
                return future.get();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return null;
            } catch (ExecutionException failed) {
                return switch (failed.getCause()) {
                    case Cancelled stopped -> null;
                    case Simulation.Stopped stopped -> null;
                    case RuntimeException broken -> throw broken;
                    case Error broken -> throw broken;
                    case null, default -> throw new IllegalStateException(failed);
                };
            }
        }
    }

    /** In which order parts are begun: those that alone may be what the others wait for, then the rest as they stand. */
    static int[] order(double[] weights, int threads) {
        IntPredicate heavy = part -> heavy(part, weights, threads);
        return IntStream.concat(
                        IntStream.range(0, weights.length).filter(heavy),
                        IntStream.range(0, weights.length).filter(heavy.negate()))
                .toArray();
    }

    private static boolean heavy(int part, double[] weights, int threads) {
        return threads > 1
                && weights[part] * 2 * threads > Arrays.stream(weights).sum();
    }

    /** A part that was never begun. */
    private static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
