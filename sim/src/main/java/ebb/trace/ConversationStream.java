package ebb.trace;

import ebb.random.Draw;
import ebb.random.Law;
import ebb.random.Purpose;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The requests of conversations. Only those that go on are held in memory. */
final class ConversationStream implements RequestStream {
    private static final int ROWS = 4096;
    // Draws of a turn are found by conversation and turn: more turns than this do not occur.
    private static final long TURNS = 1 << 20;

    private final TrafficSpec.Conversations spec;
    private final ArrivalProcess.Pulse pulse;
    private final Warp.Hand hand;
    private final double end;
    private final long talks;
    private final long works;
    private final Draw draw = new Draw();
    private final PriorityQueue<Turn> due =
            new PriorityQueue<>(Comparator.comparingDouble(Turn::seconds).thenComparingLong(Turn::conversation));
    private final Columns rows;
    private double start;
    private long conversations;

    /** @param said tokens of the conversation before this turn */
    private record Turn(double seconds, long conversation, int number, long said) {}

    ConversationStream(TrafficSpec.Conversations spec, Warp warp, Generator.Setting setting, long key) {
        this.spec = spec;
        pulse = spec.starts().start(setting.seed(), key);
        hand = warp.hand();
        end = setting.seconds();
        talks = Draw.base(setting.seed(), 0, Purpose.SESSION, key);
        works = Draw.base(setting.seed(), 0, Purpose.SERVICE_TIME, key);
        rows = new Columns(new Columns.Shape(spec.seconds() != null, true, true, true));
        start = hand.at(pulse.next());
    }

    @Override
    public boolean next(Requests into) {
        rows.size = 0;
        while (rows.size < ROWS) {
            begin();
            Turn turn = due.poll();
            if (turn == null) {
                break;
            }
            speak(turn);
        }
        rows.show(into);
        return rows.size > 0;
    }

    /** Conversations that begin before the next turn of those that go on. */
    private void begin() {
        while (start < end && (due.isEmpty() || start <= due.element().seconds)) {
            due.add(new Turn(start, conversations++, 0, 0));
            start = hand.at(pulse.next());
        }
    }

    private void speak(Turn turn) {
        long ordinal = turn.conversation * TURNS + turn.number;
        draw.at(talks, ordinal);
        long prompt = Math.min(
                spec.context(), turn.said + ArrivalStream.whole(spec.prompt().sample(draw)));
        int answer = ArrivalStream.whole(spec.answer().sample(draw));
        boolean goesOn = draw.uniform() >= 1 / spec.meanTurns() && turn.number < TURNS - 1;
        double next = turn.seconds + spec.think().sample(draw);
        rows.add((long) (turn.seconds * 1e9), served(ordinal), (int) prompt, answer, (int) turn.conversation);
        if (goesOn && next < end) {
            due.add(new Turn(next, turn.conversation, turn.number + 1, prompt + answer));
        }
    }

    private long served(long ordinal) {
        @Nullable Law seconds = spec.seconds();
        return seconds == null ? 0 : Math.round(seconds.sample(draw.at(works, ordinal)) * 1e9);
    }
}
