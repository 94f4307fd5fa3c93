package ebb.policy.check;

import ebb.policy.Automaton;
import ebb.policy.Decision;
import ebb.policy.Event;
import ebb.policy.EventKind;
import ebb.policy.Limits;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyModel;
import ebb.policy.PolicyModel.RegionModel;
import ebb.policy.ServiceFacts;
import java.util.Map;

/**
 * What a policy takes at most, for each service that it is attached to.
 *
 * @param stateBytes with parameters at their defaults, without pods
 * @param podBytes more for each pod; 0 if none is looked at
 * @param guards conditions of transitions that one event can make it look at, once through
 */
public record PolicyCost(int stateBytes, int podBytes, int guards) {
    private static final int POD = 3;

    public static PolicyCost of(PolicyDocument document) {
        Automaton automaton = document.automaton(Map.of(), ServiceFacts.of(new Limits(0, Integer.MAX_VALUE, 1), 0));
        Event event = new Event();
        long[] state = automaton.start(event);
        int without = state.length;
        event.kind = EventKind.POD_READY;
        event.pod = POD;
        event.ready = 1;
        long[] with = automaton.step(state, event, new Decision());
        return new PolicyCost(without * Long.BYTES, (with.length - without) * Long.BYTES, guards(document.model()));
    }

    private static int guards(PolicyModel model) {
        int guards = 0;
        for (RegionModel each : model.regions()) {
            guards += each.states().stream()
                    .mapToInt(state -> state.go().size())
                    .max()
                    .orElse(0);
        }
        return guards;
    }
}
