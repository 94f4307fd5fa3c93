package ebb.validate;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a vector may give a value for, by its name there, and how one replication estimates it; times in seconds. */
public enum Measure {
    RHO("rho", r -> r.busyPods()),
    L("L", r -> r.sojournSum() / r.seconds()),
    LQ("Lq", r -> r.waitSum() / r.seconds()),
    W("W", r -> r.sojournSum() / r.served()),
    WQ("Wq", r -> r.waitSum() / r.served()),
    W_ACCEPTED("W_accepted", r -> r.sojournSum() / r.served()),
    WQ_ACCEPTED("Wq_accepted", r -> r.waitSum() / r.served()),
    P0("P0", r -> r.levels().share(0)),
    P50_SOJOURN("p50_sojourn", Replication::sojourns, 0.5),
    P99_SOJOURN("p99_sojourn", Replication::sojourns, 0.99),
    P99_WAIT("p99_wait", Replication::waits, 0.99),
    ERLANG_C("erlangC", r -> r.waited() / r.served()),
    ERLANG_B("erlangB", r -> r.lost() / r.arrived()),
    P_BLOCK("P_block", r -> r.lost() / r.arrived()),
    THROUGHPUT("throughput", r -> r.served() / r.seconds()),
    VAR_WQ("var_Wq", r -> r.waitSpread(r.expected(WQ))),
    VAR("var", r -> r.levels().spread(r.expected(L))),
    P_LE_A("P_le_a", r -> r.levels().atMost(r.load())),
    Q99("q99", r -> r.levels().histogram(), 0.99),
    P_COLD("p_cold", r -> r.cold() / r.served()),
    IDLE_PER_REQUEST("idle_per_request", r -> r.idlePods() * r.seconds() / r.arrived()),
    FRAC_TIME_WARM("frac_time_warm", Replication::warmShare),
    MEAN_POD_LIFE("mean_pod_life", r -> r.pods() * r.seconds() / r.cold()),
    P_OFF("P_off", r -> 1 - r.pods()),
    P_IDLE("P_idle", r -> r.idlePods()),
    P_SETUP("P_setup", r -> r.startingPods()),
    MEAN_IDLE("mean_idle", r -> r.idlePods()),
    MEAN_BUSY("mean_busy", r -> r.busyPods()),
    MEAN_PODS("mean_pods", r -> r.pods()),
    MEAN_STARTING("mean_starting", r -> r.startingPods());

    private final String title;
    private final @Nullable ToDoubleFunction<Replication> mean;
    private final @Nullable Function<Replication, Histogram> spread;
    private final double share;

    Measure(String title, ToDoubleFunction<Replication> mean) {
        this.title = title;
        this.mean = mean;
        spread = null;
        share = 0;
    }

    /** A quantile of what was recorded: the value that so large a share does not pass. */
    Measure(String title, Function<Replication, Histogram> spread, double share) {
        this.title = title;
        mean = null;
        this.spread = spread;
        this.share = share;
    }

    /** As vectors name it. */
    public String title() {
        return title;
    }

    /** What one replication estimates; 0 for quantiles, which are taken from all replications together. */
    double of(Replication replication) {
        return mean == null ? 0 : mean.applyAsDouble(replication);
    }

    boolean isQuantile() {
        return spread != null;
    }

    Histogram recorded(Replication replication) {
        return Objects.requireNonNull(spread).apply(replication);
    }

    /** Of a quantile: which, 0..1. */
    double share() {
        return share;
    }

    static @Nullable Measure named(String title) {
        for (Measure each : values()) {
            if (each.title.equals(title)) {
                return each;
            }
        }
        return null;
    }

    /** Whether 5 % will do where 1 % is asked of means and probabilities. */
    boolean isSpreadOrQuantile() {
        return isQuantile() || this == VAR_WQ || this == VAR;
    }
}
