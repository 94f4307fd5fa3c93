package ebb.cluster;

import ebb.random.Law;
import java.util.List;

/** How long a pod takes from the decision until requests may go to it. */
public sealed interface StartUp {
    /** @return seconds that a start takes on average where room, image and links are there at once */
    double meanSeconds();

    /** One measured distribution of the whole, seconds. */
    record Measured(Law seconds) implements StartUp {
        @Override
        public double meanSeconds() {
            return seconds.mean();
        }
    }

    /**
     * Stage by stage; what waits for nodes, links and probes follows from the cluster.
     *
     * @param decision seconds from the decision to the pod object
     * @param scheduling seconds the scheduler needs once there is room
     * @param image what is pulled
     * @param container seconds to create and start the container, init containers included
     * @param weights what is loaded after the container runs
     * @param engine seconds of the engine's own initialisation
     * @param endpoints seconds until the balancer knows the endpoint
     */
    record Staged(Law decision, Law scheduling, Image image, Law container, Weights weights, Law engine, Law endpoints)
            implements StartUp {
        @Override
        public double meanSeconds() {
            double loading = weights.bytes() == 0
                    ? 0
                    : weights.bytes() / weights.bytesPerSecond().mean();
            return decision.mean() + scheduling.mean() + container.mean() + loading + engine.mean() + endpoints.mean();
        }
    }

    /**
     * An image as layers.
     *
     * @param layers by digest (or any name that two images can share) and compressed bytes
     * @param fixed seconds that a pull costs however small it is: manifest, authentication
     */
    record Image(List<Layer> layers, Law fixed) {
        public static final Image PRESENT = new Image(List.of(), Law.of(0));

        public Image {
            layers = List.copyOf(layers);
        }

        public long bytes() {
            return layers.stream().mapToLong(Layer::bytes).sum();
        }
    }

    record Layer(String digest, long bytes) {}

    /**
     * @param bytes read after the container started; 0: none
     * @param bytesPerSecond through storage and loader, one pod alone
     * @param cachedBytesPerSecond when the node's page cache has them
     */
    record Weights(long bytes, Law bytesPerSecond, Law cachedBytesPerSecond) {
        public static final Weights NONE = new Weights(0, Law.of(1), Law.of(1));
    }
}
