package ebb.result;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run as numbers: what the files hold and what comes back from them.
 *
 * @param services by name, in the scenario's order
 * @param members of those services that stand for several
 * @param verdicts one for each objective, in their order
 */
public record RunSummary(
        RunKey key,
        Measured total,
        Map<String, Measured> services,
        Map<String, Members> members,
        List<Verdict> verdicts) {
    public RunSummary {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        members = Map.copyOf(members);
        verdicts = List.copyOf(verdicts);
    }

    static RunSummary of(RunRecord run, List<Objective> objectives) {
        LinkedHashMap<String, Measured> services = new LinkedHashMap<>();
        Map<String, Members> members = new HashMap<>();
        for (ServiceRecord each : run.services()) {
            services.put(each.name(), Measured.of(Figures.of(each)));
            if (!each.members().isEmpty()) {
                members.put(each.name(), Members.of(each.members()));
            }
        }
        return new RunSummary(
                run.key(),
                Measured.of(Figures.of(run)),
                services,
                members,
                objectives.stream().map(each -> each.judge(run)).toList());
    }

    /** @return whether every objective is met; also where there is none */
    public boolean meetsAll() {
        return verdicts.stream().allMatch(Verdict::met);
    }

    double value(Metric metric) {
        return total.value(metric);
    }
}
