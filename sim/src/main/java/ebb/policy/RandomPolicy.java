package ebb.policy;

import ebb.random.Draw;
import ebb.random.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Documents by chance: policies that mean something more or less, those of the library with something changed, and mere characters. */
final class RandomPolicy {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.%]+|[^A-Za-z0-9_.%\\s]");
    private static final String CHARACTERS =
            "\n\t :,{}[]()#&*!|>'\"%@`-+=<>/?.0123456789abcxyz_\u00e9\u0000\u2028\ud83d";
    private static final List<String> WORDS = List.of(
            "-9223372036854775808",
            "99999999999999999999",
            "0",
            "0s",
            "1ns",
            "1e308",
            "NaN",
            "invalid",
            "none",
            "hold",
            "never",
            "unlimited",
            "if",
            "then",
            "else",
            "and",
            "not",
            "((((",
            "))))",
            "1h",
            "99999d",
            "0%",
            "pods.sum",
            "max",
            "null",
            "~",
            "true",
            "s1",
            "f1(",
            "erlang_n",
            "builtin/keda-http@1",
            "builtin/budget-cap@1");
    private static final List<String> GAUGES = List.of("concurrency", "in_flight", "queued", "in_flight + queued");
    private static final List<String> WIDTHS = List.of("10s", "60s", "5m", "keep", "1h", "0s", "1ns", "24h");
    private static final List<String> STEPS = List.of("1s", "1s", "1s", "10s", "10ms", "1ns", "exact");
    private static final List<String> TIMES = List.of("0s", "1s", "30s", "5m", "keep", "wait", "cold_start.p95", "1ms");
    private static final List<String> STATES = List.of("Zero", "Busy", "Warm");

    private final List<String> library;
    private Draw draw = new Draw();
    private boolean windows;

    RandomPolicy() {
        library = PolicyLibrary.names().stream()
                .map(each -> Objects.requireNonNull(PolicyLibrary.find(each)).text())
                .toList();
    }

    private void at(long seed, String kind, long number) {
        draw = draw.at(Draw.base(seed, 0, Purpose.POLICY, Draw.key(kind)), number);
    }

    private int below(int n) {
        return (int) (draw.uniform() * n);
    }

    private boolean one(int of) {
        return below(of) == 0;
    }

    private String of(List<String> all) {
        return all.get(below(all.size()));
    }

    // Mutations.

    /** A policy of the library with one to four places changed. */
    String mutated(long seed, long number) {
        at(seed, "mutated", number);
        String text = of(library);
        for (int i = 1 + below(3); i > 0; i--) {
            text = switch (below(4)) {
                case 0 -> characters(text);
                case 1 -> lines(text);
                default -> words(text);
            };
        }
        return text;
    }

    private String characters(String text) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = 1 + below(4); i > 0 && !changed.isEmpty(); i--) {
            int at = below(changed.length());
            switch (below(3)) {
                case 0 -> changed.deleteCharAt(at);
                case 1 -> changed.insert(at, CHARACTERS.charAt(below(CHARACTERS.length())));
                default -> changed.setCharAt(at, CHARACTERS.charAt(below(CHARACTERS.length())));
            }
        }
        return changed.toString();
    }

    private String lines(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int at = below(lines.size());
        switch (below(4)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, of(lines));
            case 2 -> lines.set(at, "  " + lines.get(at));
            default -> lines.set(at, lines.set(below(lines.size()), lines.get(at)));
        }
        return String.join("\n", lines) + "\n";
    }

    private String words(String text) {
        List<int[]> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(new int[] {matcher.start(), matcher.end()});
        }
        if (tokens.isEmpty()) {
            return text;
        }
        int[] at = tokens.get(below(tokens.size()));
        int[] other = tokens.get(below(tokens.size()));
        String by = switch (below(3)) {
            case 0 -> "";
            case 1 -> of(WORDS);
            default -> text.substring(other[0], other[1]);
        };
        return text.substring(0, at[0]) + by + text.substring(at[1]);
    }

    // Documents.

    /** A document of its own: one in twenty is mere characters, one in three has a mistake put in. */
    String document(long seed, long number) {
        at(seed, "random", number);
        if (one(20)) {
            return noise();
        }
        String text = policy();
        return one(3) ? words(one(2) ? characters(text) : text) : text;
    }

    private String noise() {
        StringBuilder text = new StringBuilder();
        for (int i = below(400); i > 0; i--) {
            text.append(one(4) ? of(WORDS) : String.valueOf(CHARACTERS.charAt(below(CHARACTERS.length()))));
        }
        return text.toString();
    }

    private String policy() {
        windows = one(4);
        StringBuilder text =
                new StringBuilder("apiVersion: ebb.dev/v1\nkind: ScalingPolicy\nmetadata: { name: random }\n");
        if (one(12)) {
            text.append("extends: builtin/").append(of(PolicyLibrary.names())).append("@1\n");
        }
        if (one(2)) {
            text.append("tick: { every: ").append(one(3) ? "15s" : "2s");
            text.append(one(2) ? ", mode: sampled" : "").append(" }\n");
        }
        text.append("params:\n  keep: { default: 5m, range: [1s, 1h] }\n  aim: 3 req/pod\n");
        text.append("vars: { wait: 10s, seen: never, met: 0 }\n");
        text.append("functions:\n  f1(x): ceil(x / aim)\n  f2(x, z): max(x, z) ?? x\n");
        signals(text);
        if (one(3)) {
            text.append("patterns:\n  p1: ")
                    .append(condition(1))
                    .append(" for ")
                    .append(of(TIMES))
                    .append('\n');
            text.append("  p2: ")
                    .append(one(2) ? "3 of arrival within 10s" : "pod_failed then done within 1m")
                    .append('\n');
        } else {
            text.append("patterns: { p1: queued > 3 for 10s, p2: arrival without done within 2m }\n");
        }
        if (windows) {
            text.append("windows:\n  night: { from: \"22:00\", to: \"06:30\", zone: Europe/Berlin }\n");
        }
        regions(text);
        limits(text);
        return text.toString();
    }

    private void signals(StringBuilder text) {
        text.append("signals:\n  s1: ")
                .append(requests(2))
                .append("\n  s2: ")
                .append(window())
                .append('\n');
        text.append("  s3: ")
                .append(condition(2))
                .append("\n  s4: ")
                .append(pods(2))
                .append('\n');
        text.append("  gaps: histogram(idle_gap, 1m, 1h)\n");
    }

    private String window() {
        String subject = of(GAUGES);
        String width = of(WIDTHS);
        return switch (below(8)) {
            case 0, 1 -> "avg(" + subject + ", " + width + ", bucket = " + (one(10) ? of(STEPS) : "1s") + ")";
            case 2 -> "max_over(" + subject + ", " + width + ", bucket = " + of(STEPS) + ")";
            case 3 -> "ewma(" + subject + ", 30s)";
            case 4 -> "quantile(" + subject + ", 90%, 2m)";
            case 5 ->
                "forecast(concurrency, " + (one(2) ? "holt_winters" : "seasonal_naive") + ", ahead = " + of(TIMES)
                        + ")";
            case 6 -> "min_over(s1, 1m)";
            default -> "rate(request, 1m) * 1s";
        };
    }

    private void regions(StringBuilder text) {
        if (one(4)) {
            text.append("combine: ")
                    .append(of(List.of("max", "min", "sum", "chain")))
                    .append("\nregions:\n");
            for (String each : List.of("left", "right")) {
                text.append("  ").append(each).append(":\n");
                states(text, "    ");
            }
        } else {
            states(text, "");
        }
    }

    private void states(StringBuilder text, String indent) {
        text.append(indent).append("states:\n");
        for (String each : STATES) {
            text.append(indent).append("  ").append(each).append(":\n");
            text.append(indent).append("    scale: ").append(law()).append('\n');
            if (one(5)) {
                text.append(indent)
                        .append("    set: { keep: ")
                        .append(of(TIMES))
                        .append(" }\n");
            }
            if (one(5)) {
                text.append(indent).append("    prewarm: ").append(pods(1)).append('\n');
            }
            text.append(indent).append("    go:\n");
            for (int i = 1 + below(3); i > 0; i--) {
                text.append(indent).append("      - { ").append(transition()).append(" }\n");
            }
        }
    }

    private String law() {
        return switch (below(6)) {
            case 0 -> "hold";
            case 1 -> "high_water(" + pods(1) + ", from = replicas)";
            case 2 -> String.valueOf(below(3));
            default -> pods(3);
        };
    }

    private String transition() {
        String trigger = switch (below(6)) {
            case 0 -> "after: \"" + time() + "\"";
            case 1 -> windows ? "before: end_of(night), by: \"" + time() + "\"" : "after: wait";
            case 2 -> "unless: \"" + condition(2) + "\"";
            case 3 -> "when: \"" + condition(2) + "\", for: \"" + time() + "\"";
            default -> "when: \"" + condition(2) + "\"";
        };
        String guard = one(4) ? ", if: \"" + condition(1) + "\"" : "";
        String to = one(5) ? "" : ", to: " + of(STATES);
        String set = one(3)
                ? ", set: { " + (one(2) ? "wait: \"" + time() + "\"" : one(2) ? "seen: now" : "met: met + 1") + " }"
                : "";
        return trigger + guard + to + set + (to.isEmpty() && set.isEmpty() ? ", do: { emit: here }" : "");
    }

    private String time() {
        return switch (below(5)) {
            case 0 -> of(TIMES) + " * 2";
            case 1 ->
                "wait + 10s * uniform(\"x\")"
                        .replace("\"", one(30) ? "\"" : "'")
                        .replace("'x'", "x");
            case 2 -> "max(" + of(TIMES) + ", " + of(TIMES) + ")";
            default -> of(TIMES);
        };
    }

    private String requests(int depth) {
        if (depth == 0) {
            return of(List.of("in_flight", "queued", "3 req", "(in_flight + queued)"));
        }
        return switch (below(5)) {
            case 0 -> "(" + requests(depth - 1) + " + " + requests(depth - 1) + ")";
            case 1 -> "max(" + requests(depth - 1) + ", " + requests(depth - 1) + ")";
            case 2 -> "f2(" + requests(depth - 1) + ", " + requests(0) + ")";
            case 3 -> "(if " + condition(depth - 1) + " then " + requests(depth - 1) + " else " + requests(0) + ")";
            default -> requests(0);
        };
    }

    private String pods(int depth) {
        if (depth == 0) {
            return of(List.of(
                    "1", "ready", "replicas", "starting", "2 pod", "desired", "pods.count(where = pod.idle_for > 1m)"));
        }
        return switch (below(9)) {
            case 0 -> "f1(" + requests(depth - 1) + ")";
            case 1 -> "ceil(" + requests(depth - 1) + " / concurrency_limit)";
            case 2 -> "max(" + pods(depth - 1) + ", " + pods(depth - 1) + ")";
            case 3 -> "(if " + condition(depth - 1) + " then " + pods(depth - 1) + " else " + pods(0) + ")";
            case 4 -> "(" + pods(depth - 1) + " ?? " + pods(0) + ")";
            case 5 -> "ceil(" + pods(depth - 1) + " * (1 + 20%))";
            case 6 -> "clamp(" + pods(depth - 1) + ", 0, " + pods(0) + ")";
            case 7 -> "ceil(s2 / aim)";
            default -> "(" + pods(depth - 1) + " - 1)";
        };
    }

    private String condition(int depth) {
        if (depth == 0) {
            return of(List.of(
                    "idle", "request", "arrival", "true", "pod_failed", "scrapable", windows ? "night" : "done"));
        }
        String sign = of(List.of("<", "<=", ">", ">=", "==", "!="));
        return switch (below(9)) {
            case 0 -> "(" + condition(depth - 1) + " and " + condition(depth - 1) + ")";
            case 1 -> "(" + condition(depth - 1) + " or not " + condition(depth - 1) + ")";
            case 2 -> requests(depth - 1) + " " + sign + " " + requests(depth - 1);
            case 3 -> pods(depth - 1) + " " + sign + " " + pods(depth - 1);
            case 4 -> "now - seen > " + of(TIMES);
            case 5 -> "state.time >= " + of(TIMES);
            case 6 -> one(2) ? "gaps.count > 3" : "gaps.mean > 1m";
            case 7 -> "valid(" + pods(depth - 1) + ")";
            default -> condition(0);
        };
    }

    private void limits(StringBuilder text) {
        text.append("limits: { max: ").append(one(6) ? "unlimited" : "20");
        text.append(one(3) ? ", min: 1" : "");
        text.append(one(3) ? ", stabilize: { up: 0s, down: 300s }" : "");
        text.append(one(3) ? ", up: { pods: 4, per: 15s }" : "");
        text.append(one(4) ? ", down: { percent: 50%, per: 1m }" : "").append(" }\n");
    }
}
