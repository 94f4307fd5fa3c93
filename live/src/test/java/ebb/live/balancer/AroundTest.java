package ebb.live.balancer;

import static ebb.live.balancer.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, the access log, metrics, networks, rates, settings. */
@Timeout(180)
class AroundTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    /** Writes a pair in PEM and gives the certificate. */
    private Certificate certificate(String name, BalancerSettings.Tls files)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "a",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:shop,ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Files.writeString(
                files.certificates(),
                pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
        Files.writeString(
                files.key(), pem("PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded()));
        return keys.getCertificate("a");
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + type
                + "-----\n";
    }

    private static String subject(House house, Certificate... trusted) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Certificate each : trusted) {
            store.setCertificateEntry("a" + each.hashCode(), each);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (Socket socket =
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), house.balancer.port())) {
            PodServer.Wire wire = new PodServer.Wire(socket);
            wire.send("GET /tls HTTP/1.1\r\nHost: shop\r\n\r\n");
            assertThat(Answer.read(wire, false).body()).isEqualTo("GET /tls");
            wire.send("GET /close HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
            assertThat(Answer.read(wire, false).body()).isEqualTo("GET /close");
            assertThat(wire.in.read()).isEqualTo(-1);
            return ((X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void tlsTakesANewCertificateAndKeepsTheOldOneIfTheNewIsBroken() throws Exception {
        BalancerSettings.Tls files = new BalancerSettings.Tls(folder.resolve("tls.crt"), folder.resolve("tls.key"));
        Certificate one = certificate("one", files);
        try (PodServer pod = PodServer.echo();
                House house = new House(settings -> settings.withTls(files)).shopAt(pod)) {
            assertThat(subject(house, one)).isEqualTo("CN=one");
            assertThat(pod.seen.element().header("x-forwarded-proto")).isEqualTo("https");
            assertThat(house.balancer.reloadCertificates())
                    .as("nothing changed")
                    .isFalse();
            Certificate two = certificate("two", files);
            house.balancer.reloadCertificates(); // or it has been seen already
            assertThat(subject(house, two)).isEqualTo("CN=two");
            Files.writeString(files.key(), "rubbish");
            assertThat(house.balancer.reloadCertificates()).isFalse();
            assertThat(subject(house, two)).isEqualTo("CN=two");
            assertThat(house.metric("balancer_certificate_reloads_total")).isEqualTo(1);
        }
    }

    @Test
    void brokenFilesAreSaidBeforeAnythingListens() throws IOException {
        BalancerSettings.Tls files = new BalancerSettings.Tls(folder.resolve("tls.crt"), folder.resolve("tls.key"));
        Files.writeString(files.certificates(), "rubbish");
        Files.writeString(files.key(), "rubbish");
        assertThatThrownBy(() -> new House(settings -> settings.withTls(files)).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tls.crt");
    }

    @Test
    void eachRequestIsALineOfJsonWithoutItsQuery() throws Exception {
        Path file = folder.resolve("access.log");
        try (PodServer pod = PodServer.echo();
                House house = new House(settings -> settings.withAccessLog(file)).shopAt(pod)) {
            await("routed", () -> {
                try {
                    return house.get("/\"a\"?token=secret").status() == 200;
                } catch (IOException e) {
                    return false;
                }
            });
            assertThat(house.ask("POST /b HTTP/1.1\r\nHost: shop\r\nContent-Length: 3\r\n\r\nabc")
                            .status())
                    .isEqualTo(200);
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("{\"time\":\"20") && line.endsWith("}"));
        assertThat(String.join("", lines)).doesNotContain("secret");
        assertThat(lines).anyMatch(line -> line.contains("\"path\":\"/\\\"a\\\"\""));
        assertThat(lines)
                .anyMatch(line -> line.contains("\"service\":\"default/shop\"")
                        && line.contains("\"client\":\"127.0.0.1\"")
                        && line.contains("\"method\":\"POST\"")
                        && line.contains("\"status\":200,\"outcome\":\"served\"")
                        && line.contains("\"pod\":\"shop-0\",\"attempts\":1,\"bytes_in\":3,\"bytes_out\":11")
                        && line.contains("\"activity\":true"));
    }

    @Test
    void metricsHaveTheNamesOfThePage() throws Exception {
        try (PodServer pod = PodServer.echo();
                House house = new House().shopAt(pod)) {
            await("served", () -> {
                try {
                    return house.get("/").status() == 200 && house.metric("balancer_requests_total") > 0;
                } catch (IOException e) {
                    return false;
                }
            });
            String page = Files.readString(root().resolve("docs/balancer.md"));
            TreeSet<String> unsaid = new TreeSet<>();
            house.scrape()
                    .lines()
                    .filter(line -> line.startsWith("# TYPE "))
                    .map(line -> line.split(" ", -1)[2])
                    .filter(name -> !page.contains("`" + name))
                    .forEach(unsaid::add);
            assertThat(unsaid).isEmpty();
            assertThat(house.scrape())
                    .contains("balancer_requests_total{code=\"200\",outcome=\"served\",service=\"default/shop\"}")
                    .contains("balancer_picks_total{policy=\"least-connections\"}")
                    .contains("balancer_request_duration_seconds_bucket{service=\"default/shop\",le=\"120.0\"}")
                    .contains("balancer_pods{service=\"default/shop\"} 1");
        }
    }

    private static Path root() {
        Path path = Path.of("").toAbsolutePath();
        while (!Files.exists(path.resolve("ebb"))) {
            path = Objects.requireNonNull(path.getParent());
        }
        return path;
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/8, 2001:db8::1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "2001:db8::/32, 2001:db8:1::5, true",
        "2001:db8::/32, 2001:db9::5, false",
    })
    void networksContainTheirAddresses(String network, String address, boolean contained) {
        assertThat(new Networks(List.of(network)).contain(InetAddress.ofLiteral(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "example.org", "10.0.0.0/", "10.0.0.0/x", "::1/129", ""})
    void whatIsNoNetworkIsSaid(String text) {
        assertThatThrownBy(() -> new BalancerSettings.Guard(List.of(text), List.of(), 0, 1, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a network: an address and the length of a prefix, as in 10.0.0.0/8");
    }

    @Test
    void aRateIsABurstAndThenOneByOne() {
        Rates rates = new Rates();
        InetAddress one = InetAddress.ofLiteral("192.0.2.1");
        long second = Duration.ofSeconds(1).toNanos();
        for (int i = 0; i < 5; i++) {
            assertThat(rates.take(one, 2, 5, 0)).isZero();
        }
        assertThat(rates.take(one, 2, 5, 0)).isEqualTo(second / 2);
        assertThat(rates.take(InetAddress.ofLiteral("192.0.2.2"), 2, 5, 0)).isZero();
        assertThat(rates.take(one, 2, 5, second / 2)).isZero();
        assertThat(rates.take(one, 2, 5, second / 2)).isPositive();
        assertThat(rates.take(one, 2, 5, 10 * second)).isZero();
    }

    @Test
    void settingsThatCannotBeAreSaid() {
        Map<String, Runnable> wrong = Map.of(
                "threads must be 1 or more: 0",
                () -> BalancerSettings.of("b", new InetSocketAddress(0)).withThreads(0),
                "requests that may wait must be 0 or more: -1",
                () -> new BalancerSettings.Room(-1, 1, Duration.ZERO),
                "head timeout must be more than 0: PT0S",
                () -> BalancerSettings.Http.USUAL.withTimes(
                        Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        wrong.forEach((message, make) -> assertThatThrownBy(make::run).hasMessage(message));
    }
}
