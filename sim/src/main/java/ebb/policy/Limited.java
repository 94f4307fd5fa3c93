package ebb.policy;

import ebb.policy.expr.Code;
import ebb.policy.expr.Frame;
import ebb.policy.expr.Invalid;
import ebb.policy.window.TokenBucket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a proposal, of a region or of the whole policy: stabilize, up and down rates, least and most.
 *
 * <p>Two bounded logs lie in the state: recommendations, with the slots reused as the horizontal pod autoscaler does (kubernetes a769d588,
 * horizontal.go), and changes up and down. Both merge what falls into one tick, which bounds them.
 */
final class Limited {
    /** How far one direction may go. */
    sealed interface Rate {
        /** To a number of pods. */
        record To(Code pods) implements Rate {}

        /** By so much in a time: the most of several, or the least. */
        record By(boolean largest, List<Step> of) implements Rate {}

        /** @param percent whether the amount is a share of what there was */
        record Step(boolean percent, Code amount, Code per, long mostNanos) {}
    }

    /** @param seed pods recommended at the start; null for none */
    record Stabilize(Code up, Code down, @Nullable Code seed, long mostNanos) {}

    static final TokenBucket BUCKET = new TokenBucket();
    private static final double BURST_SECONDS = 7200;
    private static final double GUARD_SECONDS = 600;
    // So little less than a pod is a rest of arithmetic, not a lack of money.
    private static final double REST = 1e-9;

    /**
     * Money over time.
     *
     * @param fill money a second
     * @param burst budget of so long is saved; null for two hours
     * @param guard pods must be paid for so long; null for ten minutes
     * @param hard whether it is obeyed below the least too
     * @param podSecond what a pod costs
     * @param at where the savings lie
     */
    record Money(Code fill, @Nullable Code burst, @Nullable Code guard, boolean hard, double podSecond, int at) {}

    private final List<Code> quotas;
    private final @Nullable Money money;
    private final @Nullable Code min;
    private final @Nullable Code max;
    private final @Nullable Stabilize stabilize;
    private final @Nullable Rate up;
    private final @Nullable Rate down;
    private final long tickNanos;
    private final int recommendations;
    private final int recommendationSlots;
    private final int ups;
    private final int downs;
    private final int changeSlots;
    private final long longest;

    Limited(
            Layout layout,
            String name,
            long tickNanos,
            @Nullable Code min,
            @Nullable Code max,
            @Nullable Stabilize stabilize,
            @Nullable Rate up,
            @Nullable Rate down,
            List<Code> quotas,
            @Nullable Money money) {
        this.quotas = quotas;
        this.money = money;
        this.min = min;
        this.max = max;
        this.stabilize = stabilize;
        this.up = up;
        this.down = down;
        this.tickNanos = tickNanos;
        recommendationSlots = stabilize == null ? 0 : entries(stabilize.mostNanos());
        recommendations =
                recommendationSlots == 0 ? 0 : layout.take(name + ".recommendations", 1 + 2 * recommendationSlots);
        longest = Math.max(longest(up), longest(down));
        changeSlots = longest == 0 ? 0 : entries(longest);
        ups = changeSlots == 0 ? 0 : layout.take(name + ".ups", 1 + 2 * changeSlots);
        downs = changeSlots == 0 ? 0 : layout.take(name + ".downs", 1 + 2 * changeSlots);
    }

    private int entries(long nanos) {
        return (int) Math.min(100_000, nanos / tickNanos + 2);
    }

    private static long longest(@Nullable Rate rate) {
        return rate instanceof Rate.By by
                ? by.of().stream().mapToLong(Rate.Step::mostNanos).max().orElse(0)
                : 0;
    }

    void start(Frame frame) {
        if (money != null) {
            BUCKET.start(frame.state, money.at(), frame.now);
        }
        if (stabilize != null && stabilize.seed() != null) {
            recommend(frame, stabilize.seed().whole(frame));
        }
    }

    /** @return the least that the limits say; unknown if they say none */
    long least(Frame frame) {
        return min == null ? Invalid.LONG : min.whole(frame);
    }

    /** @return the proposal after everything; unknown stays so and is not recorded */
    long apply(Frame frame, long proposal) {
        if (Invalid.is(proposal)) {
            return proposal;
        }
        long replicas = frame.state[Head.REPLICAS.slot()];
        long held = noted(frame, Clamp.STABILIZE, proposal, stabilized(frame, proposal, replicas));
        long rated = held > replicas
                ? noted(frame, Clamp.UP, held, raised(frame, held, replicas))
                : noted(frame, Clamp.DOWN, held, lowered(frame, held, replicas));
        long least =
                min == null ? rated : noted(frame, Clamp.MIN, rated, Math.max(rated, known(min.whole(frame), rated)));
        return max == null ? least : noted(frame, Clamp.MAX, least, Math.min(least, known(max.whole(frame), least)));
    }

    // What there is to spend.

    /** What was spent until now, and what is spent from now on. */
    void spend(Frame frame) {
        if (money == null) {
            return;
        }
        double fill = money.fill().real(frame);
        double cap = fill * seconds(frame, money.burst(), BURST_SECONDS);
        long[] state = frame.state;
        // Those that start and those on their way out cost too.
        double pods = (double) Math.max(0, state[Head.READY.slot()])
                + state[Head.STARTING.slot()]
                + state[Head.DRAINING.slot()];
        if (fill >= 0 && fill < Double.POSITIVE_INFINITY && cap >= 0 && cap < Double.POSITIVE_INFINITY) {
            BUCKET.rates(state, money.at(), frame.now, fill, pods * money.podSecond(), cap);
        }
    }

    private static double seconds(Frame frame, @Nullable Code time, double standard) {
        return time == null ? standard : Math.max(1e-9, time.whole(frame) / 1e9);
    }

    /**
     * After everything else: no more pods than a resource and the money are enough for.
     *
     * @param least pods that money does not take away unless it is hard
     */
    long afforded(Frame frame, long wanted, long least) {
        long within = wanted;
        for (Code each : quotas) {
            within = noted(frame, Clamp.QUOTA, within, Math.min(within, Math.max(0, known(each.whole(frame), within))));
        }
        if (money == null || money.podSecond() <= 0) {
            return within;
        }
        long paid = Math.min(within, payable(frame, money, wanted));
        return noted(frame, Clamp.BUDGET, within, money.hard() ? paid : Math.max(paid, Math.min(within, least)));
    }

    /** Pods that the savings and what comes in pay for a guard time. */
    private static long payable(Frame frame, Money money, long wanted) {
        double fill = money.fill().real(frame);
        double guard = seconds(frame, money.guard(), GUARD_SECONDS);
        double tokens = BUCKET.tokens(frame.state, money.at(), frame.now);
        if (Double.isNaN(tokens) || Double.isNaN(fill)) {
            return wanted;
        }
        return (long) StrictMath.floor((tokens / guard + fill) / money.podSecond() + REST);
    }

    /** Looks again when the money is enough for fewer pods than were decided, or for one more. */
    void watch(Frame frame, long decided) {
        spend(frame);
        if (money == null || money.podSecond() <= 0) {
            return;
        }
        double fill = money.fill().real(frame);
        double guard = seconds(frame, money.guard(), GUARD_SECONDS);
        // Twice the rest of arithmetic: when the level is met there is surely one less.
        look(frame, money, ((decided - 2 * REST) * money.podSecond() - fill) * guard);
        look(frame, money, ((decided + 1) * money.podSecond() - fill) * guard);
    }

    private static void look(Frame frame, Money money, double level) {
        frame.wakeAt(BUCKET.crossing(frame.state, money.at(), frame.now, level));
    }

    private static long known(long value, long otherwise) {
        return Invalid.is(value) ? otherwise : value;
    }

    private static long noted(Frame frame, Clamp by, long before, long after) {
        frame.clamp = before == after ? frame.clamp : by.ordinal();
        return after;
    }

    // Recommendations.

    private long stabilized(Frame frame, long proposal, long replicas) {
        if (stabilize == null) {
            return proposal;
        }
        long upNanos = stabilize.up().whole(frame);
        long downNanos = stabilize.down().whole(frame);
        long low = proposal;
        long high = proposal;
        long[] state = frame.state;
        for (int i = 0; i < state[recommendations]; i++) {
            long value = state[recommendations + 1 + 2 * i];
            long age = frame.now - state[recommendations + 2 + 2 * i];
            low = age < upNanos ? Math.min(low, value) : low;
            high = age < downNanos ? Math.max(high, value) : high;
        }
        recommend(frame, proposal);
        return Math.min(Math.max(replicas, low), high);
    }

    /** In the last slot that is too old for both windows, else behind the others. */
    private void recommend(Frame frame, long value) {
        long[] state = frame.state;
        long oldest = stabilize == null
                ? 0
                : Math.max(stabilize.up().whole(frame), stabilize.down().whole(frame));
        int count = (int) state[recommendations];
        int slot = -1;
        for (int i = 0; i < count; i++) {
            slot = frame.now - state[recommendations + 2 + 2 * i] > oldest ? i : slot;
        }
        if (slot < 0) {
            slot = Math.min(count, recommendationSlots - 1);
            state[recommendations] = slot == count ? count + 1 : count;
        }
        state[recommendations + 1 + 2 * slot] = value;
        state[recommendations + 2 + 2 * slot] = frame.now;
    }

    // Rates.

    private long raised(Frame frame, long proposal, long replicas) {
        return switch (up) {
            case null -> proposal;
            case Rate.To to ->
                Math.min(proposal, Math.max(replicas, known(to.pods().whole(frame), proposal)));
            case Rate.By by -> Math.min(proposal, Math.max(replicas, furthest(frame, by, replicas, 1)));
        };
    }

    private long lowered(Frame frame, long proposal, long replicas) {
        return switch (down) {
            case null -> proposal;
            case Rate.To to ->
                Math.max(proposal, Math.min(replicas, known(to.pods().whole(frame), proposal)));
            case Rate.By by -> Math.max(proposal, Math.min(replicas, furthest(frame, by, replicas, -1)));
        };
    }

    /** @param way 1 up, -1 down */
    private long furthest(Frame frame, Rate.By by, long replicas, int way) {
        long best = by.largest() ? -way * (1L << 40) : way * (1L << 40);
        if (by.of().isEmpty()) {
            return replicas;
        }
        for (int i = 0; i < by.of().size(); i++) {
            Rate.Step each = by.of().get(i);
            long per = each.per().whole(frame);
            long start = replicas - sum(frame, ups, per) + sum(frame, downs, per);
            long end = each.percent()
                    ? portion(start, each.amount().real(frame), way)
                    : start + way * each.amount().whole(frame);
            best = by.largest() == (way > 0) ? Math.max(best, end) : Math.min(best, end);
        }
        return best;
    }

    private static long portion(long start, double share, int way) {
        return way > 0 ? (long) StrictMath.ceil(start * (1 + share)) : (long) (start * (1 - share));
    }

    /** Pods that were added, or taken away, within a time. */
    private long sum(Frame frame, int log, long per) {
        long sum = 0;
        for (int i = 0; i < frame.state[log]; i++) {
            boolean young = frame.now - frame.state[log + 2 + 2 * i] < per;
            sum += young ? frame.state[log + 1 + 2 * i] : 0;
        }
        return sum;
    }

    /** What was decided, so that the rates know. */
    void decided(Frame frame, long before, long after) {
        if (changeSlots == 0 || before == after) {
            return;
        }
        long[] state = frame.state;
        int log = after > before ? ups : downs;
        int slot = -1;
        for (int i = 0; i < state[log]; i++) {
            slot = frame.now - state[log + 2 + 2 * i] >= longest ? i : slot;
        }
        if (slot < 0) {
            slot = (int) Math.min(state[log], changeSlots - 1);
            boolean fresh = slot == state[log];
            state[log] = fresh ? state[log] + 1 : state[log];
            state[log + 1 + 2 * slot] = fresh ? 0 : state[log + 1 + 2 * slot];
        } else {
            state[log + 1 + 2 * slot] = 0;
        }
        state[log + 1 + 2 * slot] += Math.abs(after - before);
        state[log + 2 + 2 * slot] = frame.now;
    }
}
