package ebb.scenario;

import ebb.cluster.Recording;
import ebb.cluster.ServiceSpec;
import ebb.document.BadInputException;
import ebb.document.NearestName;
import ebb.document.Position;
import ebb.document.Problem;
import ebb.document.YamlWriter;
import ebb.log.LogForm;
import ebb.log.LogHeader;
import ebb.log.LogHeader.RecordedScenario;
import ebb.log.LogWriter;
import ebb.policy.Recorder;
import ebb.policy.ServiceFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the runs of a grid leave as event logs: one file a service, in a folder for each run.
 *
 * @param folder in which {@code run-1}, {@code run-2} … are made
 * @param details whether requests are recorded too, so that a log can be used as traffic
 * @param services these only, as the scenario names them, a template's with their own name behind it; empty: all
 * @param scenarioFile as it is to stand in the logs
 */
public record Logs(Path folder, LogForm form, boolean details, List<String> services, String scenarioFile) {
    /** Services that one run may record: each is a file. */
    public static final int MOST_SERVICES = 256;

    // A day of a busy service has some tens of MB; what is longer is cut at a step, and says so.
    private static final long MOST_BYTES = 1L << 30;

    public Logs {
        services = List.copyOf(services);
    }

    boolean wants(String service) {
        return services.isEmpty() || services.contains(service);
    }

    /** @throws BadInputException if there are too many, or one that is none of the scenario's */
    void check(List<String> members) {
        List<Problem> problems = new ArrayList<>();
        Position at = new Position("--log-service", 1, 1);
        for (String each : services) {
            if (!members.contains(each)) {
                problems.add(Problem.at(at, each, "is not a service of this run", NearestName.suggest(each, members)));
            }
        }
        long logged = members.stream().filter(this::wants).count();
        if (logged > MOST_SERVICES) {
            problems.add(Problem.at(
                    new Position("--log", 1, 1),
                    "",
                    logged + " services would have a log each, at most " + MOST_SERVICES + " may",
                    "Name those that you want: --log-service " + members.getFirst()));
        }
        if (!problems.isEmpty()) {
            throw new BadInputException(problems, problems.size());
        }
    }

    /** The logs of what is simulated together. */
    final class Opened implements Recording, AutoCloseable {
        private final Scenario scenario;
        private final String label;
        private final long seed;
        private final Path run;
        private final List<LogWriter> writers = new ArrayList<>();

        Opened(Scenario scenario, String label, long seed, int run) {
            this.scenario = scenario;
            this.label = label;
            this.seed = seed;
            this.run = folder.resolve("run-" + (run + 1));
        }

        @Override
        public Recorder of(ServiceSpec service, ServiceFacts facts) {
            if (!wants(service.name())) {
                return Recorder.NOBODY;
            }
            LogHeader header = LogHeader.of(service.name(), service.scaling(), facts)
                    .withDetails(details)
                    .withEpoch(scenario.startEpochNanos())
                    .withScenario(
                            new RecordedScenario(scenarioFile, YamlWriter.write(scenario.resolved()), label, seed));
            try {
                Files.createDirectories(run);
                LogWriter writer = LogWriter.create(run.resolve(fileName(service.name())), form, header, MOST_BYTES);
                writers.add(writer);
                return writer;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void close() {
            for (LogWriter each : writers) {
                try {
                    each.close();
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        }
    }

    Opened open(Scenario scenario, String label, long seed, int run) {
        return new Opened(scenario, label, seed, run);
    }

    /** Of a service's log; what a file's name must not have becomes a dash. */
    private String fileName(String service) {
        return service.replaceAll("[^A-Za-z0-9._-]", "-") + "." + form.ending();
    }
}
