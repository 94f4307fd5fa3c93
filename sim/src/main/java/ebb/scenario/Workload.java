package ebb.scenario;

import ebb.cluster.Arrivals;
import ebb.cluster.ServiceModel;
import ebb.document.BadInputException;
import ebb.document.NearestName;
import ebb.document.Problem;
import ebb.document.Problems;
import ebb.trace.OpenOptions;
import ebb.trace.RequestStream;
import ebb.trace.Requests;
import ebb.trace.ServiceFacts;
import ebb.trace.Trace;
import ebb.trace.TraceFile;
import ebb.trace.Traces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of a scenario under one seed: which services there are, and what each of them is asked.
 *
 * @param members in the order of the scenario, those of a template in the order of its trace
 * @param durationNanos how long arrivals count
 * @param name files without folders, or {@code generated}
 * @param hash of all that requests come from
 * @param skippedRows that a lenient reading left out
 */
record Workload(List<Member> members, long durationNanos, String name, String hash, long skippedRows) {
    /**
     * One service.
     *
     * @param numbers of the trace's services that it gets the requests of
     * @param memoryBytes that the trace says a pod has; -1: it does not
     * @param kept requests that were drawn once; null where they are read each time
     */
    record Member(
            ServicePlan plan,
            String name,
            Trace trace,
            List<Integer> numbers,
            long memoryBytes,
            @Nullable KeptTraffic kept) {
        Arrivals.Source arrivals() {
            return new Feed(kept == null ? requests() : kept.open(this::requests), window());
        }

        /** A run will not read it again. */
        void done() {
            if (kept != null) {
                kept.done();
            }
        }

        private RequestStream requests() {
            List<RequestStream> streams = numbers.stream().map(trace::open).toList();
            return streams.size() == 1 ? streams.getFirst() : RequestStream.merged(streams);
        }

        /** @return about how many requests there are, at least 1 */
        double expected() {
            return 1 + numbers.stream().mapToDouble(trace::expected).sum();
        }

        private TrafficPlan.Window window() {
            return plan.traffic() instanceof TrafficPlan.Recorded recorded
                    ? recorded.window()
                    : TrafficPlan.Window.WHOLE;
        }

        long durationNanos() {
            TrafficPlan.Window window = window();
            return window.run(Math.min(window.untilNanos(), trace.durationNanos()));
        }
    }

    /** @return the services that are made of one plan, for as long as all of them */
    Workload only(String plan) {
        List<Member> own =
                members.stream().filter(each -> each.plan().name().equals(plan)).toList();
        return new Workload(own, durationNanos, name, hash, skippedRows);
    }

    /**
     * @param room for what is drawn and then read by each of the scenario's policies
     * @throws BadInputException with everything that is wrong with the traces
     */
    static Workload open(Scenario scenario, long seed, TracePath path, boolean lenient, KeptTraffic.Room room) {
        return new Opening(scenario, seed, path, lenient, room).workload();
    }

    /** Opens what a scenario names, and notes what is wrong with it. */
    private static final class Opening {
        private final Scenario scenario;
        private final long seed;
        private final TracePath path;
        private final boolean lenient;
        private final KeptTraffic.Room room;
        private final Problems problems = new Problems();
        private final List<Member> members = new ArrayList<>();
        private final TreeSet<String> names = new TreeSet<>();
        private final List<String> hashes = new ArrayList<>();
        private long skipped;

        Opening(Scenario scenario, long seed, TracePath path, boolean lenient, KeptTraffic.Room room) {
            this.scenario = scenario;
            this.seed = seed;
            this.path = path;
            this.lenient = lenient;
            this.room = room;
        }

        Workload workload() {
            scenario.services().forEach(this::open);
            problems.throwIfAny();
            long duration = scenario.durationNanos() > 0
                    ? scenario.durationNanos()
                    : members.stream().mapToLong(Member::durationNanos).max().orElse(0);
            return new Workload(List.copyOf(members), duration, String.join("+", names), hash(), skipped);
        }

        private void open(ServicePlan plan) {
            try {
                switch (plan.traffic()) {
                    case TrafficPlan.Generated generated -> generated(plan, generated);
                    case TrafficPlan.Recorded recorded -> recorded(plan, recorded);
                }
            } catch (BadInputException bad) {
                bad.problems().forEach(problems::add);
            }
        }

        private void generated(ServicePlan plan, TrafficPlan.Generated generated) {
            names.add("generated");
            long length = scenario.durationNanos();
            add(plan, generated.spec().trace(plan.name(), length, seed), null);
        }

        private void recorded(ServicePlan plan, TrafficPlan.Recorded recorded) {
            Path file = path.find(recorded.file());
            if (file == null) {
                problems.add(path.missing(recorded.file(), recorded.at()));
                return;
            }
            OpenOptions options = new OpenOptions(recorded.format(), recorded.expansion(), seed, lenient, List.of());
            TraceFile trace = Traces.open(file, options);
            names.add(String.valueOf(file.getFileName()));
            skipped += trace.skipped();
            add(plan, trace, recorded.service());
        }

        private void add(ServicePlan plan, Trace trace, @Nullable String wanted) {
            hashes.add(trace.hash());
            List<String> services = trace.services();
            if (plan.template()) {
                for (int i = 0; i < services.size(); i++) {
                    add(plan, plan.name() + "/" + services.get(i), trace, List.of(i), memory(trace, i));
                }
            } else if (wanted == null) {
                List<Integer> all = IntStream.range(0, services.size()).boxed().toList();
                add(plan, plan.name(), trace, all, -1);
            } else if (services.contains(wanted)) {
                add(plan, plan.name(), trace, List.of(services.indexOf(wanted)), -1);
            } else {
                problems.add(plan.at(), wanted, "is no service of the trace", NearestName.suggest(wanted, services));
            }
        }

        private static long memory(Trace trace, int service) {
            return trace.facts()
                    .getOrDefault(trace.services().get(service), ServiceFacts.NONE)
                    .memoryBytes();
        }

        private void add(ServicePlan plan, String name, Trace trace, List<Integer> numbers, long memoryBytes) {
            KeptTraffic kept = trace.drawnAnew() ? room.keep(scenario.policies().size()) : null;
            Member member = new Member(plan, name, trace, numbers, memoryBytes, kept);
            if (member.plan().traced() && lacks(member)) {
                boolean tokens = member.plan().pattern().model() instanceof ServiceModel.Batching;
                problems.add(Problem.at(
                        member.plan().at(),
                        member.plan().name(),
                        tokens ? "has traffic without tokens" : "has traffic without service times",
                        tokens ? "Give input_tokens and output_tokens a law." : "Give service_time a law."));
            }
            members.add(member);
        }

        private static boolean lacks(Member member) {
            RequestStream stream = member.requests();
            Requests first = new Requests();
            if (!stream.next(first)) {
                return false;
            }
            return member.plan().pattern().model() instanceof ServiceModel.Batching
                    ? first.inputTokens == null || first.outputTokens == null
                    : first.serviceNanos == null;
        }

        private String hash() {
            if (hashes.size() == 1) {
                return hashes.getFirst();
            }
            try {
                byte[] all = String.join("\n", hashes).getBytes(StandardCharsets.UTF_8);
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(all));
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("every Java has SHA-256", missing);
            }
        }
    }
}
