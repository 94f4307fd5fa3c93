package ebb.policy.expr;

/** An expression ready to run. Of a real's code only {@link #real} is called, of any other's only {@link #whole}. */
public abstract class Code {
    public long whole(Frame frame) {
        throw new IllegalStateException("the code of a real number was asked for a whole one");
    }

    public double real(Frame frame) {
        throw new IllegalStateException("the code of a whole number was asked for a real one");
    }

    /** @return the value as it is kept in a slot; NaN has one form */
    public abstract long bits(Frame frame);

    /** Of a real number. */
    abstract static class Real extends Code {
        @Override
        public abstract double real(Frame frame);

        @Override
        public final long bits(Frame frame) {
            return Double.doubleToLongBits(real(frame));
        }
    }

    /** Of anything else. */
    abstract static class Whole extends Code {
        @Override
        public abstract long whole(Frame frame);

        @Override
        public final long bits(Frame frame) {
            return whole(frame);
        }
    }
}
