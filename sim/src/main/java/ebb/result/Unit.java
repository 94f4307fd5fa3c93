package ebb.result;

/** What a metric is counted in. */
public enum Unit {
    REQUESTS("requests"),
    PODS("pods"),
    NODES("nodes"),
    EVENTS("events"),
    ROWS("rows"),
    SECONDS("s"),
    POD_SECONDS("pod s"),
    NODE_SECONDS("node s"),
    RATIO("ratio"),
    /** Shown as the currency of the prices. */
    MONEY("");

    private final String text;

    Unit(String text) {
        this.text = text;
    }

    /** @param currency of the prices, as in {@code USD} */
    public String text(String currency) {
        return this == MONEY ? currency : text;
    }

    boolean countsTime() {
        return this == SECONDS || this == POD_SECONDS || this == NODE_SECONDS;
    }

    boolean countsThings() {
        return this == REQUESTS || this == PODS || this == NODES || this == EVENTS || this == ROWS;
    }
}
