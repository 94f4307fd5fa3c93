package ebb.policy.expr;

/** Code that goes over the pods. */
record PodCode(PodTable pods, PodFigure figure, Code value, boolean real, Code where) {
    Code code() {
        return switch (figure) {
            case COUNT -> whole(this::count);
            case ANY -> whole(frame -> logic(frame, 1));
            case ALL -> whole(frame -> logic(frame, 0));
            case AVG -> real(this::average);
            case SUM, MIN, MAX -> real ? real(this::realFold) : whole(this::wholeFold);
        };
    }

    /** A figure within a figure leaves the outer one's pod as it was. */
    private static Code whole(Reading.Whole figure) {
        return Closures.whole(frame -> {
            int outer = frame.pod;
            long value = figure.at(frame);
            frame.pod = outer;
            return value;
        });
    }

    private static Code real(Reading.Real figure) {
        return Closures.real(frame -> {
            int outer = frame.pod;
            double value = figure.at(frame);
            frame.pod = outer;
            return value;
        });
    }

    /** Steps on to the next pod that counts; -1 after the last. */
    private int next(Frame frame, int row) {
        int count = pods.count(frame.state);
        for (int i = row; i < count; i++) {
            frame.pod = pods.first() + i * pods.width();
            if (where.whole(frame) == 1) {
                return i;
            }
        }
        return -1;
    }

    private long count(Frame frame) {
        long n = 0;
        for (int i = next(frame, 0); i >= 0; i = next(frame, i + 1)) {
            n++;
        }
        return n;
    }

    /** Whether one, or all, is so: {@code settles} ends the search. Unknown over no pods. */
    private long logic(Frame frame, long settles) {
        long result = Invalid.LONG;
        boolean unknown = false;
        for (int i = next(frame, 0); i >= 0; i = next(frame, i + 1)) {
            long each = value.whole(frame);
            if (each == settles) {
                return settles;
            }
            unknown |= each == Invalid.LONG;
            result = 1 - settles;
        }
        return unknown ? Invalid.LONG : result;
    }

    private double average(Frame frame) {
        double sum = 0;
        long n = 0;
        for (int i = next(frame, 0); i >= 0; i = next(frame, i + 1)) {
            sum += real ? value.real(frame) : Invalid.real(value.whole(frame));
            n++;
        }
        return n == 0 ? Invalid.REAL : Invalid.finite(sum / n);
    }

    private double realFold(Frame frame) {
        double folded = figure == PodFigure.SUM ? 0 : Invalid.REAL;
        boolean first = true;
        for (int i = next(frame, 0); i >= 0; i = next(frame, i + 1)) {
            double each = value.real(frame);
            folded = first && figure != PodFigure.SUM
                    ? each
                    : switch (figure) {
                        case MIN -> Math.min(folded, each);
                        case MAX -> Math.max(folded, each);
                        default -> Numbers.plus(folded, each);
                    };
            first = false;
        }
        return folded;
    }

    private long wholeFold(Frame frame) {
        long folded = figure == PodFigure.SUM ? 0 : Invalid.LONG;
        boolean first = true;
        for (int i = next(frame, 0); i >= 0; i = next(frame, i + 1)) {
            long each = value.whole(frame);
            folded = first && figure != PodFigure.SUM
                    ? each
                    : switch (figure) {
                        case MIN -> Numbers.least(folded, each);
                        case MAX -> Numbers.greatest(folded, each);
                        default -> Numbers.plus(folded, each);
                    };
            first = false;
        }
        return folded;
    }
}
