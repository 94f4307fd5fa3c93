package ebb.balance;

import java.util.Arrays;

/**
 * Which pod a session was sent to, for the sessions seen lately: two generations of an open-addressed table. When the young one is full, it
 * becomes the old one and what was old is forgotten, so between {@value #LIMIT} and twice as many sessions are remembered.
 */
final class SessionTable {
    /** What is answered for a session that is not remembered. */
    static final long UNKNOWN = Long.MIN_VALUE;

    static final int LIMIT = 1 << 15;

    private long[] sessions = new long[16];
    private long[] pods = empty(16);
    private long[] oldSessions = new long[1];
    private long[] oldPods = empty(1);
    private int size;

    private static long[] empty(int length) {
        long[] pods = new long[length];
        Arrays.fill(pods, UNKNOWN);
        return pods;
    }

    long get(long session) {
        int at = place(sessions, pods, session);
        if (pods[at] != UNKNOWN) {
            return pods[at];
        }
        long pod = oldPods[place(oldSessions, oldPods, session)];
        if (pod != UNKNOWN) {
            put(session, pod);
        }
        return pod;
    }

    void put(long session, long pod) {
        int at = place(sessions, pods, session);
        size += pods[at] == UNKNOWN ? 1 : 0;
        sessions[at] = session;
        pods[at] = pod;
        if (size == LIMIT) {
            age();
        } else if (2 * size == sessions.length) {
            grow();
        }
    }

    // The index of a session, or of the free place where it would be; there is always a free place.
    private static int place(long[] sessions, long[] pods, long session) {
        int mask = sessions.length - 1;
        int at = (int) Hash.mix(session) & mask;
        while (pods[at] != UNKNOWN && sessions[at] != session) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void age() {
        long[] freeSessions = oldSessions.length == sessions.length ? oldSessions : new long[sessions.length];
        long[] freePods = oldPods.length == pods.length ? oldPods : new long[pods.length];
        Arrays.fill(freePods, UNKNOWN);
        oldSessions = sessions;
        oldPods = pods;
        sessions = freeSessions;
        pods = freePods;
        size = 0;
    }

    private void grow() {
        long[] fromSessions = sessions;
        long[] fromPods = pods;
        sessions = new long[2 * fromSessions.length];
        pods = empty(sessions.length);
        for (int i = 0; i < fromPods.length; i++) {
            if (fromPods[i] != UNKNOWN) {
                int at = place(sessions, pods, fromSessions[i]);
                sessions[at] = fromSessions[i];
                pods[at] = fromPods[i];
            }
        }
    }
}
