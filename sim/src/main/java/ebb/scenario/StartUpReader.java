package ebb.scenario;

import ebb.cluster.StartUp;
import ebb.cluster.StartUp.Image;
import ebb.cluster.StartUp.Layer;
import ebb.cluster.StartUp.Measured;
import ebb.cluster.StartUp.Staged;
import ebb.cluster.StartUp.Weights;
import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Quantity;
import ebb.random.Law;
import ebb.trace.LawReader;
import ebb.trace.LawReader.Of;
import java.util.ArrayList;
import java.util.List;

/** Reads how a pod starts: a profile's name, a measured law, or stages, which a profile may fill in. */
final class StartUpReader {
    private static final long MOST_BYTES = 1L << 50;
    private static final Law NOTHING = Law.of(0);
    private static final Staged AT_ONCE =
            new Staged(NOTHING, NOTHING, Image.PRESENT, NOTHING, Weights.NONE, NOTHING, NOTHING);
    private static final List<String> STAGES =
            List.of("profile", "decision", "scheduling", "image", "container", "weights", "engine", "endpoints");

    private static final class Shipped {
        static final Profiles<StartUp> ALL = Profiles.load(
                "StartUpProfiles",
                "profiles",
                List.of("startup/functions.yaml", "startup/containers.yaml", "startup/llm.yaml"),
                StartUpReader::shipped);
    }

    private StartUpReader() {}

    static Profiles<StartUp> profiles() {
        return Shipped.ALL;
    }

    private static StartUp shipped(Mapping entry) {
        return entry.has("law")
                ? new Measured(LawReader.read(entry.get("law"), Of.SECONDS))
                : stages(entry.get("stages").mapping(), AT_ONCE);
    }

    static StartUp read(Node node) {
        return switch (node.kind()) {
            case ABSENT -> {
                node.missing("Give a time such as 2s, or a profile such as container-web-500mb.");
                yield AT_ONCE;
            }
            case LIST -> new Measured(LawReader.read(node, Of.SECONDS));
            case SCALAR ->
                Quantity.DURATION.parse(node.text()) == null
                        ? named(node)
                        : new Measured(LawReader.read(node, Of.SECONDS));
            case MAPPING ->
                staged(node.mapping()) ? mapping(node.mapping()) : new Measured(LawReader.read(node, Of.SECONDS));
        };
    }

    private static boolean staged(Mapping mapping) {
        return mapping.isEmpty() || STAGES.stream().anyMatch(mapping::has);
    }

    private static StartUp named(Node node) {
        String name = node.text();
        Profiles.Profile<StartUp> found = profiles().entries().get(name);
        if (found == null) {
            node.problem(
                    "is neither a time nor a start-up profile",
                    NearestName.suggest(name, profiles().names()));
            return AT_ONCE;
        }
        return found.value();
    }

    private static StartUp mapping(Mapping mapping) {
        StartUp base = mapping.has("profile") ? named(mapping.get("profile")) : AT_ONCE;
        if (base instanceof Staged stages) {
            return stages(mapping, stages);
        }
        mapping.get("profile").problem("is measured as a whole and has no stages to change", "");
        return base;
    }

    private static Staged stages(Mapping mapping, Staged base) {
        Staged made = new Staged(
                law(mapping, "decision", base.decision()),
                law(mapping, "scheduling", base.scheduling()),
                mapping.has("image") ? image(mapping.get("image").mapping()) : base.image(),
                law(mapping, "container", base.container()),
                mapping.has("weights") ? weights(mapping.get("weights").mapping()) : base.weights(),
                law(mapping, "engine", base.engine()),
                law(mapping, "endpoints", base.endpoints()));
        mapping.get("profile");
        mapping.done();
        return made;
    }

    private static Law law(Mapping mapping, String stage, Law otherwise) {
        Node node = mapping.get(stage);
        return node.present() ? LawReader.read(node, Of.SECONDS) : otherwise;
    }

    /** {@code size} alone is one layer of its own. */
    private static Image image(Mapping image) {
        List<Layer> layers = new ArrayList<>();
        for (Node each : image.get("layers").list()) {
            Mapping layer = each.mapping();
            layers.add(new Layer(layer.get("name").text(), layer.get("size").bytes(0, MOST_BYTES)));
            layer.done();
        }
        if (layers.isEmpty() || image.has("size")) {
            long size = image.get("size").bytes(0, MOST_BYTES);
            layers.add(new Layer("own layer of " + size + " bytes", size));
        }
        Image made = new Image(layers, LawReader.seconds(image.get("fixed"), 0));
        image.done();
        return made;
    }

    private static Weights weights(Mapping weights) {
        Law bandwidth = LawReader.read(weights.get("bandwidth"), Of.BYTES_PER_SECOND);
        Node cached = weights.get("cached_bandwidth");
        Weights made = new Weights(
                weights.get("size").bytes(0, MOST_BYTES),
                bandwidth,
                cached.present() ? LawReader.read(cached, Of.BYTES_PER_SECOND) : bandwidth);
        weights.done();
        return made;
    }
}
