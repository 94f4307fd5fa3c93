package ebb.result;

import java.util.Locale;

/** Text that stands in a page. */
final class Html {
    private Html() {}

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
