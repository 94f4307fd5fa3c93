package ebb.policy.expr;

/** A value that the engine gives. An unknown one is {@link Invalid}'s. */
public sealed interface Reading {
    /** Of a real number. */
    non-sealed interface Real extends Reading {
        double at(Frame frame);
    }

    /** Of anything else. */
    non-sealed interface Whole extends Reading {
        long at(Frame frame);
    }
}
