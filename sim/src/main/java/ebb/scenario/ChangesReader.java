package ebb.scenario;

import ebb.balance.Algorithm;
import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.policy.Limits;
import ebb.policy.ScalingPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a scenario changes on the way. */
final class ChangesReader {
    private final List<ServicePlan> services;
    private final PolicyReader policies;

    ChangesReader(List<ServicePlan> services, PolicyReader policies) {
        this.services = services;
        this.policies = policies;
    }

    /** When a change happens, ns. */
    static long at(Mapping change) {
        return change.get("at").duration(1, Long.MAX_VALUE);
    }

    List<ChangePlan> read(List<Node> nodes) {
        List<ChangePlan> all = new ArrayList<>();
        for (Node each : nodes) {
            ChangePlan change = read(each.mapping());
            if (change.scaling() != null
                    || change.min() != null
                    || change.max() != null
                    || change.algorithm() != null
                    || change.restart()) {
                all.add(change);
            }
        }
        all.sort(Comparator.comparingLong(ChangePlan::atNanos));
        return all;
    }

    private ChangePlan read(Mapping change) {
        long at = at(change);
        String service = service(change.get("service"));
        ScalingPolicy scaling = change.has("policy") ? policies.single(change.get("policy"), service) : null;
        Mapping limits = change.get("limits").mapping();
        Integer min = limits.has("min") ? limits.get("min").integer(0, ServiceReader.MOST_PODS) : null;
        Integer max = limits.has("max") ? limits.get("max").integer(0, ServiceReader.MOST_PODS) : null;
        limits.done();
        Algorithm algorithm = change.has("algorithm")
                ? change.get("algorithm").choice(Algorithm.class, Algorithm.LEAST_CONNECTIONS)
                : null;
        boolean restart = change.get("restart").flag(false);
        boolean applies = change.has("policy") || change.has("limits") || change.has("algorithm");
        if (!applies && !restart && !priced(change)) {
            change.problem(
                    "changes nothing", "Give a policy, limits, an algorithm, restart: true, prices or a price_factor.");
        }
        change.get("prices");
        change.get("price_factor");
        change.done();
        ChangePlan plan = new ChangePlan(at, service, scaling, min, max, algorithm, restart);
        check(plan, change);
        return plan;
    }

    private static boolean priced(Mapping change) {
        return change.has("prices") || change.has("price_factor");
    }

    private void check(ChangePlan plan, Mapping change) {
        for (ServicePlan service : services) {
            Limits before = service.pattern().limits();
            int min = plan.min() == null ? before.min() : plan.min();
            int max = plan.max() == null ? before.max() : plan.max();
            if (plan.concerns(service) && min > max) {
                change.problem("gives " + service.name() + " min " + min + " above max " + max, "Change both.");
            }
        }
    }

    private @Nullable String service(Node node) {
        String name = node.textOrNull();
        List<String> known = services.stream().map(ServicePlan::name).toList();
        if (name != null && !known.contains(name)) {
            node.problem("is not a service of this scenario", NearestName.suggest(name, known));
        }
        return name;
    }
}
