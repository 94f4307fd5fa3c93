package ebb.log;

import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.PodFacts;

/**
 * The compact form: {@link #MAGIC}, then records of a length, a kind and what is in them. Times and levels are differences to those told
 * last, which begin anew at each segment; what stands at its usual value is left out, as a mask says.
 */
final class BinaryEncoder implements Encoder {
    static final String MAGIC = "EBBLOG1\n";
    static final int HEADER = 31;
    static final int ATTACHED = 32;
    static final int RESUMED = 33;
    static final int APPLIED = 34;
    static final int DECIDED = 35;
    static final int REQUEST = 36;
    static final int SEGMENT = 37;
    static final int END = 38;

    /** What of a record is not at its usual value, as bits. */
    static final int IN_FLIGHT = 1;

    static final int QUEUED = 1 << 1;
    static final int READY = 1 << 2;
    static final int STARTING = 1 << 3;
    static final int DRAINING = 1 << 4;
    static final int REPLICAS = 1 << 5;
    static final int ARRIVALS = 1 << 6;
    static final int POD = 1 << 7;
    static final int DONE = 1 << 8;
    static final int CONCURRENCY = 1 << 9;
    static final int PRESENT = 1 << 10;
    static final int START = 1 << 11;
    static final int METRIC = 1 << 12;
    static final int AGAIN = 1 << 13;
    static final int MORE = 1 << 14;

    static final int DESIRED = 1;
    static final int WHY = 1 << 1;
    static final int LEFT = 1 << 2;
    static final int RIGHT = 1 << 3;
    static final int PLACES = 1 << 4;
    static final int VICTIM = 1 << 5;
    static final int BALANCER = 1 << 6;
    static final int PATH = 1 << 7;
    static final int GATEWAYS = 1 << 8;

    private final Bytes body = new Bytes();
    private final Bytes framed = new Bytes();
    private final Event last = new Event();
    private final Decision decided = new Decision();
    private int[] places = new int[0];
    private long time;
    private long arrival;

    @Override
    public Bytes bytes() {
        return framed;
    }

    private void begin(int kind) {
        body.clear();
        body.put(kind);
    }

    private void done() {
        framed.clear();
        framed.unsigned(body.size());
        framed.put(body.data(), body.size());
    }

    private void time(long nanos) {
        body.unsigned(nanos - time);
        time = nanos;
    }

    @Override
    public void header(LogHeader header) {
        begin(HEADER);
        body.put(HeaderJson.text(header));
        framed.clear();
        framed.put(MAGIC);
        framed.unsigned(body.size());
        framed.put(body.data(), body.size());
    }

    @Override
    public void attached(long seq, Event levels) {
        begin(ATTACHED);
        body.signed(levels.atNanos - time);
        time = levels.atNanos;
        int mask = levelMask(levels);
        body.unsigned(mask);
        levels(levels, mask);
        done();
    }

    @Override
    public void resumed(long seq, long atNanos, long[] state) {
        begin(RESUMED);
        body.signed(atNanos - time);
        time = atNanos;
        state(new long[0], state);
        done();
    }

    @Override
    public void applied(long seq, long atNanos, LogHeader next) {
        begin(APPLIED);
        time(atNanos);
        body.put(HeaderJson.text(next));
        done();
    }

    @Override
    public void event(long seq, Event event, boolean again) {
        begin(Codes.of(event.kind));
        time(event.atNanos);
        int mask = levelMask(event)
                | (event.arrivals != 0 ? ARRIVALS : 0)
                | (event.done != 0 ? DONE : 0)
                | (event.concurrencyNanos != 0 ? CONCURRENCY : 0)
                | (event.pod >= 0 ? POD : 0)
                | (event.startNanos >= 0 ? START : 0)
                | (event.kind == EventKind.SAMPLE ? METRIC : 0)
                | (again ? AGAIN : 0)
                | (event.more ? MORE : 0);
        body.unsigned(mask);
        levels(event, mask);
        put(mask, ARRIVALS, event.arrivals);
        put(mask, DONE, event.done);
        put(mask, CONCURRENCY, event.concurrencyNanos);
        put(mask, POD, event.pod);
        put(mask, START, event.startNanos);
        if ((mask & METRIC) != 0) {
            body.signed(event.metric);
            body.fixed(Double.doubleToLongBits(event.value));
        }
        if (event.kind == EventKind.POD_CHANGED) {
            facts(event.facts);
        }
        done();
    }

    private void put(int mask, int bit, long value) {
        if ((mask & bit) != 0) {
            body.signed(value);
        }
    }

    private int levelMask(Event event) {
        return (event.inFlight != last.inFlight ? IN_FLIGHT : 0)
                | (event.queued != last.queued ? QUEUED : 0)
                | (event.ready != last.ready ? READY : 0)
                | (event.starting != last.starting ? STARTING : 0)
                | (event.draining != last.draining ? DRAINING : 0)
                | (event.replicas != last.replicas ? REPLICAS : 0)
                | (event.present != last.present ? PRESENT : 0);
    }

    private void levels(Event event, int mask) {
        put(mask, IN_FLIGHT, event.inFlight - last.inFlight);
        put(mask, QUEUED, event.queued - last.queued);
        put(mask, READY, event.ready - last.ready);
        put(mask, STARTING, event.starting - last.starting);
        put(mask, DRAINING, event.draining - last.draining);
        put(mask, REPLICAS, event.replicas - last.replicas);
        put(mask, PRESENT, event.present - last.present);
        Trail.copyLevels(event, last);
    }

    private void facts(PodFacts facts) {
        body.put(facts.phase);
        body.put(facts.deleting ? 1 : 0);
        body.fixed(facts.ready);
        body.fixed(facts.inFlight);
        body.fixed(facts.idleSinceNanos);
        body.fixed(facts.startedNanos);
        body.fixed(facts.readyChangedNanos);
        body.fixed(facts.createdNanos);
        body.fixed(Double.doubleToLongBits(facts.cpuUsage));
        body.fixed(Double.doubleToLongBits(facts.cpuRequest));
        body.fixed(facts.cpuSampledNanos);
        body.fixed(facts.cpuWindowNanos);
        body.fixed(Double.doubleToLongBits(facts.memory));
        body.fixed(Double.doubleToLongBits(facts.gpu));
    }

    @Override
    public void decided(long seq, long atNanos, Decision decision, int[] now, long chain, Words words) {
        begin(DECIDED);
        time(atNanos);
        int mask = (decision.desired != decided.desired ? DESIRED : 0)
                | (decision.why != decided.why ? WHY : 0)
                | (decision.left != decided.left ? LEFT : 0)
                | (decision.right != decided.right ? RIGHT : 0)
                | (java.util.Arrays.equals(now, places) ? 0 : PLACES)
                | (decision.victim >= 0 ? VICTIM : 0)
                | (decision.balancer >= 0 ? BALANCER : 0)
                | (decision.path != 0 ? PATH : 0)
                | (decision.gateways >= 0 ? GATEWAYS : 0);
        body.unsigned(mask);
        put(mask, DESIRED, decision.desired);
        put(mask, WHY, decision.why);
        put(mask, LEFT, decision.left);
        put(mask, RIGHT, decision.right);
        if ((mask & PLACES) != 0) {
            places = now.clone();
            body.unsigned(now.length);
            for (int each : now) {
                body.unsigned(each);
            }
        }
        put(mask, VICTIM, decision.victim);
        put(mask, BALANCER, decision.balancer);
        put(mask, PATH, decision.path);
        put(mask, GATEWAYS, decision.gateways);
        body.fixed(chain);
        Trail.copy(decision, decided);
        done();
    }

    @Override
    public void request(
            long seq, long arrivalNanos, long serviceNanos, int inputTokens, int outputTokens, int session) {
        begin(REQUEST);
        body.signed(arrivalNanos - arrival);
        arrival = arrivalNanos;
        body.signed(serviceNanos);
        body.signed(inputTokens);
        body.signed(outputTokens);
        body.signed(session);
        done();
    }

    @Override
    public void segment(long seq, long atNanos, long chain, long[] before, long[] state) {
        begin(SEGMENT);
        body.unsigned(seq);
        body.signed(atNanos - time);
        body.fixed(chain);
        state(before, state);
        framed.clear();
        // The digest, 32 bytes, is a part of the record and stands at its end.
        framed.unsigned(body.size() + 32);
        framed.put(body.data(), body.size());
        // A segment is read without the one before it.
        time = 0;
        arrival = 0;
        Trail.copyLevels(new Event(), last);
        Trail.copy(new Decision(), decided);
        places = new int[0];
    }

    @Override
    public void digest(byte[] digest) {
        framed.clear();
        framed.put(digest, digest.length);
    }

    /** Slots that are not as they were: how many are passed over, and the difference. */
    private void state(long[] before, long[] state) {
        body.unsigned(state.length);
        int passed = 0;
        for (int i = 0; i < state.length; i++) {
            long old = i < before.length ? before[i] : 0;
            if (state[i] == old) {
                passed++;
            } else {
                body.unsigned(passed);
                body.signed(state[i] - old);
                passed = 0;
            }
        }
    }

    @Override
    public void end(long seq, long atNanos, boolean full) {
        begin(END);
        body.signed(atNanos - time);
        time = atNanos;
        body.put(full ? 1 : 0);
        done();
    }
}
