package ebb.live.fake;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A service for the demo: listens after a while, takes a while for a request, says which pod it is. Ends with what is under way. */
public final class DemoServer {
    private DemoServer() {}

    /** Arguments: port, milliseconds before it listens, milliseconds for a request, name of the pod. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int port = Integer.parseInt(args[0]);
        long work = Long.parseLong(args[2]);
        byte[] answer = ("hello from " + args[3] + "\n").getBytes(StandardCharsets.UTF_8);
        TimeUnit.MILLISECONDS.sleep(Long.parseLong(args[1]));
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                if (!exchange.getRequestURI().getPath().equals("/readyz")) {
                    TimeUnit.MILLISECONDS.sleep(work);
                }
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(5)));
        server.start();
    }
}
