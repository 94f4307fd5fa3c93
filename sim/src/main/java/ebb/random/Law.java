package ebb.random;

/** A distribution of a non-negative quantity; of seconds where it is a time. */
public interface Law {
    /** One value, from as many of the draw's numbers as the law needs. */
    double sample(Draw draw);

    double mean();

    /** @return the least value that can come; 0 where it is not known to be more */
    double minimum();

    /** @return the value that never changes; NaN where the law has more than one */
    default double constant() {
        return Double.NaN;
    }

    static Law of(double value) {
        return new Constant(value);
    }
}
