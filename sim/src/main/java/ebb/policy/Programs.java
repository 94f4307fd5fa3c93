package ebb.policy;

import ebb.document.Position;
import ebb.document.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Policies in Java that others brought along. */
final class Programs {
    private Programs() {}

    static List<String> names() {
        List<String> all = new ArrayList<>();
        ServiceLoader.load(PolicyProgram.class).forEach(each -> all.add(each.title()));
        return all;
    }

    /**
     * @return null if there is none of that name
     * @throws ebb.document.BadInputException if it is not pure
     */
    static @Nullable PolicyDefinition named(String name) {
        for (PolicyProgram each : ServiceLoader.load(PolicyProgram.class)) {
            if (each.title().equals(name)) {
                Problems problems = new Problems();
                Purity.check(each.getClass(), problems);
                problems.throwIfAny();
                return new Brought(each);
            }
        }
        return null;
    }

    /** Notes those that take a name that is taken: one name means one thing. */
    static void noteTaken(List<String> taken, Problems problems) {
        for (PolicyProgram each : ServiceLoader.load(PolicyProgram.class)) {
            if (taken.contains(each.title())) {
                problems.add(
                        new Position(each.getClass().getName(), 1, 1),
                        each.title(),
                        "is the name of a policy that comes with Ebb",
                        "Choose another name.");
            }
        }
    }

    private record Brought(PolicyProgram program) implements PolicyDefinition {
        @Override
        public String title() {
            return program.title();
        }

        @Override
        public String text() {
            return program.text();
        }

        @Override
        public List<Parameter> parameters() {
            return program.parameters();
        }

        @Override
        public Automaton automaton(ScalingPolicy policy, ServiceFacts facts) {
            return program.automaton(policy.parameters(), facts);
        }
    }
}
