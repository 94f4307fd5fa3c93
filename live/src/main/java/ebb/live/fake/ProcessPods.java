package ebb.live.fake;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Pods that are processes of this machine: each a {@link DemoServer} on a port of its own, probed as a kubelet would. */
public final class ProcessPods implements Pods {
    private static final long PROBE_MILLIS = 100;

    private final ScheduledExecutorService timer;
    private final long startMillis;
    private final long workMillis;
    private final Map<String, Process> running = new ConcurrentHashMap<>();

    /**
     * @param startMillis that a process takes before it listens, beside the start of Java itself
     * @param workMillis that it takes for a request
     */
    public ProcessPods(ScheduledExecutorService timer, long startMillis, long workMillis) {
        this.timer = timer;
        this.startMillis = startMillis;
        this.workMillis = workMillis;
        Runtime.getRuntime().addShutdownHook(new Thread(this::endAll));
    }

    @Override
    public void start(String name, Told told) {
        try {
            int port = freePort();
            Process process = new ProcessBuilder(
                            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx32m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            DemoServer.class.getName(),
                            String.valueOf(port),
                            String.valueOf(startMillis),
                            String.valueOf(workMillis),
                            name)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            running.put(name, process);
            var _ = process.onExit().thenRun(() -> {
                if (running.containsKey(name)) {
                    told.failed("the process ended with " + process.exitValue());
                }
            });
            told.running("127.0.0.1", port);
            probe(name, port, told);
        } catch (IOException failed) {
            told.failed(String.valueOf(failed.getMessage()));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void probe(String name, int port, Told told) {
        if (!running.containsKey(name)) {
            return;
        }
        if (answers(port)) {
            told.ready(true);
            return;
        }
        try {
            var _ = timer.schedule(() -> probe(name, port, told), PROBE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            // The cluster is being taken down.
        }
    }

    private static boolean answers(int port) {
        try {
            HttpURLConnection asked = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/readyz").toURL().openConnection();
            asked.setConnectTimeout(50);
            asked.setReadTimeout(200);
            return asked.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void stop(String name, Runnable gone) {
        Process process = running.remove(name);
        if (process == null) {
            gone.run();
            return;
        }
        process.destroy();
        var _ = process.onExit().thenRun(gone);
    }

    private void endAll() {
        running.values().forEach(Process::destroy);
    }
}
