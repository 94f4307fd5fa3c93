package ebb.live.balancer;

import ebb.live.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which service a request is for; immutable, so that event loops read it without a lock. Where two claim the same, the first name wins. */
final class Routes {
    static final Routes NONE = new Routes(List.of());

    private record Prefix(String path, Target target) {}

    private final Map<String, List<Prefix>> hosts = new HashMap<>();

    /** By what follows the first label, with its dot. */
    private final Map<String, List<Prefix>> wild = new HashMap<>();

    private final Map<Integer, Target> ports = new HashMap<>();

    Routes(Collection<Target> targets) {
        targets.stream()
                .sorted(Comparator.comparing(target -> target.service.name()))
                .forEach(this::add);
        hosts.values().forEach(Routes::longestFirst);
        wild.values().forEach(Routes::longestFirst);
    }

    private void add(Target target) {
        switch (target.service.config.route()) {
            case Route.ByPort(int port) -> ports.putIfAbsent(port, target);
            case Route.ByHost(List<String> names, String path) -> {
                for (String name : names) {
                    boolean any = name.startsWith("*.");
                    (any ? wild : hosts)
                            .computeIfAbsent(any ? name.substring(1) : name, each -> new ArrayList<>())
                            .add(new Prefix(path, target));
                }
            }
        }
    }

    // Stable: of two alike the first stays first.
    private static void longestFirst(List<Prefix> prefixes) {
        prefixes.sort(Comparator.comparingInt((Prefix prefix) -> prefix.path().length())
                .reversed());
    }

    Collection<Integer> ports() {
        return ports.keySet();
    }

    /** @param port that it came to, if that is one of a service's own; else -1 */
    @Nullable
    Target find(int port, @Nullable String host, String uri) {
        if (port >= 0) {
            return ports.get(port);
        }
        if (host == null) {
            return null;
        }
        String name = name(host);
        Target target = first(hosts.get(name), uri);
        int dot = name.indexOf('.');
        return target != null || dot < 0 ? target : first(wild.get(name.substring(dot)), uri);
    }

    private static @Nullable Target first(@Nullable List<Prefix> prefixes, String uri) {
        if (prefixes != null) {
            for (Prefix prefix : prefixes) {
                if (isBelow(uri, prefix.path())) {
                    return prefix.target();
                }
            }
        }
        return null;
    }

    /** Whole segments: {@code /a} is above {@code /a}, {@code /a/b} and {@code /a?b}, not above {@code /ab}. */
    static boolean isBelow(String uri, String prefix) {
        int length = prefix.endsWith("/") ? prefix.length() - 1 : prefix.length();
        if (length == 0) {
            return true;
        }
        if (!uri.regionMatches(0, prefix, 0, length)) {
            return false;
        }
        return uri.length() == length || uri.charAt(length) == '/' || uri.charAt(length) == '?';
    }

    /** A Host without its port and a last dot, in lower case. */
    static String name(String host) {
        int port = host.charAt(0) == '[' ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
        int end = port < 0 ? host.length() : port;
        end -= end > 1 && host.charAt(end - 1) == '.' ? 1 : 0;
        for (int i = 0; i < end; i++) {
            if (host.charAt(i) >= 'A' && host.charAt(i) <= 'Z') {
                return host.substring(0, end).toLowerCase(Locale.ROOT);
            }
        }
        return end == host.length() ? host : host.substring(0, end);
    }
}
