package ebb.policy.expr;

/** What is asked of many pods at once. Over no pods, sum and count are 0 and the rest is unknown. */
public enum PodFigure {
    SUM,
    AVG,
    MIN,
    MAX,
    COUNT,
    ANY,
    ALL
}
