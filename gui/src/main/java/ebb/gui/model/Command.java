package ebb.gui.model;

import java.util.List;
import java.util.Locale;

/**
 * Something that can be done: in the palette, by its key, by a button.
 *
 * @param title what it does
 * @param key as JavaFX reads it, {@code Shortcut+K}; empty for none
 */
public record Command(String title, String key, Runnable action) {
    /** The key as people read it. */
    public String keyText() {
        return key.replace("Shortcut", "Ctrl")
                .replace("EQUALS", "=")
                .replace("MINUS", "-")
                .replace("SLASH", "/");
    }

    /** @return those that have all letters of the query in its order, the closest first */
    public static List<Command> found(List<Command> all, String query) {
        return all.stream()
                .filter(each -> distance(each.title, query) < Integer.MAX_VALUE)
                .sorted((a, b) -> Integer.compare(distance(a.title, query), distance(b.title, query)))
                .toList();
    }

    private static int distance(String title, String query) {
        String text = title.toLowerCase(Locale.ROOT);
        int at = -1;
        int gaps = 0;
        for (char letter : query.toLowerCase(Locale.ROOT).toCharArray()) {
            int next = text.indexOf(letter, at + 1);
            if (next < 0) {
                return Integer.MAX_VALUE;
            }
            gaps += next - at - 1;
            at = next;
        }
        return gaps;
    }
}
