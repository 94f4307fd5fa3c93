package ebb.policy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A policy that can be chosen for a run, with parameters of one's own. */
public interface PolicyDefinition {
    /** As users write it: {@code fixed-keep-alive}. */
    String title();

    /** What it does, one line. */
    String text();

    List<Parameter> parameters();

    /** @return what decides for one service */
    Automaton automaton(ScalingPolicy policy, ServiceFacts facts);

    /** What must be measured for it. */
    default EventSet wants() {
        return EventSet.EDGES;
    }

    /** @return the whole document with its bases put in, in one form however it was written; empty for a policy that is none */
    default String document() {
        return "";
    }

    /** @return files that the document reads beside itself, by the name it gives them */
    default Map<String, String> files() {
        return Map.of();
    }

    /** @return the policy with every parameter at its default, but for those given */
    default ScalingPolicy with(Map<String, Double> given) {
        Map<String, Double> all = new TreeMap<>();
        parameters().forEach(each -> all.put(each.name(), each.standard()));
        all.putAll(given);
        return new ScalingPolicy(title(), all, this);
    }
}
