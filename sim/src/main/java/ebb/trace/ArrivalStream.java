package ebb.trace;

import ebb.random.Draw;
import ebb.random.Law;
import ebb.random.Purpose;
import org.jspecify.annotations.Nullable;

/** The requests of a generated service, a chunk at a time. */
final class ArrivalStream implements RequestStream {
    private static final int ROWS = 4096;

    private final ArrivalProcess.Pulse pulse;
    private final Warp.Hand hand;
    private final Work work;
    private final double end;
    private final long works;
    private final long tokens;
    private final Draw draw = new Draw();
    private final long[] times = new long[ROWS];
    private final long @Nullable [] service;
    private final int @Nullable [] input;
    private final int @Nullable [] output;
    private long ordinal;
    private boolean over;

    ArrivalStream(ArrivalProcess arrivals, Work work, Warp warp, Generator.Setting setting, long key) {
        pulse = arrivals.start(setting.seed(), key);
        hand = warp.hand();
        this.work = work;
        end = setting.seconds();
        works = Draw.base(setting.seed(), 0, Purpose.SERVICE_TIME, key);
        tokens = Draw.base(setting.seed(), 0, Purpose.TOKENS, key);
        service = work.seconds() == null ? null : new long[ROWS];
        input = work.inputTokens() == null ? null : new int[ROWS];
        output = work.outputTokens() == null ? null : new int[ROWS];
    }

    @Override
    public boolean next(Requests into) {
        int rows = arrive();
        if (rows == 0) {
            return false;
        }
        describe(rows);
        ordinal += rows;
        into.timeNanos = times;
        into.serviceNanos = service;
        into.inputTokens = input;
        into.outputTokens = output;
        into.sessions = null;
        into.from = 0;
        into.to = rows;
        return true;
    }

    private int arrive() {
        int rows = 0;
        while (rows < ROWS && !over) {
            double at = hand.at(pulse.next());
            if (at < end) {
                times[rows++] = (long) (at * 1e9);
            } else {
                over = true;
            }
        }
        return rows;
    }

    private void describe(int rows) {
        Law seconds = work.seconds();
        if (service != null && seconds != null) {
            for (int i = 0; i < rows; i++) {
                service[i] = Math.round(seconds.sample(draw.at(works, ordinal + i)) * 1e9);
            }
        }
        tokens(work.inputTokens(), input, rows, 0);
        tokens(work.outputTokens(), output, rows, 1);
    }

    private void tokens(@Nullable Law law, int @Nullable [] into, int rows, int which) {
        if (law != null && into != null) {
            for (int i = 0; i < rows; i++) {
                into[i] = whole(law.sample(draw.at(tokens, 2 * (ordinal + i) + which)));
            }
        }
    }

    /** @return a number of tokens, 1 at least */
    static int whole(double tokens) {
        return Math.clamp(Math.round(tokens), 1, Integer.MAX_VALUE);
    }
}
