package ebb.policy;

import ebb.policy.expr.Invalid;
import ebb.policy.window.Memory;

/** What a cluster knows of one pod. Instants that are not known are {@link Invalid#LONG}; numbers that are not, NaN. */
public final class PodFacts {
    /** An instant or a number of requests that is not known. */
    public static final long UNKNOWN = Invalid.LONG;

    /** A place among pending, running, succeeded, failed, unknown. */
    public int phase = 1;

    public boolean deleting;

    /** Requests in it; {@link Invalid#LONG} if they were not counted. */
    public long inFlight = Invalid.LONG;

    /** 1 ready, 0 not; {@link Invalid#LONG} without that condition. */
    public long ready = 1;

    /** Since when it has had nothing to do; {@link Invalid#LONG} if it has, or if that is not known. */
    public long idleSinceNanos = Invalid.LONG;

    public long startedNanos = Memory.NEVER;
    public long readyChangedNanos = Memory.NEVER;
    public long createdNanos = Memory.NEVER;
    public double cpuUsage = Double.NaN;
    public double cpuRequest = Double.NaN;
    public long cpuSampledNanos = Invalid.LONG;
    public long cpuWindowNanos;
    public double memory = Double.NaN;
    public double gpu = Double.NaN;
}
