package ebb.trace;

import ebb.random.Draw;
import ebb.random.Law;
import java.util.List;

/**
 * A distribution known by some of its quantiles, linear between them.
 *
 * @param shares ascending, the first 0 and the last 1
 * @param values not negative, not decreasing, one for each share
 */
public record Quantiles(List<Double> shares, List<Double> values) implements Law {
    public Quantiles {
        shares = List.copyOf(shares);
        values = List.copyOf(values);
        if (shares.size() != values.size() || shares.size() < 2) {
            throw new IllegalArgumentException(
                    shares.size() + " shares and " + values.size() + " values: as many of each, two at least");
        }
        if (shares.getFirst() != 0 || shares.getLast() != 1 || values.getFirst() < 0) {
            throw new IllegalArgumentException("shares go from 0 to 1, values from 0 up: " + shares + " " + values);
        }
        for (int i = 1; i < shares.size(); i++) {
            if (shares.get(i) <= shares.get(i - 1) || values.get(i) < values.get(i - 1)) {
                throw new IllegalArgumentException("shares and values must ascend: " + shares + " " + values);
            }
        }
    }

    @Override
    public double sample(Draw draw) {
        return at(draw.uniform());
    }

    /** @return the value below which this share lies */
    public double at(double share) {
        int i = 1;
        while (i < shares.size() - 1 && shares.get(i) <= share) {
            i++;
        }
        double low = shares.get(i - 1);
        double inside = (share - low) / (shares.get(i) - low);
        return values.get(i - 1) + inside * (values.get(i) - values.get(i - 1));
    }

    @Override
    public double mean() {
        double sum = 0;
        for (int i = 1; i < shares.size(); i++) {
            sum += (shares.get(i) - shares.get(i - 1)) * (values.get(i) + values.get(i - 1)) / 2;
        }
        return sum;
    }

    @Override
    public double minimum() {
        return values.getFirst();
    }
}
