package ebb.trace;

import ebb.random.Draw;
import ebb.random.Empirical;
import ebb.random.Purpose;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts or rates per window, expanded into requests where they are read: what is drawn depends on seed, service and window alone. */
record WindowTrace(
        List<String> services,
        List<Windows> windows,
        List<Facts> drawn,
        Setting setting,
        long durationNanos,
        String hash)
        implements Trace {
    private static final int ROWS = 8192;

    /** @param width of every window, ns */
    record Setting(long width, Expansion expansion, long seed) {}

    /** What is drawn for each request of a service, where it is known; times in seconds. */
    record Facts(
            @Nullable Empirical seconds,
            @Nullable Empirical input,
            @Nullable Empirical output) {
        static final Facts NONE = new Facts(null, null, null);
    }

    WindowTrace {
        services = List.copyOf(services);
        windows = List.copyOf(windows);
        drawn = List.copyOf(drawn);
    }

    @Override
    public long requests(int service) {
        return windows.get(service).requests;
    }

    @Override
    public boolean drawnAnew() {
        return true;
    }

    @Override
    public RequestStream open(int service) {
        return new Expanding(service);
    }

    private final class Expanding implements RequestStream {
        private final Windows all;
        private final Facts facts;
        private final Draw draw = new Draw();
        private final long arrivals;
        private final long works;
        private final long tokens;
        private int window;
        private long ordinal;
        private long[] times = new long[16];
        private long @Nullable [] service;
        private int @Nullable [] input;
        private int @Nullable [] output;

        Expanding(int number) {
            all = windows.get(number);
            facts = drawn.get(number);
            long key = Draw.key(services.get(number));
            arrivals = Draw.base(setting.seed, 0, Purpose.ARRIVAL, key);
            works = Draw.base(setting.seed, 0, Purpose.SERVICE_TIME, key);
            tokens = Draw.base(setting.seed, 0, Purpose.TOKENS, key);
        }

        @Override
        public boolean next(Requests into) {
            int rows = expand();
            if (rows == 0) {
                return false;
            }
            describe(rows);
            ordinal += rows;
            into.timeNanos = times;
            into.serviceNanos = service;
            into.inputTokens = input;
            into.outputTokens = output;
            into.sessions = null;
            into.from = 0;
            into.to = rows;
            return true;
        }

        private int expand() {
            int rows = 0;
            while (window < all.size && rows < ROWS) {
                int n = all.counts[window];
                if (rows + n > times.length) {
                    times = Arrays.copyOf(times, Math.max(rows + n, Math.min(ROWS * 2, times.length * 2)));
                }
                expand(window++, rows, n);
                rows += n;
            }
            return rows;
        }

        private void expand(int number, int at, int n) {
            long start = all.starts[number];
            draw.at(arrivals, start / setting.width);
            Gaps[] laws = all.laws;
            float[] shapes = all.shapes;
            if (laws == null || shapes == null) {
                setting.expansion.fill(draw, start, setting.width, times, at, n);
            } else {
                laws[number].fill(draw, shapes[number], new Gaps.Span(start, setting.width), times, at, n);
            }
        }

        private void describe(int rows) {
            Empirical seconds = facts.seconds;
            if (seconds != null) {
                long[] into = new long[rows];
                for (int i = 0; i < rows; i++) {
                    into[i] = Math.round(
                            seconds.quantile(draw.at(works, ordinal + i).uniform()) * 1e9);
                }
                service = into;
            }
            input = tokens(facts.input, rows, 0);
            output = tokens(facts.output, rows, 1);
        }

        private int @Nullable [] tokens(@Nullable Empirical law, int rows, int which) {
            if (law == null) {
                return null;
            }
            int[] into = new int[rows];
            for (int i = 0; i < rows; i++) {
                long whole = Math.round(
                        law.quantile(draw.at(tokens, 2 * (ordinal + i) + which).uniform()));
                into[i] = (int) Math.max(1, whole);
            }
            return into;
        }
    }
}
