package ebb.policy;

import ebb.document.Problems;
import ebb.policy.window.CalendarWindow;
import java.util.HashMap;
import java.util.Map;

/** A policy document that was read and found good: makes automata of it, with parameters of one's own. */
public final class PolicyDocument {
    private final PolicyModel model;
    private final Map<String, CalendarWindow> calendars;
    private final Map<Key, Program> programs = new HashMap<>();

    /** What makes two programs of one document the same. */
    private record Key(Map<String, Double> parameters, ServiceFacts facts) {}

    private PolicyDocument(PolicyModel model, Map<String, CalendarWindow> calendars) {
        this.model = model;
        this.calendars = calendars;
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
        PolicyModel model = PolicyReader.read(file, text, files, problems);
        Map<String, CalendarWindow> calendars = new CalendarReader(files, problems).read(model.windows());
        PolicyDocument document = new PolicyDocument(model, calendars);
        if (problems.none()) {
            document.compile(Map.of(), ServiceFacts.of(new Limits(0, Integer.MAX_VALUE, 1), 0), problems);
        }
        return document;
    }

    /** @throws IllegalArgumentException if Ebb has none of that name */
    public static PolicyDocument builtIn(String name) {
        PolicyFiles.Found found = PolicyLibrary.find(name);
        if (found == null) {
            throw new IllegalArgumentException("no policy is named " + name);
        }
        return read(found.shown(), found.text(), PolicyFiles.BUILT_IN);
    }

    public PolicyModel model() {
        return model;
    }

    private @org.jspecify.annotations.Nullable Program compile(
            Map<String, Double> parameters, ServiceFacts facts, Problems problems) {
        return new Compiler(model, parameters, facts, calendars, problems).program();
    }

    /**
     * @param parameters those that are not at their defaults: numbers, durations in seconds, conditions 0 or 1, names by their place
     * @throws ebb.document.BadInputException if the policy has no meaning with these
     */
    public Automaton automaton(Map<String, Double> parameters, ServiceFacts facts) {
        return compiled(parameters, facts);
    }

    /** @return the policy with its inside open, for tests and for conformance */
    public PolicyProbe probe(Map<String, Double> parameters, ServiceFacts facts) {
        return new PolicyProbe(compiled(parameters, facts));
    }

    private synchronized CompiledPolicy compiled(Map<String, Double> parameters, ServiceFacts facts) {
        Program program = programs.computeIfAbsent(new Key(Map.copyOf(parameters), withoutSeed(facts)), key -> {
            Problems problems = new Problems();
            Program made = compile(parameters, facts, problems);
            problems.throwIfAny();
            if (made == null) {
                throw new IllegalStateException("no program and no problem");
            }
            return made;
        });
        return new CompiledPolicy(program, facts.seed());
    }

    private static ServiceFacts withoutSeed(ServiceFacts facts) {
        return new ServiceFacts(
                facts.limits(),
                facts.costPerPodSecond(),
                facts.coldStartNanos(),
                facts.memoryBytes(),
                facts.cores(),
                facts.gpus(),
                0);
    }
}
