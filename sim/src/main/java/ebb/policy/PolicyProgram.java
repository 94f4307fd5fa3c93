package ebb.policy;

import java.util.List;
import java.util.Map;

/**
 * A policy written in Java, for what the language cannot say: found by {@link java.util.ServiceLoader} under this name on the class path,
 * and then like any other, in scenarios and in {@code ebb policies}.
 *
 * <p>It obeys the contract of {@link Automaton}: pure, with all that it remembers in one {@code long[]}, time that of the event, chance
 * from the seed. {@link Purity} reads its byte code before it is used and refuses what breaks that.
 */
public interface PolicyProgram {
    /** As users write it: {@code my-policy}; not that of a policy that comes with Ebb. */
    String title();

    /** What it does, one line. */
    String text();

    List<Parameter> parameters();

    /**
     * What decides for one service.
     *
     * @param parameters every one of them by name, durations in seconds
     * @param facts of the service, with the seed of its chance for {@link ebb.random.Draw}
     */
    Automaton automaton(Map<String, Double> parameters, ServiceFacts facts);
}
