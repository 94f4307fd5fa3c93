package ebb.result;

import ebb.policy.ScalingPolicy;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads {@code run.json} back. Names it does not know are passed over, so that a newer writer may add some. */
final class RunJsonReader {
    private final JsonParser json;
    private final String file;

    private RunJsonReader(JsonParser json, String file) {
        this.json = json;
        this.file = file;
    }

    /** @throws IOException at file:line:column, where it is not a whole file of this format */
    static Summary read(Reader in, String file) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            return new RunJsonReader(json, file).whole();
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw new IOException(
                    place(file, at) + ": " + e.getOriginalMessage() + ". Write the results again with ebb run.", e);
        }
    }

    private Summary whole() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        List<Objective> objectives = new ArrayList<>();
        List<RunSummary> runs = new ArrayList<>();
        json.nextToken();
        fields(name -> {
            switch (name) {
                case "scenario" -> fields(inner -> texts.put("scenario." + inner, text()));
                case "objectives" -> items(() -> objectives.add(verdict().objective()));
                case "runs" -> items(() -> runs.add(run()));
                case "format", "version", "command", "currency" -> texts.put(name, text());
                default -> json.skipChildren();
            }
        });
        if (!RunJson.FORMAT.equals(texts.get("format"))) {
            throw new IOException(file + ": format " + texts.get("format") + " is not " + RunJson.FORMAT
                    + ". Write the results again with ebb run.");
        }
        Experiment experiment = new Experiment(
                need(texts, "scenario.name"),
                need(texts, "scenario.title"),
                need(texts, "scenario.claim"),
                need(texts, "scenario.resolved"),
                need(texts, "currency"),
                objectives);
        return new Summary(experiment, need(texts, "command"), need(texts, "version"), runs);
    }

    private RunSummary run() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        Map<String, Double> parameters = new TreeMap<>();
        TreeMap<String, String> settings = new TreeMap<>();
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        List<LeastCost> least = new ArrayList<>();
        Map<String, Measured> services = new LinkedHashMap<>();
        Map<String, Members> members = new TreeMap<>();
        List<Verdict> verdicts = new ArrayList<>();
        long[] seed = {0};
        fields(name -> {
            switch (name) {
                case "parameters" -> fields(inner -> parameters.put(inner, number()));
                case "settings" -> fields(inner -> settings.put(inner, text()));
                case "seed" -> seed[0] = json.getLongValue();
                case "metrics" -> metrics(metrics);
                case "optimum" -> least.add(least());
                case "services" -> fields(inner -> services.put(inner, measured(inner, members)));
                case "objectives" -> items(() -> verdicts.add(verdict()));
                case "policy", "trace", "trace_hash" -> texts.put(name, text());
                default -> json.skipChildren();
            }
        });
        RunKey key = new RunKey(
                new ScalingPolicy(need(texts, "policy"), parameters),
                settings,
                need(texts, "trace"),
                need(texts, "trace_hash"),
                seed[0]);
        return new RunSummary(key, new Measured(metrics, last(least)), services, members, verdicts);
    }

    private Measured measured(String service, Map<String, Members> members) throws IOException {
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        List<LeastCost> least = new ArrayList<>();
        fields(name -> {
            switch (name) {
                case "metrics" -> metrics(metrics);
                case "optimum" -> least.add(least());
                case "members" -> members.put(service, members());
                default -> json.skipChildren();
            }
        });
        return new Measured(metrics, last(least));
    }

    private Members members() throws IOException {
        int[] left = {0};
        List<String> names = new ArrayList<>();
        List<@Nullable String> optima = new ArrayList<>();
        Map<Metric, List<Double>> columns = new EnumMap<>(Metric.class);
        fields(title -> {
            Metric metric = Metric.named(title);
            switch (title) {
                case "left_to_csv" -> left[0] = json.getIntValue();
                case "name" -> items(() -> names.add(text()));
                case "optimum" -> items(() -> optima.add(isNull() ? null : text()));
                default -> {
                    if (metric == null) {
                        json.skipChildren();
                    } else {
                        items(() -> columns.computeIfAbsent(metric, each -> new ArrayList<>())
                                .add(isNull() ? Double.NaN : number()));
                    }
                }
            }
        });
        List<ServiceBrief> all = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            double[] values = new double[ServiceBrief.METRICS.size()];
            for (int column = 0; column < values.length; column++) {
                values[column] = cell(columns.get(ServiceBrief.METRICS.get(column)), i);
            }
            all.add(new ServiceBrief(names.get(i), values, i < optima.size() ? optima.get(i) : null));
        }
        return new Members(all, left[0]);
    }

    private static double cell(@Nullable List<Double> column, int row) {
        return column == null || row >= column.size() ? Double.NaN : column.get(row);
    }

    private boolean isNull() {
        return json.currentToken() == JsonToken.VALUE_NULL;
    }

    private void metrics(Map<Metric, Double> into) throws IOException {
        fields(title -> {
            Metric metric = Metric.named(title);
            fields(name -> {
                if (metric != null && name.equals("value")) {
                    into.put(metric, number());
                } else {
                    json.skipChildren();
                }
            });
        });
    }

    private LeastCost least() throws IOException {
        double[] cost = {Double.NaN};
        List<String> ignores = new ArrayList<>();
        fields(name -> {
            switch (name) {
                case "cost" -> cost[0] = number();
                case "ignores" -> items(() -> ignores.add(text()));
                default -> json.skipChildren();
            }
        });
        return new LeastCost(cost[0], ignores);
    }

    /** An objective alone is a verdict without a value. */
    private Verdict verdict() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        Map<String, Double> numbers = new TreeMap<>();
        boolean[] met = {false};
        fields(name -> {
            switch (name) {
                case "service", "metric", "comparison" -> texts.put(name, text());
                case "threshold", "bound", "value", "share_over" -> numbers.put(name, number());
                case "met" -> met[0] = json.getBooleanValue();
                default -> json.skipChildren();
            }
        });
        Objective objective = new Objective(
                texts.get("service"),
                known(Metric.named(need(texts, "metric")), "metric", texts),
                numbers.getOrDefault("threshold", Double.NaN),
                known(Objective.Comparison.signed(need(texts, "comparison")), "comparison", texts),
                numbers.getOrDefault("bound", Double.NaN));
        return new Verdict(
                objective,
                numbers.getOrDefault("value", Double.NaN),
                numbers.getOrDefault("share_over", Double.NaN),
                met[0]);
    }

    /** Reads what stands at the parser's token and leaves the parser at its end. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    @FunctionalInterface
    private interface Field {
        void read(String name) throws IOException;
    }

    private void fields(Field field) throws IOException {
        expect(JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            field.read(name);
        }
        expect(JsonToken.END_OBJECT);
    }

    private void items(Step item) throws IOException {
        expect(JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) {
                throw wrong("the file ends too early");
            }
            item.run();
        }
    }

    private String text() throws IOException {
        expect(JsonToken.VALUE_STRING);
        return json.getString();
    }

    private double number() throws IOException {
        if (json.currentToken() == null || !json.currentToken().isNumeric()) {
            throw wrong("a number was expected");
        }
        return json.getDoubleValue();
    }

    private void expect(JsonToken token) throws IOException {
        if (json.currentToken() != token) {
            throw wrong(token + " was expected, not " + json.currentToken());
        }
    }

    private String need(Map<String, String> texts, String name) throws IOException {
        String text = texts.get(name);
        if (text == null) {
            throw wrong(name + " is missing");
        }
        return text;
    }

    private <T> T known(@Nullable T found, String what, Map<String, String> texts) throws IOException {
        if (found == null) {
            throw wrong(what + " " + texts.get(what) + " is not known here");
        }
        return found;
    }

    private static @Nullable LeastCost last(List<LeastCost> least) {
        return least.isEmpty() ? null : least.getLast();
    }

    private IOException wrong(String rule) {
        return new IOException(
                place(file, json.currentTokenLocation()) + ": " + rule + ". Write the results again with ebb run.");
    }

    private static String place(String file, @Nullable TokenStreamLocation at) {
        return at == null ? file : file + ":" + at.getLineNr() + ":" + at.getColumnNr();
    }
}
