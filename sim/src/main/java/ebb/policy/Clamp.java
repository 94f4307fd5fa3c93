package ebb.policy;

/** What may change a proposal on its way to a decision, in this order. */
enum Clamp {
    NOTHING(""),
    STABILIZE("held by stabilize"),
    UP("limited by the up rate"),
    DOWN("limited by the down rate"),
    PREWARM("raised by prewarm"),
    MIN("raised by min"),
    MAX("limited by max"),
    SERVICE("kept within the service's own limits"),
    QUOTA("limited by the quota"),
    BUDGET("limited by the budget");

    private final String text;

    Clamp(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
