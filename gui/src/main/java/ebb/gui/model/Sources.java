package ebb.gui.model;

import ebb.document.BadInputException;
import ebb.document.Document;
import ebb.document.Problem;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.document.YamlWriter;
import ebb.gui.model.Workspace.Choice;
import ebb.policy.Policies;
import ebb.policy.PolicyDefinition;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.result.ResultFolder;
import ebb.result.Summary;
import ebb.scenario.Grid;
import ebb.scenario.PolicyFile;
import ebb.scenario.Rehearsal;
import ebb.scenario.Settings;
import ebb.scenario.TracePath;
import ebb.trace.Requests;
import ebb.trace.TraceFile;
import ebb.trace.Traces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens what a workspace names: scenarios, traces, policies and results, each by the reader that the command line uses. */
public final class Sources {
    public static final String EXAMPLE = "example:";

    private static final String WEB = """
                pod: { cpu: 500m, memory: 512Mi, concurrency: 8, startup: container-web-500mb }
                limits: { max: 1000 }""";
    private static final String TIMED = "service_time: { lognormal: { median: 120ms, sigma: 0.8 } }\n" + WEB;
    private static final String TOKENS = """
                service_time: { llm: { model: opt-13b-a100 } }
                pod: { cpu: 12, memory: 85Gi, gpu: 1, startup: { profile: llm-13b-a100-safetensors, weights: { size: 25.7GB, bandwidth: 334.7MB/s } } }
                tariff: { instance: azure-nc24ads-a100-v4 }
                queue: { timeout: 10m }
                limits: { max: 64 }""";

    private final @Nullable String traces;

    /** @param traces a folder with recorded traffic, as EBB_TRACES names it; null for none */
    public Sources(@Nullable String traces) {
        this.traces = traces;
    }

    /**
     * What a file that was dropped or chosen becomes.
     *
     * @param before what was open: a policy is put into it
     * @throws BadInputException with what is wrong, where, and the way out
     */
    public Workspace opened(Path file, Workspace before) {
        if (Files.isDirectory(file)) {
            return result(file, before);
        }
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && (name.equals("run.json") || name.equals("summary.csv"))) {
            return result(folder, before);
        }
        if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
            Traces.open(file);
            return before.of("", file.toString(), "");
        }
        Problems problems = new Problems();
        Tree.Mapping tree = Document.open(file, file.toString(), problems);
        problems.throwIfAny();
        String kind = tree.entries().get("kind") instanceof Tree.Scalar scalar ? scalar.text() : "";
        return switch (kind) {
            case "Scenario" -> before.of(file.toString(), "", "");
            case "ScalingPolicy" -> before.with(new Choice(file.toString(), "", Map.of()));
            default ->
                throw new BadInputException(new Problem(
                        file.toString(),
                        1,
                        1,
                        kind,
                        "is neither a scenario nor a policy",
                        "Its kind must be Scenario or ScalingPolicy."));
        };
    }

    private static Workspace result(Path folder, Workspace before) {
        try {
            Summary summary = ResultFolder.read(folder);
            if (summary.experiment().scenario().isEmpty()) {
                throw new IOException(folder + " does not say which scenario it is of");
            }
            return before.of(folder.toString(), "", "");
        } catch (IOException unreadable) {
            throw new BadInputException(
                    new Problem(folder.toString(), 1, 1, "", String.valueOf(unreadable.getMessage()), ""));
        }
    }

    /** @throws BadInputException with everything that is wrong */
    Rehearsal rehearsal(Workspace workspace) {
        Problems problems = new Problems();
        Path folder = folder(workspace.scenario());
        Tree.Mapping tree = tree(workspace, problems);
        problems.throwIfAny();
        List<Settings> settings =
                workspace.trace().isEmpty() || workspace.scenario().isEmpty()
                        ? List.of()
                        : Settings.traces(
                                tree,
                                List.of(
                                        workspace.service().isEmpty()
                                                ? workspace.trace()
                                                : workspace.service() + "=" + workspace.trace()),
                                problems);
        TracePath path = TracePath.of(folder, List.of(), traces);
        return Rehearsal.open(new Grid.Request(tree, folder, settings, path, true), workspace.service(), problems);
    }

    private static Path folder(String scenario) {
        Path file = scenario.isEmpty() || scenario.startsWith(EXAMPLE)
                ? null
                : Path.of(scenario).toAbsolutePath();
        Path parent = file == null ? null : Files.isDirectory(file) ? file : file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static Tree.Mapping tree(Workspace workspace, Problems problems) {
        String scenario = workspace.scenario();
        if (scenario.startsWith(EXAMPLE)) {
            return Document.resource("examples/" + scenario.substring(EXAMPLE.length()) + ".yaml", problems);
        } else if (scenario.isEmpty()) {
            return Document.text("dropped trace", around(Path.of(workspace.trace())), problems);
        } else if (Files.isDirectory(Path.of(scenario))) {
            try {
                return Document.text(
                        scenario,
                        ResultFolder.read(Path.of(scenario)).experiment().scenario(),
                        problems);
            } catch (IOException unreadable) {
                throw new BadInputException(
                        new Problem(scenario, 1, 1, "", String.valueOf(unreadable.getMessage()), ""));
            }
        }
        return Document.open(Path.of(scenario), scenario, problems);
    }

    /** A trace without a scenario is served as a small web service, or as a language model if it counts tokens. */
    private static String around(Path trace) {
        TraceFile file = Traces.open(trace);
        Requests first = new Requests();
        boolean any = file.open(0).next(first);
        boolean tokens = any && first.inputTokens != null && first.outputTokens != null;
        String service = tokens ? TOKENS : any && first.serviceNanos != null ? WEB : TIMED;
        String title = String.valueOf(trace.getFileName());
        return """
                apiVersion: ebb.dev/v1
                kind: Scenario
                metadata: { name: dropped, title: "%s" }
                services:
                  service:
                    template: %s
                    traffic: { file: "%s" }
                %s
                policies: [ keep-alive ]
                """.formatted(
                        title,
                        file.services().size() > 1,
                        trace.toAbsolutePath().toString().replace("\\", "/"),
                        service.indent(4));
    }

    /** @return null where there are problems */
    @Nullable
    PolicyDefinition policy(Choice choice, Problems problems) {
        if (!choice.text().isEmpty()) {
            PolicyDocument read = PolicyDocument.read(choice.policy(), choice.text(), PolicyFiles.BUILT_IN, problems);
            return problems.none() ? read : null;
        }
        PolicyDefinition known = Policies.named(choice.policy());
        if (known != null) {
            return known;
        }
        PolicyDocument read = PolicyFile.open(choice.policy(), problems);
        return problems.none() ? read : null;
    }

    /** What a policy says, to be edited; null where it is written in Java or cannot be read. */
    public @Nullable String text(Choice choice) {
        if (!choice.text().isEmpty()) {
            return choice.text();
        }
        var found = ebb.policy.PolicyLibrary.find(choice.policy());
        if (found != null) {
            return found.text();
        }
        return Policies.named(choice.policy()) == null
                ? Document.openText(Path.of(choice.policy()), choice.policy(), new Problems())
                : null;
    }

    /** How a policy that was run is named again; one that stands in its scenario brings its text along. */
    static Choice choice(ebb.policy.ScalingPolicy policy, Choice current) {
        Map<String, Double> given = new java.util.TreeMap<>();
        PolicyDefinition definition = policy.definition();
        if (definition != null) {
            definition.parameters().forEach(each -> {
                double value = policy.parameters().getOrDefault(each.name(), each.standard());
                if (value != each.standard()) {
                    given.put(each.name(), value);
                }
            });
        }
        if (definition != null && definition.equals(Policies.named(policy.name()))) {
            return new Choice(policy.name(), "", given);
        }
        return definition instanceof PolicyDocument document
                ? new Choice(policy.name(), YamlWriter.write(document.rendered()), given)
                : new Choice(current.policy(), current.text(), given);
    }

    /** Traces that lie where traces are looked for, for the picker. */
    public List<Path> traces() {
        List<Path> found = new ArrayList<>();
        for (Path folder : TracePath.of(Path.of(""), List.of(), traces).folders()) {
            try (var files = Files.newDirectoryStream(folder, "{llm,web,faas,validation}_*.csv.gz")) {
                files.forEach(found::add);
            } catch (IOException none) {
                // A folder that is not there has no traces.
            }
        }
        return found.stream().distinct().sorted().toList();
    }
}
