package ebb.log;

import ebb.document.BadInputException;
import ebb.document.JsonText;
import ebb.document.Problems;
import ebb.log.LogHeader.RecordedScenario;
import ebb.policy.Anatomy;
import ebb.policy.Limits;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.ScalingPolicy;
import ebb.policy.ServiceFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A header as JSON, the same in both forms of a log. */
final class HeaderJson {
    static final String FORMAT = "ebb.dev/log/1";

    private HeaderJson() {}

    static String text(LogHeader header) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("k", "header");
        all.put("format", FORMAT);
        all.put("service", header.service());
        all.put("semantics", header.semantics());
        all.put("policy", policy(header));
        all.put("facts", facts(header.facts()));
        all.put("layout", header.layout());
        all.put("tzdata", header.tzdata());
        anatomy(header.anatomy(), all);
        all.put("details", header.details());
        all.put("epoch_ns", header.epochNanos());
        all.put("previous", header.previous());
        RecordedScenario scenario = header.scenario();
        if (scenario != null) {
            all.put("scenario", scenario(scenario));
        }
        return JsonText.of(all);
    }

    private static Map<String, Object> scenario(RecordedScenario scenario) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("file", scenario.file());
        all.put("policies", scenario.policies());
        all.put("seed", scenario.seed());
        all.put("text", scenario.text());
        return all;
    }

    private static RecordedScenario scenario(Json json) {
        return new RecordedScenario(json.text("file"), json.text("text"), json.text("policies"), json.whole("seed"));
    }

    private static Map<String, Object> policy(LogHeader header) {
        ScalingPolicy policy = header.policy();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", policy.name());
        all.put("hash", header.policyHash());
        all.put("parameters", new TreeMap<>(policy.parameters()));
        all.put("document", LogHeader.document(policy));
        all.put(
                "files",
                policy.definition() == null ? Map.of() : policy.definition().files());
        return all;
    }

    private static Map<String, Object> facts(ServiceFacts facts) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("min", facts.limits().min());
        all.put("max", facts.limits().max());
        all.put("concurrency", facts.limits().concurrency());
        all.put("cost_per_pod_second", facts.costPerPodSecond());
        all.put("cold_start_ns", facts.coldStartNanos());
        all.put("memory_bytes", facts.memoryBytes());
        all.put("cores", facts.cores());
        all.put("gpus", facts.gpus());
        all.put("seed", facts.seed());
        return all;
    }

    private static void anatomy(Anatomy anatomy, Map<String, Object> into) {
        into.put(
                "regions",
                anatomy.regions().stream()
                        .map(each -> {
                            Map<String, Object> region = new LinkedHashMap<>();
                            region.put("name", each.name());
                            region.put("states", each.states());
                            return region;
                        })
                        .toList());
        into.put("transitions", anatomy.transitions());
        into.put(
                "slots",
                anatomy.slots().stream()
                        .map(each -> List.of(each.name(), each.count()))
                        .toList());
        into.put("columns", anatomy.columns());
        into.put("metrics", anatomy.metrics());
    }

    /**
     * @param shown the log as the user named it
     * @throws Json.Malformed if it is no header, or of a format that this Ebb does not know
     */
    static LogHeader read(Json json, String shown) {
        if (!json.text("format").equals(FORMAT)) {
            throw new Json.Malformed(
                    "format " + json.text("format") + " is not " + FORMAT + ", which is the one this Ebb reads", 0);
        }
        Json policy = json.object("policy");
        return new LogHeader(
                json.text("service"),
                policy(policy, shown),
                policy.text("hash"),
                facts(json.object("facts")),
                json.small("semantics", 0),
                json.text("tzdata"),
                anatomy(json),
                json.flag("details"),
                json.whole("epoch_ns"),
                json.has("scenario") ? scenario(json.object("scenario")) : null,
                json.text("previous"));
    }

    private static ScalingPolicy policy(Json json, String shown) {
        Map<String, Double> parameters = new TreeMap<>();
        Json given = json.object("parameters");
        given.names().forEach(each -> parameters.put(each, given.number(each)));
        String name = json.text("name");
        String document = json.text("document");
        if (document.isEmpty()) {
            return new ScalingPolicy(name, parameters);
        }
        Json files = json.object("files");
        PolicyFiles beside = (reference, from) ->
                files.has(reference) ? new PolicyFiles.Found(reference, files.text(reference)) : null;
        Problems problems = new Problems();
        PolicyDocument read = PolicyDocument.read("the policy in " + shown, document, beside, problems);
        if (!problems.none()) {
            throw new BadInputException(problems.list(), problems.count());
        }
        return new ScalingPolicy(name, parameters, read);
    }

    private static ServiceFacts facts(Json json) {
        int min = json.small("min", 0);
        int max = json.small("max", 0);
        int concurrency = json.small("concurrency", 1);
        if (min < 0 || max < min || concurrency < 1) {
            throw new Json.Malformed("facts must have 0 <= min <= max and concurrency >= 1", 0);
        }
        return new ServiceFacts(
                new Limits(min, max, concurrency),
                json.number("cost_per_pod_second"),
                json.whole("cold_start_ns"),
                json.number("memory_bytes"),
                json.number("cores"),
                json.number("gpus"),
                json.whole("seed"));
    }

    private static Anatomy anatomy(Json json) {
        return new Anatomy(
                json.objects("regions").stream()
                        .map(each -> new Anatomy.Region(each.text("name"), each.texts("states")))
                        .toList(),
                json.texts("transitions"),
                json.list("slots").stream().map(HeaderJson::slots).toList(),
                json.texts("columns"),
                json.texts("metrics"));
    }

    private static Anatomy.Slots slots(Object item) {
        if (item instanceof List<?> pair
                && pair.size() == 2
                && pair.get(0) instanceof String name
                && pair.get(1) instanceof Long count
                && count > 0
                && count <= Integer.MAX_VALUE) {
            return new Anatomy.Slots(name, (int) (long) count);
        }
        throw new Json.Malformed("slots must be pairs of a name and a count", 0);
    }
}
