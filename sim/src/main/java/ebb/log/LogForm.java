package ebb.log;

/** How a log is written; a reader finds out by itself. */
public enum LogForm {
    /** For volume: a few bytes a record. */
    BINARY("ebblog"),
    /** For people and their tools: one JSON object a line, each with all levels. */
    JSONL("jsonl");

    private final String ending;

    LogForm(String ending) {
        this.ending = ending;
    }

    /** Of a file's name, without the dot. */
    public String ending() {
        return ending;
    }
}
