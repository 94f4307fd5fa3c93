package ebb.live.balancer;

import ebb.balance.Choice;
import ebb.balance.WaitingRoom;
import org.jspecify.annotations.Nullable;

/** One request as the dispatcher sees it: it waits, or has a place at a pod, or was refused. Its fields are the dispatcher's to change. */
abstract class Visit {
    final Service service;

    /** Whether it keeps the service awake. */
    final boolean activity;

    /** Bytes that it keeps in memory while it waits. */
    int bytes;

    /** When its caller gives up, or {@link WaitingRoom#NEVER}. */
    long deadline = WaitingRoom.NEVER;

    long session = Choice.NO_SESSION;

    /** Where it is served, or was. */
    @Nullable
    Pod pod;

    /** Why it will not be served. */
    @Nullable
    Refusal refusal;

    /** For one that was refused: what it is told to wait. */
    long retryAfterSeconds;

    long cameAt;
    long releasedAt;

    /** How long there was no pod for it, ns. */
    long wakeNanos;

    /** Its number in the waiting room, -1 if it does not wait. */
    int number = -1;

    Visit(Service service, boolean activity) {
        this.service = service;
        this.activity = activity;
    }

    /** It waited and has a place now. Called under the dispatcher's lock, from any thread: hands over and returns. */
    abstract void released();

    /** It waited and will not be served. Called as {@link #released}. */
    abstract void refused();

    long heldNanos() {
        return releasedAt - cameAt;
    }
}
