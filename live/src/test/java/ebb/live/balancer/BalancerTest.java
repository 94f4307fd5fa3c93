package ebb.live.balancer;

import static ebb.live.balancer.House.SHOP;
import static ebb.live.balancer.House.await;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.live.ActivityRules;
import ebb.live.Report;
import ebb.live.Route;
import ebb.live.ServiceConfig;
import ebb.live.ServiceName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The balancer between real sockets. */
@Timeout(180)
@SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end in CR LF
class BalancerTest {
    private static final String KEEP = "GET /%s HTTP/1.1\r\nHost: shop\r\n\r\n";

    private static <T> List<Future<T>> atOnce(ExecutorService threads, int count, Callable<T> work) {
        return IntStream.range(0, count).mapToObj(i -> threads.submit(work)).toList();
    }

    // --- plain proxying ---

    @Test
    void requestsOfOneConnectionGoOneAfterAnother() throws Exception {
        try (PodServer pod = PodServer.echo();
                House house = new House().shopAt(pod)) {
            PodServer.Wire wire = house.connect();
            for (int i = 0; i < 5; i++) {
                wire.send(KEEP.formatted(i));
                Answer answer = Answer.read(wire, false);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("GET /" + i);
            }
            assertThat(pod.connections).hasValue(1);
            wire.socket.close();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (PodServer pod = PodServer.echo();
                House house = new House().shopAt(pod)) {
            PodServer.Wire wire = house.connect();
            StringBuilder many = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                many.append(
                        i % 3 == 0
                                ? "POST /" + i + " HTTP/1.1\r\nHost: shop\r\nContent-Length: 3\r\n\r\nabc"
                                : KEEP.formatted(i));
            }
            wire.send(many.toString());
            for (int i = 0; i < 300; i++) {
                String body = Answer.read(wire, false).body();
                assertThat(body).isEqualTo(i % 3 == 0 ? "POST /" + i + " abc" : "GET /" + i);
            }
            assertThat(pod.defects).isEmpty();
            wire.socket.close();
        }
    }

    @Test
    void aHeadHasNoBodyAndWhatFollowsIsWhole() throws Exception {
        try (PodServer pod = PodServer.echo();
                House house = new House().shopAt(pod)) {
            PodServer.Wire wire = house.connect();
            wire.send("HEAD /a HTTP/1.1\r\nHost: shop\r\n\r\n");
            Answer head = Answer.read(wire, true);
            assertThat(head.header("content-length")).isEqualTo("7");
            wire.send(KEEP.formatted("b"));
            assertThat(Answer.read(wire, false).body()).isEqualTo("GET /b");
            wire.socket.close();
        }
    }

    @Test
    void chunksAndTrailersPassBothWays() throws Exception {
        AtomicReference<PodServer.Seen> seen = new AtomicReference<>();
        PodServer pod = PodServer.answering(request -> {
            seen.set(request);
            return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n5\r\npedia\r\n0\r\n"
                    + "Grpc-Status: 0\r\nSet-Cookie: evil\r\n\r\n";
        });
        try (pod;
                House house = new House().shopAt(pod)) {
            Answer answer =
                    house.ask("POST / HTTP/1.1\r\nHost: shop\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nDigest: x\r\nHost: evil\r\n\r\n");
            assertThat(answer.body()).isEqualTo("wikipedia");
            assertThat(answer.trailers()).containsOnlyKeys("grpc-status");
            assertThat(seen.get().body()).isEqualTo("abcde");
            assertThat(seen.get().trailers()).containsOnlyKeys("digest");
            assertThat(seen.get().header("te")).isEqualTo("trailers");
        }
    }

    @Test
    void anAnswerUntilTheConnectionEndsGetsChunks() throws Exception {
        PodServer pod = new PodServer(wire -> {
            wire.request();
            wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end");
        });
        try (pod;
                House house = new House().shopAt(pod)) {
            Answer answer = house.get("/");
            assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(answer.body()).isEqualTo("until the end");
            Answer old = house.ask("GET / HTTP/1.0\r\nHost: shop\r\n\r\n");
            assertThat(old.headers()).doesNotContainKey("transfer-encoding");
            assertThat(old.body()).isEqualTo("until the end");
        }
    }

    @Test
    void anOldClientGetsNoChunks() throws Exception {
        PodServer pod = PodServer.answering(
                seen -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        try (pod;
                House house = new House().shopAt(pod)) {
            Answer answer = house.ask("GET / HTTP/1.0\r\nHost: shop\r\nConnection: keep-alive\r\n\r\n");
            assertThat(answer.headers()).doesNotContainKey("transfer-encoding");
            assertThat(answer.body()).isEqualTo("abc");
        }
    }

    @Test
    void interimAnswersPassAndDoNotEndTheExchange() throws Exception {
        PodServer pod = PodServer.answering(seen -> seen.path().equals("/hints")
                ? "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                : "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain");
        try (pod;
                House house = new House().shopAt(pod)) {
            for (int i = 0; i < 3; i++) {
                Answer answer = house.get("/hints");
                assertThat(answer.interim()).containsExactly(103, 102);
                assertThat(answer.body()).isEqualTo("ok");
                assertThat(house.get("/plain").body())
                        .as("not the rest of another answer")
                        .isEqualTo("plain");
            }
            assertThat(house.ask("GET /hints HTTP/1.0\r\nHost: shop\r\n\r\n").interim())
                    .isEmpty();
        }
    }

    @Test
    void aBodyThatWaitsForItsContinueIsSentWhenThePodAsks() throws Exception {
        PodServer[] self = new PodServer[1];
        self[0] = new PodServer(wire -> {
            String line = wire.line();
            var headers = wire.headers();
            wire.send("HTTP/1.1 100 Continue\r\n\r\n");
            PodServer.Seen seen = wire.body(String.valueOf(line), headers);
            wire.send("HTTP/1.1 201 Created\r\nContent-Length: " + seen.body().length() + "\r\n\r\n" + seen.body());
        });
        try (PodServer pod = self[0];
                House house = new House().shopAt(pod)) {
            PodServer.Wire wire = house.connect();
            wire.send("PUT / HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(wire.line()).isEqualTo("HTTP/1.1 100 Continue");
            wire.headers();
            wire.send("body");
            Answer answer = Answer.read(wire, false);
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo("body");
            wire.socket.close();
        }
    }

    @Test
    void headersOfTheConnectionStayOnIt() throws Exception {
        PodServer pod = PodServer.answering(seen -> "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                + "Keep-Alive: timeout=5\r\nConnection: X-Secret\r\nX-Secret: 1\r\nX-Open: 2\r\n\r\n");
        try (pod;
                House house = new House().shopAt(pod)) {
            Answer answer = house.ask("GET / HTTP/1.1\r\nHost: shop\r\nConnection: X-Hop, keep-alive\r\nX-Hop: 1\r\n"
                    + "Proxy-Connection: x\r\nKeep-Alive: 5\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\nTE: gzip\r\n"
                    + "Proxy-Authorization: x\r\nX-Forwarded-For: 6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"
                    + "X-Forwarded-Proto: https\r\nX-Stays: 3\r\n\r\n");
            assertThat(answer.headers()).containsKeys("x-open", "x-request-id", "server-timing");
            assertThat(answer.headers()).doesNotContainKeys("keep-alive", "x-secret", "connection");
            PodServer.Seen seen = pod.seen.element();
            assertThat(seen.headers().keySet())
                    .containsExactlyInAnyOrder(
                            "host",
                            "x-stays",
                            "x-forwarded-for",
                            "x-forwarded-proto",
                            "x-forwarded-host",
                            "x-request-id",
                            "via");
            assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
            assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
            assertThat(seen.header("x-request-id")).isEqualTo(answer.header("x-request-id"));
        }
    }

    @Test
    void aTrustedProxysWordCounts() throws Exception {
        BalancerSettings.Guard guard =
                new BalancerSettings.Guard(List.of("203.0.113.0/24"), List.of("127.0.0.0/8", "10.0.0.0/8"), 0, 1, null);
        try (PodServer pod = PodServer.echo();
                House house = new House(settings -> settings.withGuard(guard)).shopAt(pod)) {
            String from =
                    "GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-Proto: https\r\nX-Request-Id: abc-1\r\nX-Forwarded-For: %s\r\n\r\n";
            Answer answer = house.ask(from.formatted("6.6.6.6, 192.0.2.7, 10.1.1.1"));
            assertThat(answer.header("x-request-id")).isEqualTo("abc-1");
            assertThat(pod.seen.element().header("x-forwarded-for"))
                    .isEqualTo("6.6.6.6, 192.0.2.7, 10.1.1.1, 127.0.0.1");
            assertThat(pod.seen.element().header("x-forwarded-proto")).isEqualTo("https");
            assertThat(house.ask(from.formatted("203.0.113.9")).status()).isEqualTo(403);
            assertThat(house.ask(from.formatted("203.0.113.9, 192.0.2.7")).status())
                    .as("what stands before an untrusted address is hearsay")
                    .isEqualTo(200);
        }
    }

    @Test
    void hostsPathsAndPortsFindTheirService() throws Exception {
        int own;
        try (ServerSocket free = new ServerSocket(0)) {
            own = free.getLocalPort();
        }
        try (PodServer root = PodServer.answering(seen -> "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nroot");
                PodServer api = PodServer.answering(seen -> "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napi");
                House house = new House().shopAt(root)) {
            ServiceName name = ServiceName.of("api");
            ServiceConfig config = House.shop(10);
            house.serves(new ServiceConfig(
                    name,
                    new Route.ByHost(List.of("shop", "*.example.org"), "/api"),
                    10,
                    config.algorithm(),
                    config.room(),
                    config.roomBytes(),
                    config.activity()));
            house.balancer.endpoints(name, new ebb.live.Endpoints(1, List.of(House.pod(0, api.port(), true))));
            await("routed", () -> quiet(() -> house.get("/api").body()).equals("api"));
            assertThat(house.get("/api/x?y").body()).isEqualTo("api");
            assertThat(house.get("/apix").body()).isEqualTo("root");
            assertThat(house.ask("GET /api HTTP/1.1\r\nHost: A.Example.org:80\r\n\r\n")
                            .body())
                    .isEqualTo("api");
            assertThat(house.ask("GET /api HTTP/1.1\r\nHost: a.b.example.org\r\n\r\n")
                            .status())
                    .isEqualTo(404);
            assertThat(house.ask("GET / HTTP/1.1\r\nHost: nobody\r\n\r\n").status())
                    .isEqualTo(404);
            house.serves(new ServiceConfig(
                    name,
                    new Route.ByPort(own),
                    10,
                    config.algorithm(),
                    config.room(),
                    config.roomBytes(),
                    config.activity()));
            await(
                    "a port of its own",
                    () -> quiet(() -> {
                                try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), own)) {
                                    PodServer.Wire wire = new PodServer.Wire(socket);
                                    wire.send("GET / HTTP/1.0\r\n\r\n");
                                    return Answer.read(wire, false).body();
                                }
                            })
                            .equals("api"));
            house.balancer.forget(name);
            await(
                    "closed",
                    () -> quiet(() -> {
                                new java.net.Socket(InetAddress.getLoopbackAddress(), own).close();
                                return "open";
                            })
                            .isEmpty());
        }
    }

    private static String quiet(Callable<String> call) {
        try {
            return call.call();
        } catch (Exception e) {
            return "";
        }
    }

    /** A client sees the end a moment before it is counted. */
    private static void awaitCount(House house, String metric, int count) {
        await("counted", () -> quiet(() -> String.valueOf(house.metric(metric))).equals(count + ".0"));
    }

    // --- back-pressure and ends ---

    @Test
    void anAnswerIsReadNoFasterThanItsClientReads() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        PodServer pod = new PodServer(wire -> {
            wire.request();
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + (256 << 20) + "\r\n\r\n");
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 256; i++) {
                wire.out.write(block);
                wire.out.flush();
                sent.incrementAndGet();
            }
        });
        try (pod;
                House house = new House().shopAt(pod)) {
            PodServer.Wire wire = house.connect();
            wire.send(KEEP.formatted(""));
            assertThat(wire.line()).startsWith("HTTP/1.1 200");
            settled(sent);
            assertThat(sent.get()).as("MiB that sockets take").isLessThan(32);
            wire.headers();
            long read = 0;
            byte[] block = new byte[1 << 16];
            for (int n = 1; n > 0 && read < 256L << 20; read += Math.max(0, n)) {
                n = wire.in.read(block);
            }
            assertThat(read).isEqualTo(256L << 20);
            wire.socket.close();
        }
    }

    /** Waits until a count does not move any more: a second of looks at it. */
    private static void settled(AtomicInteger count) {
        int[] last = {-1, 0};
        await("settled", () -> {
            int now = count.get();
            last[1] = now == last[0] ? last[1] + 1 : 0;
            last[0] = now;
            return now > 0 && last[1] > 300;
        });
    }

    @Test
    void anUploadIsReadNoFasterThanItsPodReads() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<Long> got = new AtomicReference<>(0L);
        PodServer pod = new PodServer(wire -> {
            wire.line();
            wire.headers();
            goOn.await();
            long read = 0;
            byte[] block = new byte[1 << 16];
            while (read < 100L << 20) {
                read += Math.max(0, wire.in.read(block));
            }
            got.set(read);
            wire.send("HTTP/1.1 204 No Content\r\n\r\n");
        });
        try (pod;
                House house = new House().shopAt(pod)) {
            PodServer.Wire wire = house.connect();
            wire.send("PUT / HTTP/1.1\r\nHost: shop\r\nContent-Length: " + (100 << 20) + "\r\n\r\n");
            AtomicInteger sent = new AtomicInteger();
            Thread upload = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        wire.out.write(new byte[1 << 20]);
                        wire.out.flush();
                        sent.incrementAndGet();
                    }
                } catch (IOException e) {
                    sent.set(-1);
                }
            });
            settled(sent);
            assertThat(sent.get()).as("MiB that sockets take").isLessThan(32);
            goOn.countDown();
            assertThat(Answer.read(wire, false).status()).isEqualTo(204);
            upload.join();
            assertThat(got.get()).isEqualTo(100L << 20);
            wire.socket.close();
        }
    }

    @Test
    void aPodThatBreaksOffIsSeenByItsClient() throws Exception {
        PodServer pod = new PodServer(wire -> {
            PodServer.Seen seen = wire.request();
            boolean chunked = seen != null && seen.path().equals("/chunked");
            wire.send(
                    chunked
                            ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"
                            : "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcde");
        });
        try (pod;
                House house = new House().shopAt(pod)) {
            assertThat(house.get("/chunked").whole()).isFalse();
            Answer fixed = house.get("/fixed");
            assertThat(fixed.whole()).as("%s", fixed).isFalse();
            awaitCount(house, "balancer_requests_total{code=\"200\",outcome=\"failed\"", 2);
        }
    }

    @Test
    void aClientThatGoesAwayIsSeenByThePod() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        PodServer pod = new PodServer(wire -> {
            wire.request();
            asked.countDown();
            assertThat(wire.in.read()).isEqualTo(-1);
            ended.countDown();
        });
        try (pod;
                House house = new House().shopAt(pod)) {
            PodServer.Wire wire = house.connect();
            wire.send(KEEP.formatted(""));
            asked.await();
            wire.socket.close();
            ended.await();
            await("told", () -> !house.reports.isEmpty() && last(house).inFlight() == 0);
        }
    }

    private static Report last(House house) {
        return house.reports.stream().reduce((a, b) -> b).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n",
            })
    void anAnswerThatIsNoneIsABadGateway(String text) throws Exception {
        PodServer pod = PodServer.answering(seen -> text);
        try (pod;
                House house = new House().shopAt(pod)) {
            Answer answer = house.get("/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(house.get("/").status()).isEqualTo(502);
            assertThat(pod.connections).as("never used again").hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Two answers for one request, and bodies where none may be.
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\r\n\r\nGARBAGE",
            })
    void whatFollowsAnAnswerIsNobodysAnswer(String text) throws Exception {
        AtomicInteger count = new AtomicInteger();
        PodServer pod = PodServer.answering(
                seen -> count.getAndIncrement() == 0 ? text : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
        try (pod;
                House house = new House(settings -> settings.withThreads(1)).shopAt(pod)) {
            assertThat(house.get("/").status()).isIn(200, 204, 304);
            for (int i = 0; i < 5; i++) {
                assertThat(house.get("/").body()).isEqualTo("good");
            }
            assertThat(pod.connections.get()).isGreaterThan(1);
        }
    }

    @Test
    void anEarlyAnswerEndsTheUploadAndTheConnection() throws Exception {
        PodServer pod = new PodServer(wire -> {
            wire.line();
            wire.headers();
            wire.send("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
            wire.in.read(new byte[1]);
        });
        try (pod;
                House house = new House().shopAt(pod)) {
            PodServer.Wire wire = house.connect();
            wire.send("PUT / HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000000\r\n\r\nabc");
            Answer answer = Answer.read(wire, false);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(wire.in.read()).isEqualTo(-1);
            wire.socket.close();
        }
    }

    // --- streams ---

    @Test
    void webSocketsPassAndKeepTheServiceAwake() throws Exception {
        PodServer pod = new PodServer(wire -> {
            PodServer.Seen seen = wire.request();
            if (seen == null || !"websocket".equals(seen.header("upgrade"))) {
                wire.send("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n");
                return;
            }
            wire.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: x\r\n\r\nhello");
            byte[] block = new byte[1 << 16];
            for (int n = wire.in.read(block); n > 0; n = wire.in.read(block)) {
                wire.out.write(block, 0, n);
                wire.out.flush();
            }
        });
        try (pod;
                House house = new House().shopAt(pod)) {
            PodServer.Wire wire = house.connect();
            wire.send("GET /chat HTTP/1.1\r\nHost: shop\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n");
            Answer answer = Answer.read(wire, false);
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("upgrade")).isEqualTo("websocket");
            assertThat(wire.read(5)).as("bytes that came with the head").isEqualTo("hello");
            String frames = "\u0081\u0003abc\r\n\r\nGET / HTTP/1.1".repeat(20_000);
            Thread sender = Thread.ofVirtual()
                    .start(() -> quiet(() -> {
                        wire.send(frames);
                        return "";
                    }));
            assertThat(wire.read(frames.length())).isEqualTo(frames);
            sender.join();
            assertThat(last(house).inFlight()).as("an open stream is activity").isEqualTo(1);
            wire.socket.close();
            await("idle", () -> last(house).inFlight() == 0);
            awaitCount(house, "balancer_requests_total{code=\"101\",outcome=\"served\"", 1);
        }
    }

    @Test
    void otherProtocolsAreNotChangedTo() throws Exception {
        try (PodServer pod = PodServer.echo();
                House house = new House().shopAt(pod)) {
            Answer answer =
                    house.ask("GET / HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                            + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(pod.seen.element().headers()).doesNotContainKeys("upgrade", "connection", "http2-settings");
        }
    }

    @Test
    void eventsComeAsTheyAreSent() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        PodServer pod = new PodServer(wire -> {
            wire.request();
            wire.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n");
            first.await();
            wire.send("9\r\ndata: b\n\n\r\n0\r\n\r\n");
        });
        try (pod;
                House house = new House().shopAt(pod)) {
            PodServer.Wire wire = house.connect();
            wire.send(KEEP.formatted(""));
            assertThat(wire.line()).startsWith("HTTP/1.1 200");
            wire.headers();
            assertThat(wire.read(14)).isEqualTo("9\r\ndata: a\n\n\r\n");
            first.countDown();
            assertThat(wire.read(19)).isEqualTo("9\r\ndata: b\n\n\r\n0\r\n\r\n");
            wire.socket.close();
        }
    }

    // --- holding ---

    @Test
    void fiveHundredFirstRequestsAreOneWakeAndAllAreServed() throws Exception {
        try (PodServer pod = PodServer.echo();
                House house = new House().serves(House.shop(20));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            await(
                    "routed",
                    () -> quiet(() -> house.ask("GET / HTTP/1.1\r\nHost: shop\r\nrequest-timeout: 0\r\n\r\n")
                                    .body())
                            .contains("too late"));
            List<Future<Answer>> answers = atOnce(threads, 500, () -> house.get("/held"));
            house.awaitQueued(500);
            assertThat(house.wakes).hasValue(1);
            house.pods(pod);
            for (Future<Answer> each : answers) {
                Answer answer = each.get();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("server-timing"))
                        .matches("hold;dur=[0-9.]+, wake;dur=[0-9.]+, upstream;dur=[0-9.]+");
            }
            assertThat(pod.seen).hasSize(500);
            assertThat(pod.mostInFlight.get()).isLessThanOrEqualTo(20);
            assertThat(house.wakes).hasValue(1);
            assertThat(house.reports.stream().mapToLong(Report::arrivals).sum()).isGreaterThanOrEqualTo(500);
        }
    }

    @Test
    void theBodyOfAHeldUploadStaysUnread() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        PodServer pod = PodServer.answering(seen -> "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n"
                + "%08d".formatted(seen.body().length()));
        try (pod;
                House house = new House().serves(House.shop(20))) {
            PodServer.Wire wire = house.connect();
            int length = 20 << 20;
            Thread upload = Thread.ofVirtual().start(() -> {
                quiet(() -> {
                    wire.send("PUT / HTTP/1.1\r\nHost: shop\r\nContent-Length: " + length + "\r\n\r\n");
                    wire.send("x".repeat(length));
                    return "";
                });
                done.countDown();
            });
            house.awaitQueued(1);
            assertThat(house.metric("balancer_held_bytes")).isLessThan(16 << 10);
            assertThat(done.getCount()).as("the kernel does not take 20 MiB").isEqualTo(1);
            house.pods(pod);
            assertThat(Answer.read(wire, false).body()).isEqualTo("%08d".formatted(length));
            upload.join();
            wire.socket.close();
        }
    }

    @Test
    void aHeldClientThatGoesAwayLeavesTheRoom() throws Exception {
        try (House house = new House().serves(House.shop(20))) {
            PodServer.Wire get = house.connect();
            get.send(KEEP.formatted(""));
            PodServer.Wire put = house.connect();
            put.send("PUT / HTTP/1.1\r\nHost: shop\r\nContent-Length: 9000000\r\n\r\n" + "x".repeat(100_000));
            house.awaitQueued(2);
            get.socket.close();
            put.socket.close();
            house.awaitQueued(0);
            await(
                    "counted",
                    () -> quiet(() -> String.valueOf(
                                    house.metric("balancer_requests_total{code=\"0\",outcome=\"aborted\"")))
                            .equals("2.0"));
        }
    }

    @Test
    void aFullRoomSaysWhenToComeAgain() throws Exception {
        ServiceConfig shop = House.shop(1);
        ServiceConfig small = new ServiceConfig(
                SHOP,
                shop.route(),
                1,
                shop.algorithm(),
                new ebb.balance.WaitingRoom.Terms(
                        1,
                        ebb.balance.WaitingRoom.Order.FIFO,
                        Duration.ofSeconds(60).toNanos(),
                        Duration.ofSeconds(60).toNanos(),
                        0),
                1 << 20,
                ActivityRules.NONE);
        try (House house = new House().serves(small)) {
            PodServer.Wire held = house.connect();
            held.send(KEEP.formatted(""));
            house.awaitQueued(1);
            house.balancer.expectReady(SHOP, Duration.ofSeconds(7).toNanos());
            await(
                    "expected",
                    () -> quiet(() -> house.get("/").header("retry-after")).equals("7"));
            Answer refused = house.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("service full");
            Answer late = house.ask("GET / HTTP/1.1\r\nHost: shop\r\nRequest-Timeout: 2.5\r\n\r\n");
            assertThat(late.status()).isEqualTo(503);
            held.socket.close();
        }
    }

    @Test
    void nobodyLeadsSoTheBalancerWakesItself() throws Exception {
        try (PodServer pod = PodServer.echo();
                House house = new House()) {
            house.leads = false;
            house.serves(House.shop(5));
            PodServer.Wire wire = house.connect();
            wire.send(KEEP.formatted("x"));
            await("the last resort", () -> house.lastResorts.get() > 0);
            house.pods(pod);
            assertThat(Answer.read(wire, false).body()).isEqualTo("GET /x");
            house.leads = true;
            await(
                    "told later",
                    () -> house.reports.stream().mapToLong(Report::arrivals).sum() == 1);
            wire.socket.close();
        }
    }

    @Test
    void aServerThatListensLateGetsItsRequestsWhenItDoes() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (House house = new House().serves(House.shop(20));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            house.endpoints(House.pod(0, port, true)); // Ready, it says
            List<Future<Answer>> answers = atOnce(threads, 100, () -> house.get("/late"));
            await(
                    "refused connections",
                    () -> quiet(() -> house.metric("balancer_retries_total{reason=\"connect\"") > 0 ? "y" : "")
                            .equals("y"));
            house.awaitQueued(100);
            PodServer[] self = new PodServer[1];
            self[0] = new PodServer(port, wire -> {
                for (PodServer.Seen seen = self[0].next(wire); seen != null; seen = self[0].next(wire)) {
                    wire.send("HTTP/1.1 204 No Content\r\n\r\n");
                }
            });
            try (PodServer pod = self[0]) {
                for (Future<Answer> each : answers) {
                    assertThat(each.get().status()).isEqualTo(204);
                }
                assertThat(pod.seen).hasSize(100);
            }
        }
    }

    @Test
    void aPodMayServeBeforeItsReadinessProbeSaysSo() throws Exception {
        CountDownLatch warm = new CountDownLatch(1);
        PodServer pod = PodServer.answering(seen -> {
            boolean ok = !seen.path().equals("/warm") || warm.getCount() == 0;
            return "HTTP/1.1 " + (ok ? "200 OK" : "503 Not yet") + "\r\nContent-Length: 0\r\n\r\n";
        });
        try (pod;
                House house = new House(settings -> settings.withUpstream(
                                BalancerSettings.Upstream.USUAL.withProbe(Duration.ofMillis(5), "/warm")))
                        .serves(House.shop(20))) {
            PodServer.Wire wire = house.connect();
            wire.send(KEEP.formatted("first"));
            house.awaitQueued(1);
            house.endpoints(House.pod(0, pod.port(), false));
            await("asked", () -> pod.seen.size() > 3);
            assertThat(pod.seen).allMatch(seen -> seen.path().equals("/warm"));
            warm.countDown();
            assertThat(Answer.read(wire, false).status()).isEqualTo(200);
            wire.socket.close();
        }
    }

    @Test
    void aPodIsKilledUnderLoadAndOnlyWhatItHadBegunFails() throws Exception {
        CountDownLatch stuck = new CountDownLatch(5);
        CountDownLatch never = new CountDownLatch(1);
        PodServer dies = new PodServer(wire -> {
            wire.request();
            stuck.countDown();
            never.await();
        });
        try (PodServer lives = PodServer.echo();
                House house = new House().serves(House.shop(5)).pods(dies);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers =
                    atOnce(threads, 50, () -> house.ask("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n"));
            stuck.await(); // all its places, after the slow start
            house.awaitQueued(45);
            dies.close();
            house.pods(lives);
            int failed = 0;
            for (Future<Answer> each : answers) {
                failed += each.get().status() == 502 ? 1 : 0;
            }
            assertThat(failed).as("only those that were sent").isBetween(1, 5);
        } finally {
            never.countDown();
        }
    }

    @Test
    void aConnectionThatThePodClosedMeanwhileCostsNoError() throws Exception {
        AtomicInteger count = new AtomicInteger();
        PodServer[] self = new PodServer[1];
        self[0] = new PodServer(wire -> {
            self[0].next(wire);
            wire.send("HTTP/1.1 204 No Content\r\n\r\n");
            wire.line(); // takes the next request's first line, then closes: as a pod does whose idle time is over
            count.incrementAndGet();
        });
        try (PodServer pod = self[0];
                House house = new House(settings -> settings.withThreads(1)).shopAt(pod)) {
            assertThat(house.get("/1").status()).isEqualTo(204);
            assertThat(house.get("/2").status()).as("a GET may be repeated").isEqualTo(204);
            assertThat(house.ask("POST /3 HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n")
                            .status())
                    .as("a POST may not")
                    .isEqualTo(502);
            assertThat(count.get()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void probesAndScrapersNeitherWakeNorCount() throws Exception {
        ActivityRules rules =
                new ActivityRules(List.of("/healthz"), List.of("Prometheus/"), List.of("198.51.100.0/24"));
        BalancerSettings.Guard guard = new BalancerSettings.Guard(List.of(), List.of("127.0.0.1"), 0, 1, null);
        try (PodServer pod = PodServer.echo();
                House house =
                        new House(settings -> settings.withGuard(guard)).serves(House.config(SHOP, "shop", 5, rules))) {
            await("routed", () -> quiet(() -> house.get("/healthz").body()).contains("not activity"));
            Answer scrape = house.ask("GET /metrics HTTP/1.1\r\nHost: shop\r\nUser-Agent: prometheus/2.42\r\n\r\n");
            assertThat(scrape.status()).isEqualTo(503);
            assertThat(house.ask("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 198.51.100.3\r\n\r\n")
                            .status())
                    .isEqualTo(503);
            assertThat(house.wakes).hasValue(0);
            house.pods(pod);
            await("a pod", () -> quiet(() -> house.get("/healthz").body()).equals("GET /healthz"));
            assertThat(house.reports).isEmpty();
        }
    }

    // --- limits ---

    @Test
    void bansAndRatesMayChangeWhileItRuns() throws Exception {
        try (PodServer pod = PodServer.echo();
                House house = new House().shopAt(pod)) {
            assertThat(house.get("/").status()).isEqualTo(200);
            house.balancer.guard(new BalancerSettings.Guard(List.of(), List.of(), 0.001, 3, null));
            int limited = 0;
            for (int i = 0; i < 6; i++) {
                Answer answer = house.get("/");
                limited += answer.status() == 429 ? 1 : 0;
                assertThat(answer.status() == 429).isEqualTo(answer.headers().containsKey("retry-after"));
            }
            assertThat(limited).isEqualTo(3);
            house.balancer.guard(new BalancerSettings.Guard(List.of("127.0.0.0/8"), List.of(), 0, 1, null));
            Answer banned;
            try {
                banned = house.get("/");
                assertThat(banned.status()).isZero();
            } catch (SocketException e) {
                assertThat(e).hasMessageContaining("reset");
            }
            assertThat(house.metric("balancer_bans_active")).isEqualTo(1);
        }
    }

    private static BalancerSettings hurried(BalancerSettings settings) {
        return settings.withHttp(settings.http()
                .withTimes(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofSeconds(60),
                        Duration.ofMillis(600)));
    }

    @Test
    void slowHeadsAreEndedAndIdleConnectionsClosed() throws Exception {
        try (PodServer pod = PodServer.echo();
                House house = new House(BalancerTest::hurried).shopAt(pod)) {
            PodServer.Wire slow = house.connect();
            slow.send("GET / HTTP/1.1\r\nHost: sh");
            assertThat(Answer.read(slow, false).status()).isEqualTo(408);
            assertThat(slow.in.read()).isEqualTo(-1);
            PodServer.Wire silent = house.connect();
            assertThat(silent.in.read()).as("never said a word").isEqualTo(-1);
            PodServer.Wire idle = house.connect();
            idle.send(KEEP.formatted(""));
            assertThat(Answer.read(idle, false).status()).isEqualTo(200);
            assertThat(idle.in.read()).as("idle").isEqualTo(-1);
            assertThat(house.metric("balancer_header_rejections_total{rule=\"too_slow\"}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void anAnswerThatDoesNotComeAndAStreamThatStopsAreEnded() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        PodServer pod = new PodServer(wire -> {
            PodServer.Seen seen = wire.request();
            if (seen != null && seen.path().equals("/stream")) {
                wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
            }
            never.await();
        });
        try (pod;
                House house = new House(settings -> hurried(settings)
                                .withUpstream(
                                        BalancerSettings.Upstream.USUAL.withAnswerTimeout(Duration.ofMillis(300))))
                        .shopAt(pod)) {
            assertThat(house.get("/").status()).isEqualTo(504);
            Answer stream = house.get("/stream");
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.whole()).isFalse();
        } finally {
            never.countDown();
        }
    }

    @Test
    void sizesAreBounded() throws Exception {
        try (PodServer pod = PodServer.echo();
                House house = new House(
                                settings -> settings.withHttp(settings.http().withSizes(200, 2_000, 10, 100)))
                        .shopAt(pod)) {
            assertThat(house.get("/" + "a".repeat(150)).status()).isEqualTo(200);
            assertThat(house.get("/" + "a".repeat(300)).status()).isEqualTo(414);
            assertThat(house.ask("GET / HTTP/1.1\r\nHost: shop\r\nX: " + "a".repeat(3_000) + "\r\n\r\n")
                            .status())
                    .isEqualTo(431);
            assertThat(house.ask("GET / HTTP/1.1\r\nHost: shop\r\n" + "X: 1\r\n".repeat(10) + "\r\n")
                            .status())
                    .isEqualTo(431);
            assertThat(house.ask("PUT / HTTP/1.1\r\nHost: shop\r\nContent-Length: 101\r\n\r\n")
                            .status())
                    .isEqualTo(413);
            assertThat(house.ask("PUT / HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n"
                                    + "x".repeat(101) + "\r\n0\r\n\r\n")
                            .status())
                    .isEqualTo(413);
        }
    }

    // --- draining ---

    @Test
    void drainingEndsWithoutAnError() throws Exception {
        PodServer pod = PodServer.echo();
        AtomicInteger served = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        try (pod;
                House house = new House().shopAt(pod);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> clients = atOnce(threads, 20, () -> {
                PodServer.Wire wire = house.connect();
                boolean stays = true;
                while (stays) {
                    wire.send(KEEP.formatted("x"));
                    Answer answer = Answer.read(wire, false);
                    (answer.status() == 200 ? served : failed).incrementAndGet();
                    stays = answer.status() == 200 && answer.header("connection") == null;
                }
                wire.socket.close();
                return "";
            });
            await("traffic", () -> served.get() > 500);
            PodServer.Wire held = house.connect();
            assertThat(house.balancer.drain(Duration.ofSeconds(20))).isTrue();
            for (Future<String> each : clients) {
                each.get();
            }
            assertThat(failed).hasValue(0);
            held.socket.close();
        }
    }

    @Test
    void whatStillWaitsWhenTheGraceIsOverIsToldToComeAgain() throws Exception {
        try (House house = new House().serves(House.shop(1))) {
            PodServer.Wire wire = house.connect();
            wire.send(KEEP.formatted(""));
            house.awaitQueued(1);
            house.balancer.drain(Duration.ofMillis(50));
            Answer answer = Answer.read(wire, false);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsKey("retry-after");
            wire.socket.close();
        }
    }

    @Test
    void anAddressThatIsTakenIsSaid() throws Exception {
        try (House house = new House();
                Balancer second = new Balancer(
                        BalancerSettings.of(
                                "c", new InetSocketAddress(InetAddress.getLoopbackAddress(), house.balancer.port())),
                        new ebb.live.ControllerLink() {
                            @Override
                            public boolean report(Report report) {
                                return true;
                            }

                            @Override
                            public boolean wake(ServiceName service) {
                                return true;
                            }
                        },
                        ebb.live.LastResort.NONE,
                        new io.prometheus.metrics.model.registry.PrometheusRegistry())) {
            List<String> said = new ArrayList<>();
            try {
                second.start();
            } catch (IOException e) {
                said.add(String.valueOf(e.getMessage()));
            }
            assertThat(said).singleElement().asString().contains("cannot listen on", "taken");
        }
    }
}
