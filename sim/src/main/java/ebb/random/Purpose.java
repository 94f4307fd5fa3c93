package ebb.random;

/** What a draw is for. Names are part of the key: renaming one changes results, adding one changes nothing. */
public enum Purpose {
    ARRIVAL,
    SERVICE_TIME,
    TOKENS,
    SESSION,
    SCHEDULING,
    NODE,
    PULL,
    CONTAINER,
    WEIGHTS,
    ENGINE,
    START_UP,
    PROBE_PHASE,
    ENDPOINTS,
    CRASH,
    NODE_FAILURE,
    BALANCE,
    RETRY,
    CANCEL,
    OBSERVATION,
    POLICY,
    METRICS
}
