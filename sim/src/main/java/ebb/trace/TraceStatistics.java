package ebb.trace;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a trace is like: found by reading it once.
 *
 * @param services in the trace's order
 * @param total of all; its gaps are those of the only service, where there is one
 */
public record TraceStatistics(List<Figures> services, Figures total) {
    private static final long MINUTE = 60_000_000_000L;
    // 9.5 years of minutes: 40 MB. What is longer has no minute of all services.
    private static final int MOST_MINUTES = 5_000_000;

    public TraceStatistics {
        services = List.copyOf(services);
    }

    /**
     * Of one service, or of all.
     *
     * @param ratePerSecond requests over the trace's duration
     * @param peakPerMinute of the busiest minute; -1 where it is not known
     * @param gapCv coefficient of variation of the gaps: 1 for a Poisson process; NaN with fewer than three requests
     * @param dispersion variance over mean of the requests a minute: 1 for a Poisson process; NaN where it is not known
     * @param seconds how long requests are served; null where the trace does not say
     */
    public record Figures(
            String name,
            long requests,
            double ratePerSecond,
            long peakPerMinute,
            double gapCv,
            double dispersion,
            @Nullable Spread seconds,
            @Nullable Spread inputTokens,
            @Nullable Spread outputTokens) {}

    /** Mean and quantiles, these to three digits. */
    public record Spread(double mean, double p50, double p95, double p99, double max) {
        static Spread of(Histogram values, double unit) {
            return new Spread(
                    values.getMean() / unit,
                    values.getValueAtPercentile(50) / unit,
                    values.getValueAtPercentile(95) / unit,
                    values.getValueAtPercentile(99) / unit,
                    values.getMaxValue() / unit);
        }
    }

    /** Reads the whole trace. */
    public static TraceStatistics of(Trace trace) {
        return new Reading(trace).all();
    }

    /** Three columns' worth of histograms. */
    private static final class Histograms {
        private final Histogram seconds = new Histogram(3);
        private final Histogram input = new Histogram(3);
        private final Histogram output = new Histogram(3);

        void add(Requests window) {
            long[] service = window.serviceNanos;
            int[] in = window.inputTokens;
            int[] out = window.outputTokens;
            for (int i = window.from; i < window.to; i++) {
                if (service != null) {
                    seconds.recordValue(service[i]);
                }
                if (in != null) {
                    input.recordValue(in[i]);
                }
                if (out != null) {
                    output.recordValue(out[i]);
                }
            }
        }

        void moveTo(Histograms all) {
            all.seconds.add(seconds);
            all.input.add(input);
            all.output.add(output);
            seconds.reset();
            input.reset();
            output.reset();
        }

        private static @Nullable Spread spread(Histogram values, double unit) {
            return values.getTotalCount() == 0 ? null : Spread.of(values, unit);
        }

        Figures figures(String name, Counts counts, double gapCv) {
            return new Figures(
                    name,
                    counts.requests,
                    counts.rate,
                    counts.peak,
                    gapCv,
                    counts.dispersion,
                    spread(seconds, 1e9),
                    spread(input, 1),
                    spread(output, 1));
        }
    }

    /** Requests a minute, summed up. */
    private record Counts(long requests, double rate, long peak, double dispersion) {}

    private static final class Reading {
        private final Trace trace;
        private final double seconds;
        private final long minutes;
        private final int @Nullable [] perMinute;
        private final Histograms one = new Histograms();
        private final Histograms sum = new Histograms();
        private final List<Figures> figures = new ArrayList<>();

        Reading(Trace trace) {
            this.trace = trace;
            seconds = Math.max(1, trace.durationNanos()) / 1e9;
            minutes = Math.max(1, (trace.durationNanos() + MINUTE - 1) / MINUTE);
            perMinute = minutes <= MOST_MINUTES ? new int[(int) minutes + 1] : null;
        }

        TraceStatistics all() {
            for (int i = 0; i < trace.services().size(); i++) {
                figures.add(service(i));
                one.moveTo(sum);
            }
            double gapCv = figures.size() == 1 ? figures.getFirst().gapCv : Double.NaN;
            return new TraceStatistics(figures, sum.figures("all", total(), gapCv));
        }

        private Figures service(int number) {
            RequestStream stream = trace.open(number);
            Requests window = new Requests();
            Gauge gauge = new Gauge();
            while (stream.next(window)) {
                one.add(window);
                for (int i = window.from; i < window.to; i++) {
                    gauge.at(window.timeNanos[i]);
                    if (perMinute != null) {
                        perMinute[(int) (window.timeNanos[i] / MINUTE)]++;
                    }
                }
            }
            return one.figures(trace.services().get(number), gauge.counts(seconds, minutes), gauge.gapCv());
        }

        private Counts total() {
            long requests = figures.stream().mapToLong(Figures::requests).sum();
            if (perMinute == null) {
                return new Counts(requests, requests / seconds, -1, Double.NaN);
            }
            long peak = 0;
            double squares = 0;
            for (long each : perMinute) {
                peak = Math.max(peak, each);
                squares += (double) each * each;
            }
            return new Counts(requests, requests / seconds, peak, dispersion(requests, squares, minutes));
        }
    }

    private static double dispersion(long requests, double squares, long minutes) {
        double mean = (double) requests / minutes;
        return requests == 0 ? Double.NaN : (squares / minutes - mean * mean) / mean;
    }

    /** Goes along the times of one service. */
    private static final class Gauge {
        private long requests;
        private long last;
        private long minute = -1;
        private long inMinute;
        private long peak;
        private double squares;
        private double gapMean;
        private double gapSquares;

        void at(long time) {
            if (requests > 0) {
                // Welford 1962, so that long traces of short gaps lose no digits.
                double gap = time - last;
                double off = gap - gapMean;
                gapMean += off / requests;
                gapSquares += off * (gap - gapMean);
            }
            if (time / MINUTE != minute) {
                close();
                minute = time / MINUTE;
            }
            inMinute++;
            requests++;
            last = time;
        }

        private void close() {
            peak = Math.max(peak, inMinute);
            squares += (double) inMinute * inMinute;
            inMinute = 0;
        }

        Counts counts(double seconds, long minutes) {
            close();
            return new Counts(requests, requests / seconds, peak, dispersion(requests, squares, minutes));
        }

        double gapCv() {
            return requests < 3 || gapMean == 0 ? Double.NaN : Math.sqrt(gapSquares / (requests - 1)) / gapMean;
        }
    }
}
