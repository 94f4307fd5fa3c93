package ebb.live.balancer;

import ebb.live.ActivityRules;
import ebb.live.ServiceConfig;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A service as event loops see it: immutable, made anew when its configuration changes. */
final class Target {
    final Service service;
    final String name;
    final BalancerMetrics.OfService metrics;
    final CounterDataPoint picks;
    private final List<String> paths;
    private final List<String> agents;
    private final Networks networks;

    Target(Service service, BalancerMetrics all) {
        ServiceConfig config = service.config;
        ActivityRules rules = config.activity();
        this.service = service;
        name = config.service().toString();
        metrics = all.of(config.service());
        picks = all.picks(config.algorithm().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        paths = rules.paths();
        agents = rules.agents().stream()
                .map(agent -> agent.toLowerCase(Locale.ROOT))
                .toList();
        networks = new Networks(rules.networks());
    }

    boolean isActivity(String uri, @Nullable String agent, InetAddress client) {
        for (String path : paths) {
            if (Routes.isBelow(uri, path)) {
                return false;
            }
        }
        if (!agents.isEmpty() && agent != null) {
            String lower = agent.toLowerCase(Locale.ROOT);
            for (String part : agents) {
                if (lower.contains(part)) {
                    return false;
                }
            }
        }
        return !networks.contain(client);
    }
}
