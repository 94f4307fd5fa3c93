package ebb.validate;

/**
 * What became of one value of a vector.
 *
 * @param low of the 99.9 % interval
 * @param high of it
 * @param precision half of the interval's width, as a share of the expected value
 * @param asked the precision that is asked for; infinite for values below 1e-5, which are counted
 * @param replications runs
 * @param requests in all of them
 */
public record Verdict(
        String vector,
        Measure measure,
        double expected,
        double low,
        double high,
        double precision,
        double asked,
        Word word,
        int replications,
        long requests) {
    /** In a word. */
    public enum Word {
        CONFORMS,
        /** The value lies outside the interval. */
        MISSES,
        /** It lies inside, but the interval is too wide to say so. */
        TOO_WIDE,
        /**
         * What came in was not as it should be: services or gaps, or the flow between the numbers in the house; or the plain mean
         * contradicts the value.
         */
        STRAINED
    }

    public boolean conforms() {
        return word == Word.CONFORMS;
    }
}
