package ebb.gui.model;

/** A scenario that comes with Ebb and opens with its result shown. */
public enum Example {
    LLM(
            "An LLM over office hours",
            "A language model that takes a minute and a half to start, 3,000 requests a day.",
            "llm"),
    WEBHOOK("A bursty webhook", "Half a million requests a day, none for minutes, then all at once.", "webhook"),
    FUNCTIONS(
            "Fifty functions",
            "A long tail: the most asked gets four requests a second, the least a few a day.",
            "functions");

    private final String title;
    private final String text;
    private final String service;

    Example(String title, String text, String service) {
        this.title = title;
        this.text = text;
        this.service = service;
    }

    public String title() {
        return title;
    }

    public String text() {
        return text;
    }

    public Workspace workspace() {
        return Workspace.EMPTY.of(Sources.EXAMPLE + "quickstart", "", service);
    }
}
