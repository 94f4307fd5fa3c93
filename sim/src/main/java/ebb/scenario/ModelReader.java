package ebb.scenario;

import ebb.cluster.ServiceModel;
import ebb.cluster.ServiceModel.Batching;
import ebb.cluster.ServiceModel.Coefficients;
import ebb.cluster.ServiceModel.Shared;
import ebb.cluster.ServiceModel.Slots;
import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.random.Law;
import ebb.trace.LawReader;
import ebb.trace.LawReader.Of;
import java.util.ArrayList;
import java.util.List;

/** Reads how requests are served: {@code trace}, a law, {@code { shared: … }}, {@code { llm: … }}. */
final class ModelReader {
    private static final double MOST_MILLIS = 1e6;
    // 100: Knative's container-concurrency-target-default.
    private static final int TOGETHER = 100;
    // 256: vLLM's max_num_seqs.
    private static final int BATCH = 256;

    private static final class Shipped {
        static final Profiles<Batching> ALL =
                Profiles.load("LlmModels", "models", List.of("models/llm.yaml"), ModelReader::shipped);
    }

    /**
     * @param traced whether what a request asks for comes with the trace
     * @param concurrency requests at once, where a scenario does not say
     */
    record Model(ServiceModel model, boolean traced, int concurrency) {}

    static Profiles<Batching> models() {
        return Shipped.ALL;
    }

    private static Batching shipped(Mapping entry) {
        return batching(entry, Law.of(1), Law.of(1));
    }

    Model read(Mapping service) {
        Node node = service.get("service_time");
        if (node.kind() == Node.Kind.MAPPING && node.mapping().has("llm")) {
            return llm(node.mapping());
        }
        if (node.kind() == Node.Kind.MAPPING && node.mapping().has("shared")) {
            return shared(node.mapping());
        }
        boolean traced = traced(node);
        return new Model(new Slots(traced ? Law.of(0) : LawReader.read(node, Of.SECONDS)), traced, 1);
    }

    /** Where nothing is said, the trace says it. */
    private static boolean traced(Node node) {
        return node.is("trace") || (!node.present() && node.text("trace").equals("trace"));
    }

    private static Model shared(Mapping outer) {
        Mapping shared = outer.get("shared").mapping();
        Node work = shared.get("work");
        boolean traced = traced(work);
        List<Double> efficiency = new ArrayList<>();
        shared.get("efficiency").listOrOne().forEach(each -> efficiency.add(each.number(0.001, 1e6)));
        if (efficiency.isEmpty()) {
            efficiency.add(1.0);
        }
        Model made = new Model(
                new Shared(traced ? Law.of(0) : LawReader.read(work, Of.SECONDS), efficiency), traced, TOGETHER);
        shared.done();
        outer.done();
        return made;
    }

    private static Model llm(Mapping outer) {
        Mapping llm = outer.get("llm").mapping();
        Node input = llm.get("input_tokens");
        Node output = llm.get("output_tokens");
        boolean traced = traced(input);
        if (traced != traced(output)) {
            output.problem("must come from where input_tokens do", "Give both a law, or let the trace give both.");
        }
        Law inputs = traced ? Law.of(0) : LawReader.read(input, Of.COUNT);
        Law outputs = traced ? Law.of(0) : LawReader.read(output, Of.COUNT);
        Batching model = llm.has("model") ? named(llm.get("model"), inputs, outputs) : batching(llm, inputs, outputs);
        llm.done();
        outer.done();
        return new Model(model, traced, BATCH);
    }

    private static Batching named(Node node, Law inputs, Law outputs) {
        String name = node.text();
        Profiles.Profile<Batching> found = models().entries().get(name);
        if (found == null) {
            node.problem("is no model that comes with Ebb", NearestName.suggest(name, models().names()));
            return new Batching(inputs, outputs, new Coefficients(1, 0, 0), new Coefficients(1, 0, 0), 1);
        }
        Batching model = found.value();
        return new Batching(inputs, outputs, model.prefill(), model.decode(), model.kvTokens());
    }

    private static Batching batching(Mapping mapping, Law inputs, Law outputs) {
        return new Batching(
                inputs,
                outputs,
                coefficients(mapping.get("prefill").mapping()),
                coefficients(mapping.get("decode").mapping()),
                mapping.get("kv_tokens").whole(1, Long.MAX_VALUE));
    }

    private static Coefficients coefficients(Mapping mapping) {
        Coefficients made = new Coefficients(
                mapping.get("a").number(0, MOST_MILLIS),
                mapping.get("b").number(0, MOST_MILLIS),
                mapping.get("c").number(0, MOST_MILLIS));
        mapping.done();
        return made;
    }
}
