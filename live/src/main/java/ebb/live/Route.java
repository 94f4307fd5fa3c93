package ebb.live;

import java.util.List;

/** Which requests are a service's. */
public sealed interface Route {
    /**
     * By name, on the port that all such services share.
     *
     * @param hosts in lower case, without port; {@code *.example.org} matches one label; at least one
     * @param pathPrefix whole segments, {@code /} for all; the longest that matches wins
     */
    record ByHost(List<String> hosts, String pathPrefix) implements Route {
        public ByHost {
            hosts = List.copyOf(hosts);
            if (hosts.isEmpty() || !pathPrefix.startsWith("/")) {
                throw new IllegalArgumentException("a route has a host and a path from /: " + hosts + " " + pathPrefix);
            }
        }
    }

    /** Whatever comes to a port of its own, 1..65535. */
    record ByPort(int port) implements Route {
        public ByPort {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port " + port + " must be 1..65535");
            }
        }
    }
}
