package ebb.live.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests that two readers could read in two ways. The oracle is the pod: it parses what reached it strictly, a defect is whatever it cannot
 * read or should not have got, and a request that nobody sent. Written as C text is: {@code \r}, {@code \n}, {@code \t}, {@code \0},
 * {@code \v}, {@code \xHH}; {@code ~} stands for CR LF.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SmugglingTest {
    private PodServer pod;
    private House house;

    @BeforeAll
    void open() throws IOException {
        pod = PodServer.answering(seen ->
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (seen.method().equals("HEAD") ? "" : "ok"));
        house = new House(settings -> settings.withHttp(settings.http().withSizes(8 << 10, 16 << 10, 100, 1 << 20)))
                .shopAt(pod);
        House.await("routed", this::answers);
        pod.seen.clear();
    }

    @BeforeEach
    void forget() {
        pod.seen.clear();
        pod.defects.clear();
    }

    @AfterAll
    void close() throws IOException {
        house.close();
        pod.close();
    }

    private boolean answers() {
        try {
            return house.get("/").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static String raw(String text) {
        StringBuilder raw = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '~') {
                raw.append("\r\n");
            } else if (c == '\\') {
                char escape = text.charAt(++i);
                raw.append(
                        switch (escape) {
                            case 'r' -> '\r';
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'v' -> '\u000b';
                            case 'f' -> '\f';
                            case '0' -> '\0';
                            case 'x' -> (char) Integer.parseInt(text.substring(i + 1, i + 3), 16);
                            default -> throw new IllegalArgumentException(text);
                        });
                i += escape == 'x' ? 2 : 0;
            } else {
                raw.append(c);
            }
        }
        return raw.toString();
    }

    /** Sends bytes, one by one if asked, and reads answers until the connection ends. */
    private List<Integer> send(String bytes, boolean apart) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        PodServer.Wire wire = house.connect();
        try (var socket = wire.socket) {
            socket.setTcpNoDelay(true);
            if (apart) {
                for (byte each : bytes.getBytes(StandardCharsets.ISO_8859_1)) {
                    wire.out.write(each);
                    wire.out.flush();
                }
            } else {
                wire.send(bytes);
            }
            socket.shutdownOutput();
            for (Answer answer = Answer.read(wire, bytes.startsWith("HEAD")); answer.status() > 0; ) {
                statuses.add(answer.status());
                answer = Answer.read(wire, false);
            }
        } catch (SocketException e) {
            statuses.add(-1); // reset: it was closed while we wrote
        }
        return statuses;
    }

    private void clean(String bytes) {
        assertThat(pod.defects).as(bytes).isEmpty();
        for (PodServer.Seen seen : pod.seen) {
            assertThat(seen.path()).as(bytes).doesNotContain("/evil");
            assertThat(seen.headers().getOrDefault("host", List.of())).as(bytes).hasSize(1);
            assertThat(seen.headers().keySet())
                    .as(bytes)
                    .doesNotContain("keep-alive", "proxy-connection", "http2-settings", "upgrade");
            assertThat(seen.trailers().keySet())
                    .as(bytes)
                    .doesNotContain("host", "content-length", "transfer-encoding", "authorization", "connection");
        }
        pod.seen.clear();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                // Two lengths.
                "400|POST / HTTP/1.1~Host: shop~Content-Length: 6~Transfer-Encoding: chunked~~0~~GET /evil HTTP/1.1~Host: shop~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~Content-Length: 6~~0~~G",
                "400|POST / HTTP/1.1~Host: shop~Content-Length: 0~Content-Length: 5~~abcde",
                "400|POST / HTTP/1.1~Host: shop~Content-Length: 5~Content-Length: 5~~abcde",
                "400|POST / HTTP/1.1~Host: shop~Content-Length: 5, 5~~abcde",
                "400|POST / HTTP/1.1~Host: shop~Content-Length: 5,6~~abcde",
                "400|POST / HTTP/1.1~Host: shop~Content-Length: +5~~abcde",
                "400|POST / HTTP/1.1~Host: shop~Content-Length: -5~~abcde",
                "400|POST / HTTP/1.1~Host: shop~Content-Length: 0x5~~abcde",
                "400|POST / HTTP/1.1~Host: shop~Content-Length: 5 5~~abcde",
                "400|POST / HTTP/1.1~Host: shop~Content-Length: 5a~~abcde",
                "400|POST / HTTP/1.1~Host: shop~Content-Length:~~abcde",
                "400|POST / HTTP/1.1~Host: shop~Content-Length: 99999999999999999999~~abcde",
                "413|POST / HTTP/1.1~Host: shop~Content-Length: 9999999999~~abcde",
                // Encodings.
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: gzip~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: identity~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: gzip, chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked, gzip~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked, chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~Transfer-Encoding: identity~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: xchunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunkedx~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: \\x0bchunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: \"chunked\"~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding:~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked;q=1~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: ,chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer\\x5fEncoding: chunked~Content-Length: 5~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding : chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding\\t: chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding\\0: chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~ Transfer-Encoding: chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~X: a~\\tTransfer-Encoding: chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding:~ chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~X: a\\nTransfer-Encoding: chunked~~0~~",
                "400|POST / HTTP/1.1~Host: shop~X: a\\rTransfer-Encoding: chunked~~0~~",
                "400|POST / HTTP/1.0~Host: shop~Transfer-Encoding: chunked~~0~~",
                // Chunks.
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~g~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~-1~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~+3~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~0x3~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~ 3~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~;x~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~fffffffff~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~100000003~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3~abcd~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3~abc0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3~abc\\n0~~GET /evil HTTP/1.1~Host: shop~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3\\nabc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3;a\\nb~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3;a\\rb~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3;a\\0~abc~0~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3~abc~0~X y: 1~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3~abc~0~X\\n~~",
                "400|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3~abc~0~nocolon~~",
                // Lines.
                "400|GET / HTTP/1.1\\nHost: shop\\n\\n",
                "400|GET / HTTP/1.1~Host: shop\\n\\n",
                "400|GET / HTTP/1.1~Host: shop~X: a\\r\\r\\n\\r\\n",
                "400|GET / HTTP/1.1~Host: shop~X: a~ folded~~",
                "400|GET / HTTP/1.1~Host: shop~X: a\\0b~~",
                "400|GET / HTTP/1.1~Host: shop~X: a\\x08b~~",
                "400|GET / HTTP/1.1~Host: shop~X: a\\x7fb~~",
                "400|GET / HTTP/1.1~Host: shop~X y: 1~~",
                "400|GET / HTTP/1.1~Host: shop~: 1~~",
                "400|GET / HTTP/1.1~Host: shop~nocolon~~",
                "400|GET / HTTP/1.1~Host: shop~X(: 1~~",
                "400|GET / HTTP/1.1~Host: shop~X\\xe9: 1~~",
                "400|\\x20GET / HTTP/1.1~Host: shop~~",
                "400|GET  / HTTP/1.1~Host: shop~~",
                "400|GET /  HTTP/1.1~Host: shop~~",
                "400|GET\\t/ HTTP/1.1~Host: shop~~",
                "400|GET /\\x0bHTTP/1.1~Host: shop~~",
                "400|GET / HTTP/1.1\\x20~Host: shop~~",
                "400|GET /a b HTTP/1.1~Host: shop~~",
                "400|GET~Host: shop~~",
                "400|GET /~Host: shop~~",
                "400|G(T / HTTP/1.1~Host: shop~~",
                "400|~~~~~~GET / HTTP/1.1~Host: shop~~",
                // Versions.
                "505|GET / HTTP/2.0~Host: shop~~",
                "505|GET / HTTP/1.2~Host: shop~~",
                "505|GET / HTTP/0.9~Host: shop~~",
                "400|GET / http/1.1~Host: shop~~",
                "400|GET / HTTP/1.10~Host: shop~~",
                "400|GET / HTTP/ 1.1~Host: shop~~",
                "505|PRI * HTTP/2.0~~SM~~",
                // Hosts.
                "400|GET / HTTP/1.1~~",
                "400|GET / HTTP/1.1~Host: shop~Host: shop~~",
                "400|GET / HTTP/1.1~Host: shop~Host: evil~~",
                "400|GET / HTTP/1.1~Host:~~",
                "400|GET / HTTP/1.1~Host: sh op~~",
                "400|GET / HTTP/1.1~Host: shop/evil~~",
                "400|GET / HTTP/1.1~Host: a@shop~~",
                "400|GET / HTTP/1.1~Host: shop:80:80~~",
                "400|GET / HTTP/1.1~Host: shop:8x~~",
                "400|GET / HTTP/1.1~Host: shop?~~",
                "400|GET / HTTP/1.1~Host: shop#~~",
                "400|GET / HTTP/1.1~Host: shop\\x5c~~",
                "400|GET / HTTP/1.1~Host: [::1~~",
                "400|GET / HTTP/1.1~Host: shop, evil~~",
                // Targets.
                "400|GET http://evil/ HTTP/1.1~Host: shop~~",
                "400|GET http://shop@evil/ HTTP/1.1~Host: shop~~",
                "400|GET http://shop:81/ HTTP/1.1~Host: shop~~",
                "400|GET ftp://shop/ HTTP/1.1~Host: shop~~",
                "400|GET shop HTTP/1.1~Host: shop~~",
                "400|GET * HTTP/1.1~Host: shop~~",
                "400|GET /a#b HTTP/1.1~Host: shop~~",
                "400|GET /a\\x80 HTTP/1.1~Host: shop~~",
                "400|GET /a\\0 HTTP/1.1~Host: shop~~",
                "400|GET /../evil HTTP/1.1~Host: shop~~",
                "400|GET /a/..%2fevil HTTP/1.1~Host: shop~~",
                "400|GET /a/%2e%2E/evil HTTP/1.1~Host: shop~~",
                "400|GET /a/./b HTTP/1.1~Host: shop~~",
                "400|GET /a%00 HTTP/1.1~Host: shop~~",
                "400|GET /a%zz HTTP/1.1~Host: shop~~",
                "400|GET /a%2 HTTP/1.1~Host: shop~~",
                "400|GET /a%5cb HTTP/1.1~Host: shop~~",
                "400|GET /a\\x5cb HTTP/1.1~Host: shop~~",
                // Methods and expectations.
                "405|CONNECT shop:80 HTTP/1.1~Host: shop~~",
                "405|TRACE / HTTP/1.1~Host: shop~~",
                "417|POST / HTTP/1.1~Host: shop~Expect: 200-ok~Content-Length: 0~~",
                "417|POST / HTTP/1.1~Host: shop~Expect: 100-continue, x~Content-Length: 0~~",
                // Names that are dropped, or taken for others.
                "400|GET / HTTP/1.1~Host: shop~Connection: Host~~",
                "400|POST / HTTP/1.1~Host: shop~Connection: Content-Length~Content-Length: 3~~abc",
                "400|POST / HTTP/1.1~Host: shop~Connection: close, transfer-encoding~Transfer-Encoding: chunked~~0~~",
                "400|GET / HTTP/1.1~Host: shop~Connection: Authorization~Authorization: x~~",
                "400|GET / HTTP/1.1~Host: shop~Connection: X-Forwarded-For~~",
                "400|GET / HTTP/1.1~Host: shop~Content\\x5fLength: 3~~",
                "400|GET / HTTP/1.1~Host: shop~Sec-WebSocket-Key1: a~Sec-WebSocket-Key2: b~~GET /evi",
            })
    void isRefusedAndTheConnectionEnds(int status, String text) throws IOException {
        String bytes = raw(text);
        for (boolean apart : new boolean[] {false, true}) {
            List<Integer> statuses = send(bytes, apart);
            assertThat(statuses.getFirst()).as("%s %s", text, statuses).isIn(status, -1);
            if (status != 405 && status != 417) {
                assertThat(statuses).as("nothing after it").hasSize(1);
            }
            clean(text);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1|GET / HTTP/1.1~Host: shop~~",
                "1|~GET / HTTP/1.1~Host: shop~~",
                "1|GET / HTTP/1.0~Host: shop~~",
                "1|OPTIONS * HTTP/1.1~Host: shop~~",
                "1|GET http://shop/a?b HTTP/1.1~Host: shop~~",
                "1|GET HTTP://SHOP HTTP/1.1~Host: shop~~",
                "1|GET /a..b/.c/d.. HTTP/1.1~Host: shop:8080~~",
                "1|GET /a//b?x=/../ HTTP/1.1~Host: shop~~",
                "1|GET /caf%C3%A9 HTTP/1.1~Host: shop~~",
                "1|POST / HTTP/1.1~Host: shop~Content-Length: 3~~abc",
                "1|POST / HTTP/1.1~Host: shop~Transfer-Encoding: Chunked~~3~abc~0~~",
                "1|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~3;name=\"v\"~abc~00~X: y~Host: evil~Content-Length: 9~~",
                "1|POST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~0003~abc~0~~",
                "1|PATCH / HTTP/1.1~Host: shop~X-Empty:~X-Tab:\\ta\\tb~X-Obs: \\xe9~Content-Length: 0~~",
                "1|GET / HTTP/1.1~Host: shop~Connection: keep-alive, X-A~X-A: 1~Upgrade: h2c~HTTP2-Settings: x~Keep-Alive: 1~~",
                "2|GET /1 HTTP/1.1~Host: shop~~GET /2 HTTP/1.1~Host: shop~~",
                "2|POST / HTTP/1.1~Host: shop~Content-Length: 3~~abcPOST / HTTP/1.1~Host: shop~Transfer-Encoding: chunked~~1~a~0~~",
                "1|GET / HTTP/1.1~Host: shop~Content-Length: 0~~",
                "1|GET / HTTP/1.1~Host: shop~Content-Length: 4~~body",
            })
    void reachesThePodClean(int requests, String text) throws IOException {
        String bytes = raw(text);
        for (boolean apart : new boolean[] {false, true}) {
            PodServer.Wire wire = house.connect();
            try (var socket = wire.socket) {
                socket.setTcpNoDelay(true);
                for (byte each : apart ? bytes.getBytes(StandardCharsets.ISO_8859_1) : new byte[0]) {
                    wire.out.write(each);
                    wire.out.flush();
                }
                wire.send(apart ? "" : bytes);
                for (int i = 0; i < requests; i++) {
                    assertThat(Answer.read(wire, false).status()).as(text).isEqualTo(200);
                }
            }
            assertThat(pod.seen).as(text).hasSize(requests);
            clean(text);
        }
    }

    /** Whatever is done to the bytes of a good pair, a strict reader at the pod can read what comes out, and the pod answers it. */
    @Test
    void mutantsLeaveNoDefect() throws IOException {
        long seed = 42;
        SplittableRandom random = new SplittableRandom(seed);
        String[] pieces = {
            "\r",
            "\n",
            "\r\n",
            " ",
            "\t",
            ":",
            ";",
            ",",
            "0",
            "5",
            "chunked",
            "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "\0",
            "\u000b",
            "\u00ff",
            "Host: shop\r\n",
            "GET /evil HTTP/1.1\r\n",
            "\r\n\r\n",
            "0\r\n\r\n",
            "Connection: close\r\n"
        };
        String good = "POST /a HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                + "POST /b HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\nbody";
        for (int i = 0; i < 1_500; i++) {
            StringBuilder mutant = new StringBuilder(good);
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int at = random.nextInt(mutant.length());
                switch (random.nextInt(3)) {
                    case 0 -> mutant.insert(at, pieces[random.nextInt(pieces.length)]);
                    case 1 -> mutant.delete(at, Math.min(mutant.length(), at + random.nextInt(1, 6)));
                    default -> mutant.setCharAt(at, (char) random.nextInt(256));
                }
            }
            List<Integer> statuses = send(mutant.toString(), false);
            assertThat(pod.defects)
                    .as("seed %d, mutant %d: %s", seed, i, mutant)
                    .isEmpty();
            assertThat(statuses)
                    .as("seed %d, mutant %d: %s", seed, i, mutant)
                    .noneMatch(each -> each >= 500 && each != 505);
        }
    }
}
