package ebb.policy;

import ebb.policy.expr.Invalid;
import ebb.policy.window.Memory;

/** What a cluster knows of one pod. Instants that are not known are {@link Invalid#LONG}; numbers that are not, NaN. */
public final class PodFacts {
    /** A place among pending, running, succeeded, failed, unknown. */
    public int phase = 1;

    public boolean deleting;

    /** 1 ready, 0 not; {@link Invalid#LONG} without that condition. */
    public long ready = 1;

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
