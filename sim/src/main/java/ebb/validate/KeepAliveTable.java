package ebb.validate;

import ebb.validate.Comparison.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Fixed keep-alive on the open Azure sample, counted in minutes: 476 apps, 8 hours.
 *
 * <p>A minute with calls begins cold, with one call of it, when it is an app's first or the gap to the active minute before exceeds the
 * keep-alive. An app idles through the lesser of each gap less one and the keep-alive, and through what is left of it at the end.
 */
public final class KeepAliveTable {
    /** The file on the trace path with each function's calls by minute. */
    public static final String MINUTES_FILE = "faas_azure2019_500fn_8h_minutes.csv.gz";

    /** The file on the trace path that says which app a function is of. */
    public static final String SERVICES_FILE = "faas_azure2019_500fn_8h_services.csv.gz";

    private static final int MINUTES = 480;

    // Counted by another program on the same rows: keep-alive minutes; 25th, 50th, 75th percentile and mean of apps'
    // cold share, share of
    // apps that are always cold, cold share of all calls, in %; idle minutes an app.
    private static final List<String> REFERENCE = List.of(
            "0: 57.3 100.0 100.0 78.4 59.2 1.897 0.0",
            "1: 20.0 100.0 100.0 67.4 52.9 0.634 40.3",
            "2: 7.5 100.0 100.0 63.1 50.2 0.464 69.6",
            "5: 0.8 20.0 100.0 44.3 35.1 0.129 122.0",
            "10: 0.6 7.4 100.0 38.7 30.5 0.078 153.8",
            "20: 0.6 2.9 85.0 32.3 24.8 0.043 184.0");

    private KeepAliveTable() {}

    /**
     * @param minutes {@link #MINUTES_FILE}, wherever it lies
     * @param services {@link #SERVICES_FILE}
     */
    public static Comparison compare(Path minutes, Path services) {
        List<long[]> apps = apps(Rows.file(minutes), Rows.file(services));
        List<Line> lines = new ArrayList<>();
        for (String row : REFERENCE) {
            int colon = row.indexOf(':');
            String theirs = row.substring(colon + 2);
            double[] ours = row(apps, Integer.parseInt(row.substring(0, colon)));
            lines.add(Line.checked(row.substring(0, colon) + " min", text(ours), theirs, equal(ours, theirs)));
        }
        return new Comparison(
                "Fixed keep-alive on the open Azure sample",
                "Azure Functions 2019, 500-function sample of 8 h: p25, p50, p75, mean of the apps' cold %, always-cold apps %, cold % of all"
                        + " calls, idle minutes an app; equality is asked.",
                lines);
    }

    /** @return calls by minute, for each app */
    private static List<long[]> apps(Rows minutes, Rows services) {
        Map<String, String> appOf = new TreeMap<>();
        Map<String, long[]> apps = new TreeMap<>();
        for (int row = 0; row < services.size(); row++) {
            appOf.put(services.text(row, "service"), services.text(row, "app"));
        }
        for (int row = 0; row < minutes.size(); row++) {
            String app = appOf.getOrDefault(minutes.text(row, "service"), "");
            apps.computeIfAbsent(app, name -> new long[MINUTES])[(int) minutes.number(row, "minute")] +=
                    (long) minutes.number(row, "count");
        }
        return new ArrayList<>(apps.values());
    }

    private static String text(double[] row) {
        return String.format(
                Locale.ROOT,
                "%.1f %.1f %.1f %.1f %.1f %.3f %.1f",
                Arrays.stream(row).boxed().toArray());
    }

    /** Within half a unit of the reference's last digit, and a little: its 0.043 is 0.0424964 (1,291 of 3,037,902 calls), rounded twice. */
    private static boolean equal(double[] ours, String theirs) {
        String[] words = theirs.split(" ", -1);
        boolean equal = true;
        for (int i = 0; i < ours.length; i++) {
            double unit = StrictMath.pow(10, words[i].indexOf('.') + 1.0 - words[i].length());
            equal &= Math.abs(ours[i] - Double.parseDouble(words[i])) <= 0.51 * unit;
        }
        return equal;
    }

    private static double[] row(List<long[]> apps, int keepAlive) {
        double[] shares = new double[apps.size()];
        long cold = 0;
        long calls = 0;
        double idle = 0;
        int always = 0;
        for (int i = 0; i < shares.length; i++) {
            long[] counts = apps.get(i);
            long ofApp = Arrays.stream(counts).sum();
            long coldOfApp = cold(counts, keepAlive);
            shares[i] = 100.0 * coldOfApp / ofApp;
            always += coldOfApp == ofApp ? 1 : 0;
            cold += coldOfApp;
            calls += ofApp;
            idle += idle(counts, keepAlive);
        }
        Arrays.sort(shares);
        return new double[] {
            quantile(shares, 0.25),
            quantile(shares, 0.5),
            quantile(shares, 0.75),
            Arrays.stream(shares).average().orElse(0),
            100.0 * always / shares.length,
            100.0 * cold / calls,
            idle / shares.length
        };
    }

    private static long cold(long[] counts, int keepAlive) {
        long cold = 0;
        int before = -MINUTES * 2;
        for (int minute = 0; minute < MINUTES; minute++) {
            if (counts[minute] > 0) {
                cold += minute - before > keepAlive ? 1 : 0;
                before = minute;
            }
        }
        return cold;
    }

    private static long idle(long[] counts, int keepAlive) {
        long idle = 0;
        int before = -1;
        for (int minute = 0; minute < MINUTES; minute++) {
            if (counts[minute] > 0) {
                idle += before < 0 ? 0 : Math.min(minute - before - 1, keepAlive);
                before = minute;
            }
        }
        return before < 0 ? 0 : idle + Math.min(MINUTES - 1 - before, keepAlive);
    }

    /** Linear between the two nearest. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
