package ebb.balance;

import java.util.ArrayList;
import java.util.List;

/** Pods of a test: a list that can be written down. */
final class Pods implements Loads {
    static final class Pod {
        final long ordinal;
        int inFlight;
        int limit;
        long kv;

        Pod(long ordinal, int inFlight, int limit, long kv) {
            this.ordinal = ordinal;
            this.inFlight = inFlight;
            this.limit = limit;
            this.kv = kv;
        }
    }

    final List<Pod> list = new ArrayList<>();

    /** Pods 0, 1, 2 … with so many requests each, of at most {@code limit}. */
    static Pods of(int limit, int... inFlight) {
        Pods pods = new Pods();
        for (int i = 0; i < inFlight.length; i++) {
            pods.list.add(new Pod(i, inFlight[i], limit, 0));
        }
        return pods;
    }

    Pods kv(long... tokens) {
        for (int i = 0; i < tokens.length; i++) {
            list.get(i).kv = tokens[i];
        }
        return this;
    }

    @Override
    public int pods() {
        return list.size();
    }

    @Override
    public int inFlight(int pod) {
        return list.get(pod).inFlight;
    }

    @Override
    public int open(int pod) {
        return list.get(pod).limit - list.get(pod).inFlight;
    }

    @Override
    public long kv(int pod) {
        return list.get(pod).kv;
    }

    @Override
    public long ordinal(int pod) {
        return list.get(pod).ordinal;
    }
}
