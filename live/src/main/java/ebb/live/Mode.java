package ebb.live;

/** How far a policy's decisions reach. */
public enum Mode {
    /** They are carried out. */
    APPLY,
    /** They are made and logged on what the cluster does, and nothing is written. */
    DRY_RUN,
    /** They are made and logged as if they were carried out, on pods that are only modelled; nothing is written. */
    SHADOW
}
