package ebb.trace;

import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.random.Empirical;
import ebb.random.Law;

/**
 * The distributions of {@code traffic/azure-functions-2019.yaml}, each with its source there.
 *
 * @param perDay requests of an app
 * @param cv of an app's gaps
 * @param seconds of a function, on average
 * @param sigma of the logarithm of the time of one call around a function's average
 * @param megabytes of an app
 */
record AzurePopulation(Empirical perDay, Empirical cv, Empirical seconds, double sigma, Empirical megabytes) {
    /** Apps with less variation than this are taken for timers. */
    static final double REGULAR = 0.05;

    static AzurePopulation get() {
        return Holder.READ;
    }

    private static final class Holder {
        private static final AzurePopulation READ = read();
    }

    private static AzurePopulation read() {
        Problems problems = new Problems();
        Tree.Mapping tree = Document.resource("traffic/azure-functions-2019.yaml", problems);
        Mapping root = Document.read(tree, "TrafficFigures", problems);
        AzurePopulation read = new AzurePopulation(
                quantiles(root, "invocations_per_app_and_day", LawReader.Of.COUNT),
                quantiles(root, "iat_cv_per_app", LawReader.Of.COUNT),
                quantiles(root, "average_time_per_function", LawReader.Of.SECONDS),
                root.get("sigma_of_one_call").number(0, 10),
                quantiles(root, "allocated_megabytes_per_app", LawReader.Of.COUNT));
        root.done();
        problems.throwIfAny();
        return read;
    }

    private static Empirical quantiles(Mapping root, String name, LawReader.Of of) {
        Law law = LawReader.read(root.get(name), of);
        if (law instanceof Empirical table) {
            return table;
        }
        throw new IllegalStateException(name + " is no table of quantiles: " + law);
    }
}
