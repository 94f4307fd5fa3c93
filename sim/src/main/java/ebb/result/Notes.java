package ebb.result;

/** Sentences that tables and the report share. */
final class Notes {
    private Notes() {}

    /** @return empty where no least cost was computed */
    static String optimum(Measured measured, String currency) {
        LeastCost least = measured.least();
        if (least == null) {
            return "";
        }
        String cost = least.word() + ", " + Text.shown(least.cost()) + " " + currency;
        return least.exact()
                ? cost + ": the least cost at which no request waits"
                : cost + ": no schedule without waiting costs less; it ignores that "
                        + String.join("; ", least.ignores());
    }
}
