package ebb.result;

/**
 * An objective held against a run.
 *
 * @param value of the objective's metric, in its unit; NaN where it has none
 * @param shareOver of served requests, above a bound that is a time; NaN for other objectives and where nothing was served
 */
public record Verdict(Objective objective, double value, double shareOver, boolean met) {
    /** One line, with the value and the bound. */
    public String text(String currency) {
        String found = Double.isNaN(value)
                ? "no value, because nothing was there to measure"
                : objective.amount(value, currency);
        String over = shareOver > 0 ? " (" + Text.percent(shareOver) + " of served requests above)" : "";
        return objective.text(currency) + ": " + (met ? "met" : "not met") + ", it was " + found + over;
    }
}
