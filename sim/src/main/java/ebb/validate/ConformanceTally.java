package ebb.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of the rows of one section. */
final class ConformanceTally {
    private final List<Conformance.Difference> differences = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private String id = "";
    private int rows;
    private int failed;
    private boolean open;

    /** The next row, or the next step of one. */
    void begin(String id) {
        this.id = id;
        rows++;
        open = true;
    }

    /** The row asks for something that Ebb does not have. */
    void notSupported(String reason) {
        left.add(id + ": " + reason);
    }

    void same(String what, Object expected, Object found) {
        differ(what, expected, found, !expected.equals(found));
    }

    void close(String what, double expected, double found, double tolerance) {
        differ(what, shown(expected), shown(found), !(Math.abs(expected - found) <= tolerance));
    }

    private static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%.0f", value)
                : Double.toString(value);
    }

    private void differ(String what, @Nullable Object expected, @Nullable Object found, boolean differs) {
        if (differs) {
            differences.add(new Conformance.Difference(id, what, String.valueOf(expected), String.valueOf(found)));
            failed += open ? 1 : 0;
            open = false;
        }
    }

    int rows() {
        return rows;
    }

    int passed() {
        return rows - failed - left.size();
    }

    List<Conformance.Difference> differences() {
        return List.copyOf(differences);
    }

    /** @return id and reason of rows that were not run */
    List<String> left() {
        return List.copyOf(left);
    }
}
