package ebb.policy.expr;

/** All expressions of one policy, and what leads out of each of its states, as one class that was made for it. It holds nothing of its own. */
public abstract class Generated {
    /** @return the value of an expression that is no real number */
    public abstract long whole(int expression, Frame frame);

    /** @return the value of an expression that is a real number */
    public abstract double real(int expression, Frame frame);

    /** @return the place of the first way out of a state that may be taken now and was not taken in this step; -1 if there is none */
    public abstract int first(int state, Frame frame);
}
