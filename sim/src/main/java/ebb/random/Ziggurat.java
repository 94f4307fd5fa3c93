package ebb.random;

import java.util.function.DoubleUnaryOperator;

/** A falling density cut into 256 layers of one area, the lowest with the tail. */
final class Ziggurat {
    static final int LAST = 255;

    // Edge and area solve the closing condition of the layers; to 40 digits by bisection, rounded here. Marsaglia and
    // Tsang give r =
    // 7.69711747013104972 and r = 3.6541528853610088 for the same.
    static final Ziggurat EXPONENTIAL =
            new Ziggurat(7.69711747013105, 0.003949659822581557, x -> StrictMath.exp(-x), y -> -StrictMath.log(y));

    static final Ziggurat NORMAL = new Ziggurat(
            3.654152885361009,
            0.004928673233974655,
            x -> StrictMath.exp(-0.5 * x * x),
            y -> Math.sqrt(-2 * StrictMath.log(y)));

    private static final double CLEAR = 1e-9;

    /** Right edges, falling: of the base with its tail as a box, then of each layer; the last is 0. */
    final double[] edges = new double[LAST + 2];

    /** Edges times 2^-53: what 53 random bits are multiplied by. */
    final double[] scaled = new double[LAST + 2];

    private final double[] heights = new double[LAST + 2];

    private Ziggurat(double edge, double area, DoubleUnaryOperator density, DoubleUnaryOperator inverse) {
        edges[0] = area / density.applyAsDouble(edge);
        edges[1] = edge;
        for (int i = 2; i <= LAST; i++) {
            edges[i] = inverse.applyAsDouble(density.applyAsDouble(edges[i - 1]) + area / edges[i - 1]);
        }
        for (int i = 0; i <= LAST + 1; i++) {
            scaled[i] = edges[i] * 0x1.0p-53;
            heights[i] = density.applyAsDouble(edges[i]);
        }
    }

    /**
     * Whether a point in a layer's step lies under exp(-x); for {@link #EXPONENTIAL} only. The curve is convex: it lies under the step's
     * diagonal and over its tangents at both edges, so the exponential itself is asked for once in some hundred times. The diagonal and the
     * tangents give way by more than what rounding makes of any of them, so the answer is always the exponential's.
     */
    boolean underExponential(int layer, double share, double x) {
        double outside = edges[layer] - x;
        double inside = x - edges[layer + 1];
        if (share * (edges[layer] - edges[layer + 1]) > outside + CLEAR) {
            return false;
        }
        double height = height(layer, share);
        return height < heights[layer] * (1 + outside - CLEAR)
                || height < heights[layer + 1] * (1 - inside - CLEAR)
                || height < StrictMath.exp(-x);
    }

    /** @return a height in a layer's step, at a share of it */
    double height(int layer, double share) {
        return heights[layer] + share * (heights[layer + 1] - heights[layer]);
    }
}
