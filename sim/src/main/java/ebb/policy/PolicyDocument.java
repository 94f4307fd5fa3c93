package ebb.policy;

import ebb.document.Problems;
import ebb.document.Tree;
import ebb.document.YamlWriter;
import ebb.policy.expr.Type;
import ebb.policy.window.CalendarWindow;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A policy document that was read and found good: makes automata of it, with parameters of one's own. */
public final class PolicyDocument implements PolicyDefinition {
    private static final List<String> HEAD = List.of("apiVersion", "kind", "metadata");
    private static final double UNBOUNDED = 1e12;
    private static final double YEAR_SECONDS = 365 * 86_400.0;
    private static final ServiceFacts ANY = ServiceFacts.of(new Limits(0, Integer.MAX_VALUE, 1), 0);

    private final PolicyModel model;
    private final Map<String, CalendarWindow> calendars;
    private final Map<String, String> files;
    private final Map<Key, Program> programs = new HashMap<>();

    /** What it reads of its service: services that differ in the rest alone run one program. */
    private Set<ServiceFacts.Part> read = Set.of();

    /** What makes two programs of one document the same. */
    private record Key(Map<String, Double> parameters, ServiceFacts facts) {}

    private PolicyDocument(PolicyModel model, Map<String, CalendarWindow> calendars, Map<String, String> files) {
        this.model = model;
        this.calendars = calendars;
        this.files = files;
    }

    /**
     * Reads and checks.
     *
     * @param file as the user named it
     * @throws ebb.document.BadInputException with every problem and its place
     */
    public static PolicyDocument read(String file, String text, PolicyFiles files) {
        Problems problems = new Problems();
        PolicyDocument document = read(file, text, files, problems);
        problems.throwIfAny();
        return document;
    }

    /** @return what could be read; of use only if no problem was added */
    public static PolicyDocument read(String file, String text, PolicyFiles files, Problems problems) {
        return checked(PolicyReader.read(file, text, files, problems), files, problems);
    }

    /** A document that was opened otherwise, such as one within a scenario. */
    public static PolicyDocument read(Tree.Mapping document, PolicyFiles files, Problems problems) {
        return checked(PolicyReader.read(document, files, problems), files, problems);
    }

    private static PolicyDocument checked(PolicyModel model, PolicyFiles files, Problems problems) {
        Map<String, String> read = new TreeMap<>();
        Map<String, CalendarWindow> calendars =
                new CalendarReader(remembering(files, read), problems).read(model.windows());
        PolicyDocument document = new PolicyDocument(model, calendars, Collections.unmodifiableMap(read));
        // What is wrong in the form does not hide what is wrong in the meaning.
        if (problems.none() || model.complete()) {
            Program program = document.compile(Map.of(), ANY, problems);
            document.read = program == null ? Set.of() : program.reads().facts();
        }
        return document;
    }

    private static PolicyFiles remembering(PolicyFiles files, Map<String, String> into) {
        return (reference, from) -> {
            PolicyFiles.Found found = files.find(reference, from);
            if (found != null) {
                into.put(reference, found.text());
            }
            return found;
        };
    }

    /** @throws IllegalArgumentException if Ebb has none of that name */
    public static PolicyDocument builtIn(String name) {
        PolicyFiles.Found found = PolicyLibrary.find(name);
        if (found == null) {
            throw new IllegalArgumentException("no policy is named " + name);
        }
        return read(found.shown(), found.text(), PolicyFiles.BUILT_IN);
    }

    @Override
    public String title() {
        return model.name();
    }

    @Override
    public String text() {
        return model.text();
    }

    @Override
    public List<Parameter> parameters() {
        return model.parameters().values().stream()
                .map(PolicyDocument::parameter)
                .toList();
    }

    @Override
    public String document() {
        // The order of sections means nothing, and that of a policy with bases is another when it is read back.
        Map<String, Tree> entries = new LinkedHashMap<>();
        Tree.Mapping rendered = rendered();
        HEAD.forEach(each -> entries.put(each, rendered.entries().get(each)));
        new TreeMap<>(rendered.entries()).forEach(entries::putIfAbsent);
        return YamlWriter.write(new Tree.Mapping(rendered.at(), entries, rendered.keys()));
    }

    @Override
    public Map<String, String> files() {
        return files;
    }

    private static Parameter parameter(PolicyModel.ParameterModel model) {
        double standard = PolicyReader.number(model.standard());
        Parameter.Unit unit = switch (model.standard().type().kind()) {
            case DURATION -> Parameter.Unit.SECONDS;
            case BOOL -> Parameter.Unit.FLAG;
            case NAME -> Parameter.Unit.CHOICE;
            case INT, REAL, INSTANT, NOTHING -> Parameter.Unit.NUMBER;
        };
        double least = model.least() == null ? lowest(unit) : PolicyReader.number(model.least());
        double most = model.most() == null ? highest(unit, model.choices().size()) : PolicyReader.number(model.most());
        return new Parameter(
                model.name(), unit, standard, least, most, model.logarithmic(), model.text(), model.choices());
    }

    private static double lowest(Parameter.Unit unit) {
        return unit == Parameter.Unit.NUMBER ? -UNBOUNDED : 0;
    }

    private static double highest(Parameter.Unit unit, int choices) {
        return switch (unit) {
            case FLAG -> 1;
            case CHOICE -> choices - 1.0;
            case SECONDS -> YEAR_SECONDS;
            case PODS, REQUESTS_PER_POD, RATIO, NUMBER -> UNBOUNDED;
        };
    }

    @Override
    public Automaton automaton(ScalingPolicy policy, ServiceFacts facts) {
        Map<String, Double> given = new TreeMap<>();
        for (Parameter each : parameters()) {
            double value = policy.parameters().getOrDefault(each.name(), each.standard());
            if (value != each.standard()) {
                given.put(each.name(), value);
            }
        }
        return automaton(given, facts);
    }

    @Override
    public EventSet wants() {
        return compiled(Map.of(), ANY).wants();
    }

    public PolicyModel model() {
        return model;
    }

    private @Nullable Program compile(Map<String, Double> parameters, ServiceFacts facts, Problems problems) {
        return new Compiler(model, parameters, facts, calendars, problems).program();
    }

    /**
     * @param parameters those that are not at their defaults: numbers, durations in seconds, conditions 0 or 1, names by their place
     * @throws ebb.document.BadInputException if the policy has no meaning with these
     */
    public Automaton automaton(Map<String, Double> parameters, ServiceFacts facts) {
        return compiled(parameters, facts);
    }

    /** @return what a signal is; null for a histogram, which is no value */
    public @Nullable Type type(String signal) {
        Problems ignored = new Problems();
        Compiler compiler = new Compiler(
                model, Map.of(), ServiceFacts.of(new Limits(0, Integer.MAX_VALUE, 1), 0), calendars, ignored);
        return compiler.program() == null ? null : compiler.type(model.signals().get(signal));
    }

    /** @return the whole document with its bases put in: it needs no other file */
    public Tree.Mapping rendered() {
        Tree.Mapping body = model.rendered();
        Map<String, Tree> entries = new LinkedHashMap<>();
        entries.put("apiVersion", text(body, "ebb.dev/v1"));
        entries.put("kind", text(body, "ScalingPolicy"));
        entries.put("metadata", new Tree.Mapping(body.at(), Map.of("name", text(body, model.name())), Map.of()));
        entries.putAll(body.entries());
        return new Tree.Mapping(body.at(), entries, body.keys());
    }

    private static Tree text(Tree.Mapping near, String text) {
        return new Tree.Scalar(near.at(), text, true);
    }

    /** @return the policy with its inside open, for tests and for conformance */
    public PolicyProbe probe(Map<String, Double> parameters, ServiceFacts facts) {
        return new PolicyProbe(compiled(parameters, facts));
    }

    /**
     * @param conditions to be looked at after each step; {@code scale} in them is the decision, {@code law} the proposal before limits
     * @return null if one of them means nothing, which is then noted
     */
    public @Nullable PolicyProbe watching(List<Expression> conditions, ServiceFacts facts, Problems problems) {
        Compiler compiler = new Compiler(model, Map.of(), facts, calendars, problems).watching(conditions);
        Program program = compiler.program();
        return program == null ? null : new PolicyProbe(new CompiledPolicy(program, facts.seed()), compiler.watches());
    }

    private synchronized CompiledPolicy compiled(Map<String, Double> parameters, ServiceFacts facts) {
        ServiceFacts told = facts.only(read);
        Program program = programs.computeIfAbsent(new Key(Map.copyOf(parameters), told), key -> {
            Problems problems = new Problems();
            Program made = compile(parameters, told, problems);
            problems.throwIfAny();
            if (made == null) {
                throw new IllegalStateException("no program and no problem");
            }
            return made;
        });
        return new CompiledPolicy(program, facts.seed());
    }
}
