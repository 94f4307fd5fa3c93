package ebb.trace;

import ebb.random.Draw;
import ebb.random.Exponential;
import ebb.random.Gamma;
import ebb.random.Law;
import ebb.random.Purpose;
import java.util.List;

/**
 * When requests come, while nothing modulates the rate. A {@link RateShape} stretches and squeezes the time of the process, so that its
 * burstiness stays what it is at every rate.
 */
public sealed interface ArrivalProcess {
    /** @return requests a second in the long run */
    double ratePerSecond();

    /** Starts it at time 0. */
    Pulse start(long seed, long key);

    /** The times of a process, one after another. */
    interface Pulse {
        /** @return seconds, not decreasing */
        double next();
    }

    /** Independent gaps from a law of seconds; the first request comes after the first gap. */
    record Renewal(Law gaps) implements ArrivalProcess {
        public Renewal {
            if (!(gaps.mean() > 0) || Double.isInfinite(gaps.mean())) {
                throw new IllegalArgumentException("gaps need a finite mean above 0: " + gaps);
            }
        }

        @Override
        public double ratePerSecond() {
            return 1 / gaps.mean();
        }

        @Override
        public Pulse start(long seed, long key) {
            return new Pulse() {
                private final long base = Draw.base(seed, 0, Purpose.ARRIVAL, key);
                private final Draw draw = new Draw();
                private long ordinal;
                private double now;

                @Override
                public double next() {
                    now += gaps.sample(draw.at(base, ordinal++));
                    return now;
                }
            };
        }
    }

    /** Requests that know nothing of each other. */
    static ArrivalProcess poisson(double ratePerSecond) {
        return new Renewal(new Exponential(1 / ratePerSecond));
    }

    /** Bursts and pauses: gamma gaps with that coefficient of variation; 1 is {@link #poisson}, above it bursts. */
    static ArrivalProcess bursty(double ratePerSecond, double cv) {
        return cv == 1 ? poisson(ratePerSecond) : new Renewal(new Gamma(1 / (cv * cv), 1 / ratePerSecond));
    }

    /**
     * A Poisson process whose rate jumps between states (MMPP): each is held for an exponential time, then any other follows, all alike.
     *
     * @param states two at least, one with a rate above 0; the first to be in is drawn by their shares of the time
     */
    record Mmpp(List<State> states) implements ArrivalProcess {
        public Mmpp {
            states = List.copyOf(states);
            if (states.size() < 2 || states.stream().allMatch(each -> each.ratePerSecond == 0)) {
                throw new IllegalArgumentException("needs two states at least, one with a rate above 0: " + states);
            }
        }

        /**
         * @param ratePerSecond 0 or more
         * @param staySeconds on average, more than 0
         */
        public record State(double ratePerSecond, double staySeconds) {
            public State {
                if (!(ratePerSecond >= 0) || !(staySeconds > 0)) {
                    throw new IllegalArgumentException(
                            "rate 0 or more and stay above 0: " + ratePerSecond + ", " + staySeconds);
                }
            }
        }

        @Override
        public double ratePerSecond() {
            double requests = 0;
            double time = 0;
            for (State each : states) {
                requests += each.ratePerSecond * each.staySeconds;
                time += each.staySeconds;
            }
            return requests / time;
        }

        @Override
        public Pulse start(long seed, long key) {
            return new Jumping(states, seed, key);
        }

        /** Each request needs an exponential amount of rate times time: states only say how fast it comes. */
        private static final class Jumping implements Pulse {
            private final List<State> states;
            private final long requests;
            private final long jumps;
            private final Draw draw = new Draw();
            private long ordinal;
            private long jump;
            private int state;
            private double now;
            private double end;

            Jumping(List<State> states, long seed, long key) {
                this.states = states;
                requests = Draw.base(seed, 0, Purpose.ARRIVAL, key);
                jumps = Draw.base(seed, 1, Purpose.ARRIVAL, key);
                state = first();
                end = states.get(state).staySeconds * draw.exponential();
            }

            private int first() {
                double left = draw.at(jumps, jump++).uniform()
                        * states.stream().mapToDouble(State::staySeconds).sum();
                int i = 0;
                while (i < states.size() - 1 && left >= states.get(i).staySeconds) {
                    left -= states.get(i++).staySeconds;
                }
                return i;
            }

            @Override
            public double next() {
                double needed = draw.at(requests, ordinal++).exponential();
                double rate = states.get(state).ratePerSecond;
                while ((end - now) * rate < needed) {
                    needed -= (end - now) * rate;
                    now = end;
                    leave();
                    rate = states.get(state).ratePerSecond;
                }
                now += needed / rate;
                return now;
            }

            private void leave() {
                draw.at(jumps, jump++);
                int other = draw.below(states.size() - 1);
                state = other < state ? other : other + 1;
                end += states.get(state).staySeconds * draw.exponential();
            }
        }
    }

    /**
     * A timer: one request every so often, from a phase that is drawn.
     *
     * @param everySeconds more than 0
     * @param jitterSeconds each comes up to so much later, all alike; 0 to {@code everySeconds}
     */
    record Timer(double everySeconds, double jitterSeconds) implements ArrivalProcess {
        public Timer {
            if (!(everySeconds > 0) || !(jitterSeconds >= 0 && jitterSeconds <= everySeconds)) {
                throw new IllegalArgumentException(
                        "jitter must be from 0 to the period: " + jitterSeconds + ", " + everySeconds);
            }
        }

        @Override
        public double ratePerSecond() {
            return 1 / everySeconds;
        }

        @Override
        public Pulse start(long seed, long key) {
            return new Pulse() {
                private final long base = Draw.base(seed, 0, Purpose.ARRIVAL, key);
                private final Draw draw = new Draw();
                private final double phase = draw.at(base, 0).uniform() * everySeconds;
                private long ordinal;

                @Override
                public double next() {
                    double late = jitterSeconds * draw.at(base, ordinal + 1).uniform();
                    return phase + everySeconds * ordinal++ + late;
                }
            };
        }
    }
}
