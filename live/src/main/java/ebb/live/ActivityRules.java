package ebb.live;

import java.util.List;

/**
 * Which requests do not keep a service awake, and do not wake it: probes, scrapers, bots. Such a request is answered if a pod is there and
 * refused with 503 if none is; it is in no report. A request is one of them if any rule matches.
 *
 * @param paths whole segments from the left: {@code /healthz} matches {@code /healthz} and {@code /healthz/db}
 * @param agents parts of the User-Agent, case ignored: {@code kube-probe/}
 * @param networks of the client's address, as CIDR
 */
public record ActivityRules(List<String> paths, List<String> agents, List<String> networks) {
    public static final ActivityRules NONE = new ActivityRules(List.of(), List.of(), List.of());

    public ActivityRules {
        paths = List.copyOf(paths);
        agents = List.copyOf(agents);
        networks = List.copyOf(networks);
    }
}
