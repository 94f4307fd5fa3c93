package ebb.gui.model;

import ebb.policy.Parameter;
import ebb.policy.Parameter.Unit;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;

/** A parameter of the policy with its value, and where that lies between its least and its most. */
public final class Knob {
    private static final double UNBOUNDED = 1e9;
    private static final double FAR = 20;

    private final Parameter parameter;
    private final double least;
    private final double most;
    private final ReadOnlyDoubleWrapper value = new ReadOnlyDoubleWrapper();

    Knob(Parameter parameter, double value) {
        this.parameter = parameter;
        this.value.set(value);
        // A knob without bounds of its own gets those of a hand: a few times its default.
        double size = Math.max(1, Math.abs(parameter.standard()));
        boolean year = parameter.unit() == Unit.SECONDS && parameter.max() >= 365 * 86_400.0;
        least = parameter.min() < -UNBOUNDED ? Math.min(value, 0) : parameter.min();
        most = parameter.max() > UNBOUNDED || year ? Math.max(value, size * FAR) : parameter.max();
    }

    public Parameter parameter() {
        return parameter;
    }

    public ReadOnlyDoubleProperty valueProperty() {
        return value.getReadOnlyProperty();
    }

    public double value() {
        return value.get();
    }

    void show(double shown) {
        value.set(shown);
    }

    public double least() {
        return least;
    }

    public double most() {
        return most;
    }

    /** The value as a user would write it. */
    public String text(double of) {
        return parameter.print(parameter.unit() == Unit.CHOICE || parameter.unit() == Unit.FLAG ? Math.rint(of) : of);
    }

    /** @return whether a hand can drag it */
    public boolean continuous() {
        return parameter.unit() != Unit.FLAG && parameter.unit() != Unit.CHOICE && most > least;
    }

    // A scale of ratios has zero at its foot: below a small share of the most all is zero.
    private double foot() {
        if (least > 0) {
            return least;
        }
        double small = parameter.unit() == Unit.SECONDS ? Math.min(1, most / 10) : most / 20_000;
        return parameter.standard() > 0 ? Math.min(small, parameter.standard() / 10) : small;
    }

    /** @return 0..1 */
    public double position(double of) {
        if (!parameter.logarithmic()) {
            return Math.clamp((of - least) / (most - least), 0, 1);
        }
        double foot = foot();
        return of < foot ? 0 : Math.clamp(StrictMath.log(of / foot) / StrictMath.log(most / foot), 0, 1);
    }

    /** @return the value at a place, rounded to three digits, and to whole numbers where only these are meant */
    public double at(double position) {
        double place = Math.clamp(position, 0, 1);
        double exact;
        if (parameter.logarithmic()) {
            exact = place == 0 ? least : foot() * StrictMath.pow(most / foot(), place);
        } else {
            exact = least + place * (most - least);
        }
        return Math.clamp(rounded(exact), least, most);
    }

    private double rounded(double exact) {
        if (parameter.unit() == Unit.PODS) {
            return Math.rint(exact);
        }
        if (exact == 0) {
            return 0;
        }
        double digit = StrictMath.pow(10, Math.floor(StrictMath.log10(Math.abs(exact))) - 2);
        double near = Math.rint(exact / digit) * digit;
        // Durations are whole milliseconds: what is shown is what is replayed.
        return parameter.unit() == Unit.SECONDS ? Math.rint(near * 1000) / 1000 : near;
    }
}
