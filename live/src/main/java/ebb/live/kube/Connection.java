package ebb.live.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import org.jspecify.annotations.Nullable;

/** The way to one cluster: outside of this package nobody sees the client. */
public final class Connection {
    private final KubernetesClient client;

    private Connection(Config from) {
        client = client(from);
    }

    KubernetesClient client() {
        return client;
    }

    /** @param url of an API server that asks for no credentials, as the fake one */
    public static Connection to(String url) {
        return new Connection(
                new ConfigBuilder(Config.empty()).withMasterUrl(url).build());
    }

    /**
     * The cluster that this process runs in, or the one that the user's kubeconfig names.
     *
     * @param kubeconfig null: {@code KUBECONFIG} or {@code ~/.kube/config}
     * @param context of the kubeconfig; null: its current one
     */
    public static Connection usual(@Nullable File kubeconfig, @Nullable String context) {
        Config config = kubeconfig == null ? Config.autoConfigure(context) : Config.fromKubeconfig(kubeconfig);
        return new Connection(config);
    }

    private static KubernetesClient client(Config from) {
        Config config = new ConfigBuilder(from)
                // Watches over plain HTTP: a WebSocket costs a handshake that half of the proxies before API servers
                // refuse.
                .withOnlyHttpWatches(true)
                .withRequestTimeout(10_000)
                .withConnectionTimeout(5_000)
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectInterval(200)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
