package ebb.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A policy on a service that is told what happens by a script, and whose pods are there at once.
 *
 * <p>A script is made of entries with a time in seconds since the start, joined by {@code ;}:
 *
 * <pre>
 * 10 load 3/2                requests in flight, and how many of them came now
 * 5..95/10 metric ttft 0.4   a sample of the service, every 10 s
 * 20 pod 1 kv_usage 0.7      a sample of a pod
 * 20 pod 1 idle              busy, idle, gone, failed
 * 60 end
 * </pre>
 */
final class Timeline {
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

    private final CompiledPolicy policy;
    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final long startNanos;
    private final StringBuilder told = new StringBuilder();
    private long[] state;
    private boolean first = true;

    private record Entry(long atNanos, List<String> words) {}

    Timeline(Automaton automaton, long startSeconds, int replicas) {
        policy = (CompiledPolicy) automaton;
        startNanos = startSeconds * 1_000_000_000L;
        event.atNanos = startNanos;
        event.replicas = replicas;
        event.ready = replicas;
        state = policy.start(event);
    }

    /** @return every number of pods that was decided, where it changed: {@code 0:0 10:3 321:0} */
    String run(String script) {
        List<Entry> entries = new ArrayList<>();
        for (String each : script.split(";", -1)) {
            entries(List.of(each.strip().split("\\s+", -1)), entries);
        }
        entries.sort(Comparator.comparingLong(Entry::atNanos));
        for (Entry each : entries) {
            catchUp(each.atNanos());
            tell(each);
        }
        return told.toString().strip();
    }

    /** Some requests and twenty deadlines, however close they are. */
    void few() {
        event.inFlight = 3;
        event.arrivals = 3;
        step(EventKind.REPORT, startNanos);
        for (int i = 0; i < 20 && policy.nextDeadline(state) < startNanos + (1L << 60); i++) {
            step(EventKind.ADVANCE, policy.nextDeadline(state));
        }
    }

    private void entries(List<String> words, List<Entry> into) {
        int dots = words.get(0).indexOf("..");
        int slash = words.get(0).indexOf('/');
        long from = nanos(dots < 0 ? words.get(0) : words.get(0).substring(0, dots));
        long to = dots < 0 ? from : nanos(words.get(0).substring(dots + 2, slash));
        long step = dots < 0 ? 1 : nanos(words.get(0).substring(slash + 1));
        for (long at = from; at <= to; at += step) {
            into.add(new Entry(startNanos + at, words));
        }
    }

    private static long nanos(String seconds) {
        return new BigDecimal(seconds).multiply(NANOS).longValueExact();
    }

    private void catchUp(long untilNanos) {
        for (long due = policy.nextDeadline(state); due < untilNanos; due = policy.nextDeadline(state)) {
            step(EventKind.ADVANCE, due);
        }
    }

    private void tell(Entry entry) {
        List<String> words = entry.words();
        event.pod = -1;
        switch (words.get(1)) {
            case "load" -> {
                String[] parts = words.get(2).split("/", -1);
                event.inFlight = Long.parseLong(parts[0]);
                event.arrivals = Long.parseLong(parts[1]);
                step(EventKind.REPORT, entry.atNanos());
            }
            case "metric" -> sample(entry, words.get(2), words.get(3));
            case "pod" -> {
                event.pod = Integer.parseInt(words.get(2));
                if (words.size() == 5) {
                    sample(entry, words.get(3), words.get(4));
                } else {
                    step(EventKind.valueOf("POD_" + words.get(3).toUpperCase(java.util.Locale.ROOT)), entry.atNanos());
                }
            }
            case "end" -> step(EventKind.ADVANCE, entry.atNanos());
            default -> throw new IllegalArgumentException(String.join(" ", words));
        }
        event.pod = -1;
    }

    private void sample(Entry entry, String metric, String value) {
        event.metric = policy.program().metrics().indexOf(metric);
        event.value = Double.parseDouble(value);
        step(EventKind.SAMPLE, entry.atNanos());
    }

    private void step(EventKind kind, long atNanos) {
        event.kind = kind;
        event.atNanos = atNanos;
        decision.clear();
        state = policy.step(state, event, decision);
        event.arrivals = 0;
        if (decision.desired >= 0 && (first || decision.desired != event.replicas)) {
            BigDecimal seconds =
                    BigDecimal.valueOf(atNanos - startNanos).divide(NANOS).stripTrailingZeros();
            told.append(' ').append(seconds.toPlainString()).append(':').append(decision.desired);
            first = false;
            event.replicas = decision.desired;
            event.ready = decision.desired;
            event.pod = -1;
            step(EventKind.REPORT, atNanos);
        }
    }
}
