package ebb.scenario;

import ebb.document.BadInputException;
import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Position;
import ebb.document.Problem;
import ebb.document.Problems;
import ebb.document.Tree;
import ebb.log.ForcedPolicy;
import ebb.log.LogHeader;
import ebb.log.LogHeader.RecordedScenario;
import ebb.log.LogReader;
import ebb.policy.Parameter;
import ebb.policy.Policies;
import ebb.policy.PolicyDefinition;
import ebb.policy.ScalingPolicy;
import ebb.result.Experiment;
import ebb.result.Measured;
import ebb.result.Results;
import ebb.result.RunRecord;
import ebb.result.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What if the policy of a log had been another from a record on: the scenario is simulated again from its start, with the recorded decisions
 * until there.
 *
 * @param recorded the service with all of the log's decisions
 * @param forked the service with the changed policy from the record on
 * @param changed the policy that decides then
 * @param atNanos when that is
 * @param own decisions until then that came about by themselves
 * @param forced decisions until then that had to be forced, because the model is not what was recorded
 */
public record Fork(
        Measured recorded, Measured forked, ScalingPolicy changed, String currency, long atNanos, int own, int forced) {

    /**
     * What is asked.
     *
     * @param seq the record after which the other policy decides
     * @param sets {@code parameter=value}
     * @param policy a name or a file; null: the recorded one
     * @param scenario a file; null: what the log's header holds
     * @param traces folders of recorded traffic
     */
    public record Question(
            Path log,
            long seq,
            List<String> sets,
            @Nullable String policy,
            @Nullable Path scenario,
            List<Path> traces,
            @Nullable String environment) {
        public Question {
            sets = List.copyOf(sets);
            traces = List.copyOf(traces);
        }
    }

    /** @throws BadInputException with what is wrong with the question, the log or the scenario */
    public static Fork of(Question question) throws IOException {
        LogHeader header;
        try (LogReader log = LogReader.open(question.log())) {
            header = log.header();
        }
        Problems problems = new Problems();
        ScalingPolicy changed = changed(question, header, problems);
        problems.throwIfAny();
        Run run = run(question, header);
        ForcedPolicy all = forced(question.log(), Long.MAX_VALUE, null);
        ForcedPolicy until = forced(question.log(), question.seq(), changed);
        if (until.untilNanos() == Long.MIN_VALUE) {
            throw bad(question.log(), "--fork = " + question.seq() + " must be a record of the log, from 1");
        }
        RunRecord before = run.withPolicy(header.service(), all).only(header.service());
        RunRecord after = run.withPolicy(header.service(), until).only(header.service());
        return new Fork(
                measured(before),
                measured(after),
                changed,
                run.scenario().currency(),
                until.untilNanos(),
                until.own(),
                until.forced());
    }

    private static ForcedPolicy forced(Path log, long seq, @Nullable ScalingPolicy changed) throws IOException {
        try (LogReader reader = LogReader.open(log)) {
            return ForcedPolicy.of(reader, seq, changed);
        }
    }

    private static Measured measured(RunRecord run) {
        Experiment none = new Experiment("", "", "", "", "", List.of());
        RunSummary summary =
                new Results(none, "", "", List.of(run)).summary().runs().getFirst();
        return summary.total();
    }

    private static BadInputException bad(Path log, String rule) {
        return new BadInputException(new Problem(log.toString(), 1, 1, "", rule, ""));
    }

    // The policy.

    private static ScalingPolicy changed(Question question, LogHeader header, Problems problems) {
        ScalingPolicy base = base(question.policy(), header, problems);
        PolicyDefinition definition = base.definition();
        if (definition == null) {
            throw bad(question.log(), "no policy is named " + base.name() + " here");
        }
        Map<String, Double> parameters = new TreeMap<>(base.parameters());
        for (String each : question.sets()) {
            set(each, definition, parameters, problems);
        }
        return definition.with(parameters);
    }

    private static ScalingPolicy base(@Nullable String policy, LogHeader header, Problems problems) {
        if (policy == null) {
            return header.policy();
        }
        PolicyDefinition found =
                Settings.namesAFile(policy) ? PolicyFile.open(policy, problems) : Policies.named(policy);
        if (found == null && problems.none()) {
            problems.add(
                    new Position("--policy", 1, 1),
                    policy,
                    "is no policy",
                    NearestName.suggest(policy, Policies.names()));
        }
        return found == null ? header.policy() : found.with(Map.of());
    }

    private static void set(String text, PolicyDefinition definition, Map<String, Double> into, Problems problems) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        List<String> names =
                definition.parameters().stream().map(Parameter::name).toList();
        Position at = new Position("--set", 1, 1);
        if (equals < 0 || !names.contains(name)) {
            problems.add(
                    at,
                    text,
                    equals < 0 ? "must be parameter=value" : "names no parameter of " + definition.title(),
                    NearestName.suggest(name, names));
            return;
        }
        Tree value = Document.value("--set " + name, text.substring(equals + 1), problems);
        Tree.Mapping tree = new Tree.Mapping(at, Map.of(name, value), Map.of(name, at));
        Parameter parameter = definition.parameters().get(names.indexOf(name));
        into.put(name, parameter.value(new Mapping(problems, "this policy", tree).get(name)));
    }

    // The run.

    private static Run run(Question question, LogHeader header) {
        RecordedScenario recorded = header.scenario();
        Problems problems = new Problems();
        Path file =
                question.scenario() != null ? question.scenario() : recorded == null ? null : Path.of(recorded.file());
        if (file == null) {
            throw bad(
                    question.log(),
                    "holds no scenario: it was not simulated. Describe the service in one and name it with --scenario");
        }
        Tree.Mapping tree = question.scenario() != null || recorded == null
                ? Document.open(file, file.toString(), problems)
                : Document.text("the scenario in " + question.log(), recorded.text(), problems);
        problems.throwIfAny();
        Path folder = Objects.requireNonNullElse(file.getParent(), Path.of(""));
        TracePath path = TracePath.of(folder, question.traces(), question.environment());
        Grid grid = Grid.of(new Grid.Request(tree, folder, List.of(), path, false), problems);
        for (Run each : grid.runs()) {
            boolean same = recorded == null
                    || question.scenario() != null
                    || (each.key().seed() == recorded.seed() && each.label().equals(recorded.policies()));
            if (same && each.services().contains(header.service())) {
                return each;
            }
        }
        throw bad(question.log(), "the scenario has no run with a service " + header.service());
    }
}
