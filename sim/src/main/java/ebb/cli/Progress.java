package ebb.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a command with several parts is, and how long it will still take; safe to tell from several threads.
 *
 * <p>On a terminal one line is written over and over, at most ten times a second; elsewhere whole lines come, at most one in five seconds;
 * quiet says nothing. A command that is over sooner leaves no trace. Time comes from the clock that is given.
 */
public final class Progress implements AutoCloseable {
    /** Where it is told. */
    public enum Style {
        LIVE(100_000_000L, 300_000_000L),
        LINES(5_000_000_000L, 5_000_000_000L),
        QUIET(Long.MAX_VALUE, Long.MAX_VALUE);

        private final long everyNanos;
        private final long firstNanos;

        Style(long everyNanos, long firstNanos) {
            this.everyNanos = everyNanos;
            this.firstNanos = firstNanos;
        }

        /** What suits standard error of that terminal. */
        public static Style of(Terminal terminal, boolean quiet) {
            if (quiet) {
                return QUIET;
            }
            return terminal.err() ? LIVE : LINES;
        }
    }

    // An estimate from less than this would jump about.
    private static final double LEAST_SHARE = 0.01;
    private static final long LEAST_NANOS = 1_000_000_000L;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final Style style;
    private final LongSupplier clockNanos;
    private final String noun;
    private final double[] shares;
    private final long startNanos;
    private long nextNanos;
    private double sum;
    private int finished;
    private boolean drawn;

    /**
     * @param noun what the parts are, plural: {@code runs}
     * @param parts at least 1
     * @param clockNanos rises; its zero does not matter
     */
    public Progress(PrintStream out, Style style, LongSupplier clockNanos, String noun, int parts) {
        this.out = out;
        this.style = style;
        this.clockNanos = clockNanos;
        this.noun = noun;
        shares = new double[parts];
        startNanos = clockNanos.getAsLong();
        nextNanos = style.firstNanos;
    }

    /**
     * Says how far one part is.
     *
     * @param share 0..1 of it; what was told before is never taken back, and 1 finishes it
     */
    public synchronized void at(int part, double share) {
        double more = Math.min(share, 1) - shares[part];
        if (!(more > 0)) {
            return;
        }
        shares[part] = Math.min(share, 1);
        sum += more;
        if (share >= 1) {
            finished++;
        }
        show();
    }

    /** One part is done. */
    public void done(int part) {
        at(part, 1);
    }

    /** A whole line beside the progress, such as what was just finished; nothing when quiet. */
    public synchronized void note(String line) {
        if (style == Style.QUIET) {
            return;
        }
        erase();
        out.println(line);
        out.flush();
    }

    /** Takes the progress line away, so that what is printed next begins on a clean line. */
    @Override
    public synchronized void close() {
        erase();
        out.flush();
    }

    private void show() {
        if (style == Style.QUIET) {
            return;
        }
        long elapsed = clockNanos.getAsLong() - startNanos;
        if (elapsed < nextNanos) {
            return;
        }
        nextNanos = elapsed + style.everyNanos;
        erase();
        out.print(line(elapsed));
        drawn = style == Style.LIVE;
        if (!drawn) {
            out.println();
        }
        out.flush();
    }

    private void erase() {
        if (drawn) {
            out.print(CLEAR);
            drawn = false;
        }
    }

    private String line(long elapsedNanos) {
        double share = sum / shares.length;
        String text = String.format(
                Locale.ROOT, "%d of %d %s, %d %%", finished, shares.length, noun, (int) Math.floor(100 * share + 1e-9));
        if (share < LEAST_SHARE || elapsedNanos < LEAST_NANOS || share >= 1) {
            return text;
        }
        return text + ", about " + duration(elapsedNanos * (1 - share) / share / 1e9) + " left";
    }

    /** Seconds as a person would say them: {@code 8 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String duration(double seconds) {
        long whole = Math.max(1, Math.round(seconds));
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return whole / 60 + " min" + (whole % 60 == 0 ? "" : " " + whole % 60 + " s");
        }
        return whole / 3600 + " h" + (whole / 60 % 60 == 0 ? "" : " " + whole / 60 % 60 + " min");
    }
}
