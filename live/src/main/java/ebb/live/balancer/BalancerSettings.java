package ebb.live.balancer;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a balancer runs, apart from its services. {@link #of} has every default; a {@code with…} gives the same with one part changed.
 *
 * @param source its name in reports, which no other balancer has
 * @param listen the address that services by host share; services by port listen on the same IP
 * @param threads event loops, at least 1
 * @param tls null: plain HTTP
 * @param room what may wait, over all services
 * @param http what a client may send, and how long it may take
 * @param upstream how pods are spoken to
 * @param guard who may come, how often, and whose word about the client counts
 * @param accessLog null: none; {@code -}: standard output; else a file that lines are added to
 */
public record BalancerSettings(
        String source,
        InetSocketAddress listen,
        int threads,
        @Nullable Tls tls,
        Room room,
        Http http,
        Upstream upstream,
        Guard guard,
        @Nullable Path accessLog) {
    public BalancerSettings {
        require(!source.isBlank(), "a balancer has a name of its own", source);
        require(threads >= 1, "threads must be 1 or more", threads);
    }

    /** Everything as it is when nothing is said; as many threads as the machine has processors. */
    public static BalancerSettings of(String source, InetSocketAddress listen) {
        return new BalancerSettings(
                source,
                listen,
                Runtime.getRuntime().availableProcessors(),
                null,
                Room.USUAL,
                Http.USUAL,
                Upstream.USUAL,
                Guard.NONE,
                null);
    }

    public BalancerSettings withThreads(int count) {
        return new BalancerSettings(source, listen, count, tls, room, http, upstream, guard, accessLog);
    }

    public BalancerSettings withTls(Tls files) {
        return new BalancerSettings(source, listen, threads, files, room, http, upstream, guard, accessLog);
    }

    public BalancerSettings withRoom(Room other) {
        return new BalancerSettings(source, listen, threads, tls, other, http, upstream, guard, accessLog);
    }

    public BalancerSettings withHttp(Http other) {
        return new BalancerSettings(source, listen, threads, tls, room, other, upstream, guard, accessLog);
    }

    public BalancerSettings withUpstream(Upstream other) {
        return new BalancerSettings(source, listen, threads, tls, room, http, other, guard, accessLog);
    }

    public BalancerSettings withGuard(Guard other) {
        return new BalancerSettings(source, listen, threads, tls, room, http, upstream, other, accessLog);
    }

    public BalancerSettings withAccessLog(Path file) {
        return new BalancerSettings(source, listen, threads, tls, room, http, upstream, guard, file);
    }

    /**
     * Certificate and key, PEM. Both are read again when either file changes; if the new pair is broken, the old one stays in use.
     *
     * @param certificates the chain, the server's own first
     * @param key PKCS#8, without password
     */
    public record Tls(Path certificates, Path key) {}

    /**
     * What may wait, over all services; each has its own bounds beside.
     *
     * @param requests at least 0
     * @param bytes of memory that they keep
     * @param reportInterval between reports of a busy service; 0: at every change
     */
    public record Room(int requests, long bytes, Duration reportInterval) {
        // 10,000: breakerQueueDepth of Knative's activator; 16 KiB each. 1 s: the interval of its reports.
        public static final Room USUAL = new Room(10_000, 160L << 20, Duration.ofSeconds(1));

        public Room {
            require(requests >= 0, "requests that may wait must be 0 or more", requests);
            require(bytes >= 0, "bytes that may wait must be 0 or more", bytes);
            require(!reportInterval.isNegative(), "report interval must be 0 or more", reportInterval);
        }
    }

    /**
     * What a client may send, and how long it may take. Sizes in bytes.
     *
     * @param lineBytes of the request line
     * @param headBytes of all headers
     * @param headers how many
     * @param bodyBytes of a body
     * @param headTimeout from the first byte of a head (or the connection) to its end
     * @param idleTimeout of a connection between two requests
     * @param stallTimeout that a client may take nothing of an answer that waits for it
     * @param bodyRate bytes a second that a body must come at, after the first ten seconds
     * @param streamTimeout without a byte in either direction, for what is under way: long streams and tunnels too
     * @param connections at once; more wait in the kernel
     * @param upgrades protocols that a connection may change to, in lower case
     * @param underscores whether names of headers may have a {@code _}; pods that read them as CGI does take it for {@code -}
     * @param escapedSlashes whether paths may have {@code %2F}, which servers read in two ways
     * @param deadlineHeader seconds that a caller will wait, as a number
     */
    public record Http(
            int lineBytes,
            int headBytes,
            int headers,
            long bodyBytes,
            Duration headTimeout,
            Duration idleTimeout,
            Duration stallTimeout,
            int bodyRate,
            Duration streamTimeout,
            int connections,
            List<String> upgrades,
            boolean underscores,
            boolean escapedSlashes,
            String deadlineHeader) {
        // 8 KiB, 16 KiB, 100, 10 s, 5 min: Envoy's best practices for edge proxies, a little stricter. 240 B/s after 10
        // s: Kestrel's
        // MinRequestBodyDataRate. 75 s: keepalive_timeout of nginx.
        public static final Http USUAL = new Http(
                8 << 10,
                16 << 10,
                100,
                1L << 40,
                Duration.ofSeconds(10),
                Duration.ofSeconds(75),
                Duration.ofSeconds(60),
                240,
                Duration.ofMinutes(5),
                100_000,
                List.of("websocket"),
                false,
                false,
                "request-timeout");

        public Http {
            upgrades = List.copyOf(upgrades);
            require(lineBytes >= 64, "a request line needs 64 bytes or more", lineBytes);
            require(headBytes >= 256, "headers need 256 bytes or more", headBytes);
            require(headers >= 1, "headers must be 1 or more", headers);
            require(bodyBytes >= 0, "bytes of a body must be 0 or more", bodyBytes);
            require(positive(headTimeout), "head timeout must be more than 0", headTimeout);
            require(positive(idleTimeout), "idle timeout must be more than 0", idleTimeout);
            require(positive(stallTimeout), "stall timeout must be more than 0", stallTimeout);
            require(positive(streamTimeout), "stream timeout must be more than 0", streamTimeout);
            require(connections >= 1, "connections must be 1 or more", connections);
        }

        public Http withTimes(Duration head, Duration idle, Duration stall, Duration stream) {
            return new Http(
                    lineBytes,
                    headBytes,
                    headers,
                    bodyBytes,
                    head,
                    idle,
                    stall,
                    bodyRate,
                    stream,
                    connections,
                    upgrades,
                    underscores,
                    escapedSlashes,
                    deadlineHeader);
        }

        public Http withSizes(int line, int head, int count, long body) {
            return new Http(
                    line,
                    head,
                    count,
                    body,
                    headTimeout,
                    idleTimeout,
                    stallTimeout,
                    bodyRate,
                    streamTimeout,
                    connections,
                    upgrades,
                    underscores,
                    escapedSlashes,
                    deadlineHeader);
        }
    }

    /**
     * How pods are spoken to.
     *
     * @param connectTimeout until another pod is tried
     * @param answerTimeout from a request sent to the first byte of its answer
     * @param idleTimeout after which an unused connection is closed; less than the pods' own, or they close it just as it is used
     * @param idlePerPod unused connections that an event loop keeps to a pod
     * @param retries of a request that was surely not processed
     * @param slowStart until a new pod gets all the requests that it may have; 0: at once
     * @param probeEvery between probes of a pod that could not be reached, or of one that is not Ready yet
     * @param probePath asked of pods that are not Ready yet: 2xx, and requests go there before Kubernetes says so; null: they are left alone
     */
    public record Upstream(
            Duration connectTimeout,
            Duration answerTimeout,
            Duration idleTimeout,
            int idlePerPod,
            int retries,
            Duration slowStart,
            Duration probeEvery,
            @Nullable String probePath) {
        // 500 ms: dial timeout of KEDA's HTTP add-on. 300 s: response start timeout of Knative. 100 ms: its activator
        // probes each 200 ms.
        public static final Upstream USUAL = new Upstream(
                Duration.ofMillis(500),
                Duration.ofSeconds(300),
                Duration.ofSeconds(30),
                256,
                5,
                Duration.ofSeconds(2),
                Duration.ofMillis(100),
                null);

        public Upstream {
            require(positive(connectTimeout), "connect timeout must be more than 0", connectTimeout);
            require(positive(answerTimeout), "answer timeout must be more than 0", answerTimeout);
            require(positive(idleTimeout), "idle timeout must be more than 0", idleTimeout);
            require(idlePerPod >= 0, "connections kept must be 0 or more", idlePerPod);
            require(retries >= 0, "retries must be 0 or more", retries);
            require(!slowStart.isNegative(), "slow start must be 0 or more", slowStart);
            require(positive(probeEvery), "probes must be apart", probeEvery);
        }

        public Upstream withSlowStart(Duration time) {
            return new Upstream(
                    connectTimeout, answerTimeout, idleTimeout, idlePerPod, retries, time, probeEvery, probePath);
        }

        public Upstream withAnswerTimeout(Duration time) {
            return new Upstream(
                    connectTimeout, time, idleTimeout, idlePerPod, retries, slowStart, probeEvery, probePath);
        }

        public Upstream withProbe(Duration every, String path) {
            return new Upstream(
                    connectTimeout, answerTimeout, idleTimeout, idlePerPod, retries, slowStart, every, path);
        }
    }

    /**
     * Who may come, how often, and whose word about the client counts. It may be changed while the balancer runs.
     *
     * @param banned networks (CIDR) whose connections are closed and whose requests are refused with 403
     * @param trusted networks of proxies in front: their X-Forwarded-For, X-Forwarded-Proto and request ids are believed
     * @param ratePerSecond requests a second of one client's address, 0: no limit; what is more is told 429
     * @param burst requests that a client may send at once
     * @param session header whose value is the session, for algorithms that have one; {@code cookie:NAME} for a cookie; null: the client's
     *     address
     */
    public record Guard(
            List<String> banned,
            List<String> trusted,
            double ratePerSecond,
            int burst,
            @Nullable String session) {
        public static final Guard NONE = new Guard(List.of(), List.of(), 0, 1, null);

        public Guard {
            banned = List.copyOf(banned);
            trusted = List.copyOf(trusted);
            banned.forEach(Networks::check);
            trusted.forEach(Networks::check);
            require(ratePerSecond >= 0, "requests a second must be 0 or more", ratePerSecond);
            require(burst >= 1, "burst must be 1 or more", burst);
        }
    }

    private static boolean positive(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
    }
}
