package ebb.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what a user may have meant. */
public final class NearestName {
    private static final int LISTED = 12;

    private NearestName() {}

    /** @return a sentence: {@code Maybe timeout?}, or what there is, or nothing where there is nothing */
    public static String suggest(String wrong, Collection<String> known) {
        String nearest = of(wrong, known);
        if (nearest != null) {
            return "Maybe " + nearest + "?";
        }
        List<String> sorted = new ArrayList<>(known);
        if (sorted.isEmpty()) {
            return "";
        }
        String listed = String.join(", ", sorted.subList(0, Math.min(LISTED, sorted.size())));
        return "Known: " + listed + (sorted.size() > LISTED ? ", and " + (sorted.size() - LISTED) + " more" : "") + ".";
    }

    /** @return the name with the fewest edits, if they are few for its length; the first of equals */
    public static @Nullable String of(String wrong, Collection<String> known) {
        String best = null;
        int fewest = Math.max(1, wrong.length() / 3) + 1;
        for (String each : known) {
            int edits = edits(canonical(wrong), canonical(each));
            if (edits < fewest) {
                fewest = edits;
                best = each;
            }
        }
        return best;
    }

    private static String canonical(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
    private static int edits(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, d, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int[][] d, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
