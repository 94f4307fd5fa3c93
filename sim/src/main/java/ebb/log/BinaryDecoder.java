package ebb.log;

import ebb.log.LogRecord.Segment;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.PodFacts;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads what {@link BinaryEncoder} wrote. */
final class BinaryDecoder implements Decoder {
    private static final int DIGEST_BYTES = 32;
    private static final int MOST_REGIONS = 10_000;

    private final String shown;
    private final Event event = new Event();
    private final Decision decision = new Decision();
    private final State state = new State();
    private int[] places = new int[0];
    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private int whole;
    private long time;
    private long arrival;
    private long seq;
    private long chain;
    private long sealedAt;

    BinaryDecoder(String shown) {
        this.shown = shown;
    }

    @Override
    public void frame(byte[] given, int from, int to) {
        bytes = given;
        at = from;
        end = to;
        whole = to;
    }

    @Override
    public LogHeader header() {
        int kind = next();
        if (kind != BinaryEncoder.HEADER) {
            throw new Json.Malformed("begins with a record of kind " + kind + ", not with a header", 0);
        }
        return HeaderJson.read(Json.parse(bytes, at, end - at), shown);
    }

    @Override
    public LogRecord record() {
        int kind = next();
        LogRecord record = switch (kind) {
            case BinaryEncoder.ATTACHED -> attached();
            case BinaryEncoder.RESUMED -> resumed();
            case BinaryEncoder.APPLIED -> applied();
            case BinaryEncoder.DECIDED -> decided();
            case BinaryEncoder.REQUEST -> request();
            case BinaryEncoder.SEGMENT -> sealed();
            case BinaryEncoder.END -> over();
            default -> told(kind);
        };
        if (at != end) {
            throw new Json.Malformed("has " + (end - at) + " bytes too many", 0);
        }
        return record;
    }

    private LogRecord attached() {
        time += signed();
        event.atNanos = time;
        levels((int) unsigned());
        return new LogRecord.Attached(++seq, event);
    }

    private LogRecord resumed() {
        time += signed();
        state.clear();
        state();
        return new LogRecord.Resumed(++seq, time, state.slots().clone());
    }

    private LogRecord applied() {
        time += unsigned();
        LogHeader next = HeaderJson.read(Json.parse(bytes, at, end - at), shown);
        at = end;
        return new LogRecord.Applied(++seq, time, next.policy(), next.policyHash(), next.facts(), next.anatomy());
    }

    private LogRecord told(int code) {
        EventKind kind = Codes.kind(code);
        if (kind == null) {
            throw new Json.Malformed("is of a kind " + code + " that is not known", 0);
        }
        event.kind = kind;
        time += unsigned();
        event.atNanos = time;
        int mask = (int) unsigned();
        levels(mask);
        event.arrivals = get(mask, BinaryEncoder.ARRIVALS, 0);
        event.done = get(mask, BinaryEncoder.DONE, 0);
        event.concurrencyNanos = get(mask, BinaryEncoder.CONCURRENCY, 0);
        event.pod = (int) get(mask, BinaryEncoder.POD, -1);
        event.startNanos = get(mask, BinaryEncoder.START, -1);
        event.more = (mask & BinaryEncoder.MORE) != 0;
        boolean measured = (mask & BinaryEncoder.METRIC) != 0;
        event.metric = measured ? (int) signed() : -1;
        event.value = measured ? Double.longBitsToDouble(fixed()) : Double.NaN;
        if (kind == EventKind.POD_CHANGED) {
            facts(event.facts);
        }
        return new LogRecord.Told(++seq, event, (mask & BinaryEncoder.AGAIN) != 0);
    }

    private void levels(int mask) {
        event.inFlight += get(mask, BinaryEncoder.IN_FLIGHT, 0);
        event.queued += get(mask, BinaryEncoder.QUEUED, 0);
        event.ready += (int) get(mask, BinaryEncoder.READY, 0);
        event.starting += (int) get(mask, BinaryEncoder.STARTING, 0);
        event.draining += (int) get(mask, BinaryEncoder.DRAINING, 0);
        event.replicas += (int) get(mask, BinaryEncoder.REPLICAS, 0);
        event.present += (int) get(mask, BinaryEncoder.PRESENT, 0);
    }

    private long get(int mask, int bit, long otherwise) {
        return (mask & bit) != 0 ? signed() : otherwise;
    }

    private void facts(PodFacts facts) {
        facts.phase = next();
        facts.deleting = next() == 1;
        facts.ready = fixed();
        facts.inFlight = fixed();
        facts.idleSinceNanos = fixed();
        facts.startedNanos = fixed();
        facts.readyChangedNanos = fixed();
        facts.createdNanos = fixed();
        facts.cpuUsage = Double.longBitsToDouble(fixed());
        facts.cpuRequest = Double.longBitsToDouble(fixed());
        facts.cpuSampledNanos = fixed();
        facts.cpuWindowNanos = fixed();
        facts.memory = Double.longBitsToDouble(fixed());
        facts.gpu = Double.longBitsToDouble(fixed());
    }

    private LogRecord decided() {
        time += unsigned();
        int mask = (int) unsigned();
        decision.desired = (int) get(mask, BinaryEncoder.DESIRED, decision.desired);
        decision.why = (int) get(mask, BinaryEncoder.WHY, decision.why);
        decision.left = get(mask, BinaryEncoder.LEFT, decision.left);
        decision.right = get(mask, BinaryEncoder.RIGHT, decision.right);
        if ((mask & BinaryEncoder.PLACES) != 0) {
            long count = unsigned();
            if (count < 0 || count > MOST_REGIONS) {
                throw new Json.Malformed("has the states of " + count + " regions", 0);
            }
            places = new int[(int) count];
            for (int i = 0; i < places.length; i++) {
                places[i] = (int) unsigned();
            }
        }
        decision.victim = (int) get(mask, BinaryEncoder.VICTIM, -1);
        decision.balancer = (int) get(mask, BinaryEncoder.BALANCER, -1);
        decision.path = (int) get(mask, BinaryEncoder.PATH, 0);
        decision.gateways = (int) get(mask, BinaryEncoder.GATEWAYS, -1);
        return new LogRecord.Decided(++seq, time, decision, places, fixed());
    }

    private LogRecord request() {
        arrival += signed();
        return new LogRecord.Request(seq, arrival, signed(), (int) signed(), (int) signed(), (int) signed());
    }

    private LogRecord sealed() {
        end -= DIGEST_BYTES;
        if (end < at) {
            throw new Json.Malformed("is a segment without a digest", 0);
        }
        if (unsigned() != seq) {
            throw new Json.Malformed("is a segment that does not end at record " + seq, 0);
        }
        time += signed();
        chain = fixed();
        state();
        Segment segment = new Segment(seq, time, chain, state.slots(), "", false);
        time = 0;
        arrival = 0;
        Trail.copyLevels(new Event(), event);
        Trail.copy(new Decision(), decision);
        places = new int[0];
        sealedAt = segment.atNanos();
        return segment;
    }

    @Override
    public int digestFrom() {
        return whole - DIGEST_BYTES;
    }

    @Override
    public byte[] digest() {
        return Arrays.copyOfRange(bytes, whole - DIGEST_BYTES, whole);
    }

    @Override
    public Segment segment(byte[] own) {
        byte[] digest = digest();
        return new Segment(
                seq, sealedAt, chain, state.slots(), HexFormat.of().formatHex(digest), Arrays.equals(own, digest));
    }

    private LogRecord over() {
        time += signed();
        return new LogRecord.End(seq, time, next() == 1);
    }

    private void state() {
        state.size(unsigned());
        long index = 0;
        while (at < end) {
            index += unsigned();
            state.add(index++, signed());
        }
    }

    // Numbers.

    private int next() {
        if (at >= end) {
            throw new Json.Malformed("is too short", 0);
        }
        return bytes[at++] & 0xFF;
    }

    private long unsigned() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int each = next();
            value |= (long) (each & 0x7F) << shift;
            if ((each & 0x80) == 0) {
                return value;
            }
        }
        throw new Json.Malformed("has a number without an end", 0);
    }

    private long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    private long fixed() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value |= (long) next() << (8 * i);
        }
        return value;
    }
}
