package ebb.result;

import java.util.Locale;

/** Which way a metric should go. */
public enum Better {
    LOWER,
    HIGHER,
    /** Neither is better in itself. */
    NEITHER;

    /** As in files: {@code lower}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
