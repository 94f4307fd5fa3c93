package ebb.result;

import ebb.cluster.Stage;
import ebb.cluster.Timeline;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jfree.chart.JFreeChart;

/** One page that answers the experiment's question and shows why, without network, fonts or anything else from outside. */
final class Report {
    private static final int WIDTH = 1000;
    private static final int PICTURED_RUNS = 6;
    private static final int PICTURED_SERVICES = 5;
    private static final int COMPARED_RUNS = 12;
    private static final int LISTED_RUNS = 100;
    /** What timelines may take of the page, bytes; about 60 a step of one picture. */
    private static final int TIMELINES = 800_000;

    private static final int STEP = 60;
    private static final int STEPS = 600;

    private final Results results;
    private final Summary summary;
    private final Labels labels;
    private final Inks inks;
    private final Headline headline;
    private final Frontier frontier;
    private final Set<RunKey> held;
    private final String currency;
    private final boolean pictures;
    private final StringBuilder page = new StringBuilder(1 << 20);

    private Report(Results results, Summary summary, boolean pictures) {
        this.results = results;
        this.summary = summary;
        this.labels = Labels.of(summary);
        this.inks = new Inks(summary);
        this.headline = new Headline(summary);
        this.frontier = new Frontier(summary);
        this.held = frontier.held().stream().map(RunSummary::key).collect(Collectors.toSet());
        this.currency = summary.experiment().currency();
        this.pictures = pictures;
    }

    /** @param pictures false where the machine cannot draw text: then the page says so in their place */
    static String page(Results results, Summary summary, boolean pictures) {
        return new Report(results, summary, pictures).whole();
    }

    private String whole() {
        Experiment experiment = summary.experiment();
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<meta name=\"color-scheme\" content=\"light dark\">");
        tag("title", experiment.title());
        page.append("<style>")
                .append(resource("report.css"))
                .append(paints())
                .append("</style></head>\n<body><main>\n");
        answer(experiment);
        if (!pictures) {
            tag("p", Pictures.MISSING);
        }
        objectives();
        cost();
        waits();
        members();
        timelines();
        stages();
        table();
        everything();
        footing(experiment);
        page.append("</main><script>").append(resource("report.js")).append("</script></body></html>\n");
        return page.toString();
    }

    private static String paints() {
        return Arrays.stream(Ink.values())
                .map(Ink::title)
                .map(each -> ".f-" + each + "{fill:var(--" + each + ")}.k-" + each + "{stroke:var(--" + each + ")}.b-"
                        + each + "{background:var(--" + each + ")}")
                .collect(Collectors.joining());
    }

    private void answer(Experiment experiment) {
        page.append("<header>");
        tag("p class=\"title\"", experiment.title());
        tag("h1", headline.sentence());
        tag("p class=\"lead\"", headline.detail());
        Headline.Choice best = headline.best();
        if (best != null) {
            tiles(best);
        }
        if (!experiment.claim().isEmpty()) {
            page.append("<p class=\"claim\"><b>The claim.</b> ")
                    .append(Html.escaped(experiment.claim()))
                    .append("</p>");
        }
        page.append("</header>\n");
    }

    private void tiles(Headline.Choice best) {
        page.append("<dl class=\"tiles\">");
        tile("cost", Text.shown(best.cost()) + " " + currency);
        tile("wait p95", Text.duration(best.worst(Metric.WAIT_P95)));
        tile("wait p99", Text.duration(best.worst(Metric.WAIT_P99)));
        tile("cold", Text.percent(best.mean(Metric.COLD_SHARE)));
        tile("lost", Text.percent(best.mean(Metric.LOST_SHARE)));
        tile("regret", Text.shown(best.mean(Metric.REGRET)));
        tile("requests", Text.shown(best.mean(Metric.REQUESTS)));
        page.append("</dl>");
    }

    private void tile(String name, String value) {
        page.append("<div>");
        tag("dt", name);
        tag("dd", value);
        page.append("</div>");
    }

    private void objectives() {
        List<Objective> all = summary.experiment().objectives();
        if (all.isEmpty()) {
            return;
        }
        section("Objectives", "Each run against each objective, cheapest run first." + left(LISTED_RUNS));
        page.append("<div class=\"wide\"><table class=\"verdicts\"><thead><tr><th>run</th>");
        all.forEach(each -> tag("th", each.text(currency)));
        page.append("</tr></thead><tbody>");
        for (RunSummary run : listed()) {
            page.append("<tr>");
            run(run.key());
            run.verdicts().forEach(this::verdict);
            page.append("</tr>");
        }
        page.append("</tbody></table></div></section>\n");
    }

    private void verdict(Verdict verdict) {
        page.append(verdict.met() ? "<td class=\"met\">✓ " : "<td class=\"missed\">✗ ")
                .append(Html.escaped(verdict.objective().amount(verdict.value(), currency)))
                .append("</td>");
    }

    private void cost() {
        CostChart chart = new CostChart(summary, inks);
        if (!pictures || chart.isEmpty()) {
            return;
        }
        section(
                "Cost against wait",
                "Down and to the left is better. The dashed line is the frontier: no run beats one on it. "
                        + (summary.experiment().objectives().isEmpty() ? "" : "Hollow points miss an objective. ")
                        + String.join(" ", Notes.regret(summary)));
        picture(chart.chart(), 430, "Cost of each run against its " + frontier.waitName());
        page.append("</section>\n");
    }

    private void waits() {
        WaitChart chart =
                new WaitChart(compared().stream().map(results.runs()::get).toList(), inks);
        if (!pictures) {
            return;
        }
        section(
                "How long requests wait",
                "For each time, the share of served requests that waited longer. Lower is better."
                        + left(COMPARED_RUNS));
        if (chart.isEmpty()) {
            tag("p", "No request of any run waited a millisecond.");
        } else {
            lines(chart.looks());
            picture(chart.chart(), 400, "For each run, the share of requests that waited longer than a time");
        }
        page.append("</section>\n");
    }

    private void lines(List<WaitChart.Look> looks) {
        page.append("<p class=\"legend\">");
        for (WaitChart.Look each : looks) {
            page.append("<span><svg class=\"line\" viewBox=\"0 0 26 6\"><path class=\"k-")
                    .append(each.ink().title())
                    .append("\" stroke-width=\"2\" stroke-dasharray=\"")
                    .append(ChartTheme.dashes(each.variant()))
                    .append("\" d=\"M0 3h26\"/></svg>")
                    .append(Html.escaped(labels.run(each.run().key())))
                    .append("</span>");
        }
        page.append("</p>");
    }

    private void members() {
        List<Integer> runs =
                pictured().stream().filter(run -> !members(run).isEmpty()).toList();
        if (runs.isEmpty()) {
            return;
        }
        section(
                "Where the cost goes",
                "Of the services that are reported together, those that cost most and those with most requests that a pod was"
                        + " started for or that waited for one. services.csv has all.");
        selectors(
                "run",
                runs.stream().map(Object::toString).toList(),
                runs.stream()
                        .map(run -> labels.run(summary.runs().get(run).key()))
                        .toList());
        for (int run : runs) {
            page.append("<div data-run=\"").append(run).append("\">");
            new TopServices(members(run), currency).write(page);
            page.append("</div>\n");
        }
        page.append("</section>\n");
    }

    private List<ServiceBrief> members(int run) {
        return results.runs().get(run).services().stream()
                .flatMap(each -> each.members().stream())
                .toList();
    }

    private void timelines() {
        List<Integer> runs = pictured().stream()
                .filter(run -> results.runs().get(run).total().timeline() != null)
                .toList();
        if (!pictures || runs.isEmpty()) {
            return;
        }
        List<String> services = services();
        section("Over time", "Pods by state, arrivals with those that met a cold start, and the queue.");
        selectors(
                "run",
                runs.stream().map(Object::toString).toList(),
                runs.stream()
                        .map(run -> labels.run(summary.runs().get(run).key()))
                        .toList());
        selectors("service", services, services.stream().map(Report::scope).toList());
        legend(
                List.of(Ink.BUSY, Ink.IDLE, Ink.STARTING, Ink.DRAINING),
                List.of("busy", "idle", "starting (arrivals: cold)", "draining"));
        int steps = Math.clamp(TIMELINES / STEP / (runs.size() * services.size()), 60, STEPS);
        for (int run : runs) {
            for (String service : services) {
                timeline(run, service, steps);
            }
        }
        page.append("</section>\n");
    }

    private void timeline(int run, String service, int steps) {
        Timeline timeline = record(run, service).timeline();
        if (timeline == null || timeline.steps == 0) {
            return;
        }
        page.append("<div data-run=\"").append(run).append("\" data-service=\"");
        page.append(Html.escaped(service)).append("\">");
        picture(
                new TimelineChart(timeline, steps).chart(),
                480,
                "Pods by state, arrivals and queue over time of "
                        + labels.run(summary.runs().get(run).key()) + ", " + scope(service));
        page.append("</div>\n");
    }

    private void stages() {
        if (!pictures) {
            return;
        }
        List<String> services =
                services().stream().filter(each -> !stageChart(each).isEmpty()).toList();
        if (services.isEmpty()) {
            return;
        }
        section(
                "What a cold start is made of",
                "Mean time in each stage of the pods that became ready." + left(COMPARED_RUNS));
        selectors("service", services, services.stream().map(Report::scope).toList());
        List<Stage> stages = stageChart(RunRecord.TOTAL).stages();
        legend(
                stages.stream().map(Inks::of).toList(),
                stages.stream().map(each -> Html.lower(each.name())).toList());
        for (String service : services) {
            StageChart chart = stageChart(service);
            page.append("<div data-service=\"").append(Html.escaped(service)).append("\">");
            picture(chart.chart(), chart.height(), "Mean start-up time by stage, " + scope(service));
            page.append("</div>\n");
        }
        page.append("</section>\n");
    }

    private StageChart stageChart(String service) {
        List<StageChart.Bar> bars = new ArrayList<>();
        for (int run : compared()) {
            RunKey key = summary.runs().get(run).key();
            bars.add(new StageChart.Bar(labels.run(key), record(run, service).statistics()));
        }
        return new StageChart(bars);
    }

    private void table() {
        section(
                "All runs",
                "Click a column to sort by it. On the frontier: no run of the same traffic costs, waits ("
                        + frontier.waitName() + ") and loses less." + left(LISTED_RUNS));
        List<String> services = services();
        selectors("service", services, services.stream().map(Report::scope).toList());
        List<Metric> metrics = List.of(
                Metric.REQUESTS,
                Metric.COLD_SHARE,
                Metric.LOST_SHARE,
                Metric.WAIT_P50,
                Metric.WAIT_P95,
                Metric.WAIT_P99,
                Metric.LATENCY_P95,
                Metric.STARTED_PODS,
                Metric.POD_SECONDS,
                Metric.UTILISATION,
                Metric.COST,
                Metric.REGRET);
        for (String service : services) {
            page.append("<div class=\"wide\" data-service=\"").append(Html.escaped(service));
            page.append("\"><table class=\"sortable\"><thead><tr><th>run</th>");
            metrics.forEach(each -> page.append("<th title=\"")
                    .append(Html.escaped(each.text()))
                    .append("\">")
                    .append(Html.escaped(head(each)))
                    .append("</th>"));
            page.append("</tr></thead><tbody>");
            for (RunSummary run : listed()) {
                row(run, service, metrics);
            }
            page.append("</tbody></table></div>\n");
        }
        page.append("</section>\n");
    }

    private void row(RunSummary run, String service, List<Metric> metrics) {
        Measured measured = service.equals(RunRecord.TOTAL)
                ? run.total()
                : Objects.requireNonNull(run.services().get(service), service);
        page.append("<tr>");
        run(run.key());
        for (Metric each : metrics) {
            number(each, measured.value(each));
        }
        page.append("</tr>");
    }

    private String head(Metric metric) {
        String name = metric.title().replace('_', ' ');
        if (metric == Metric.REGRET || metric.unit().countsThings()) {
            return name;
        } else if (metric.unit() == Unit.RATIO) {
            return name + ", %";
        }
        return metric == Metric.POD_SECONDS
                ? "pod hours"
                : name + ", " + metric.unit().text(currency);
    }

    private void number(Metric metric, double value) {
        double scale = metric.unit() == Unit.RATIO && metric != Metric.REGRET
                ? 100
                : metric.unit() == Unit.POD_SECONDS ? 1 / 3600.0 : 1;
        page.append("<td data-value=\"")
                .append(Double.isNaN(value) ? "" : Text.exact(value))
                .append("\">")
                .append(Text.shown(scale * value))
                .append("</td>");
    }

    private void everything() {
        List<RunSummary> shown = compared().stream().map(summary.runs()::get).toList();
        page.append("<details><summary>Every metric, in total</summary>");
        tag("p class=\"how\"", left(shown.size()));
        page.append("<div class=\"wide\"><table><thead><tr><th>metric</th><th>unit</th>");
        shown.forEach(run -> tag("th", labels.run(run.key())));
        page.append("</tr></thead><tbody>");
        for (Metric each : Metric.values()) {
            if (shown.stream().anyMatch(run -> !Double.isNaN(run.value(each)))) {
                page.append("<tr><th title=\"")
                        .append(Html.escaped(each.text()))
                        .append("\">");
                page.append(each.title()).append("</th>");
                tag("td class=\"text\"", each.unit().text(currency));
                shown.forEach(run -> tag("td", Text.shown(run.value(each))));
                page.append("</tr>");
            }
        }
        page.append("</tbody></table></div></details>\n");
    }

    private void footing(Experiment experiment) {
        page.append("<details><summary>The scenario as resolved</summary>");
        tag("pre", experiment.scenario());
        page.append("</details>\n<footer>");
        tag("p", "Repeat it with");
        tag("pre", summary.command());
        Set<String> traffic = new LinkedHashSet<>();
        summary.runs()
                .forEach(run ->
                        traffic.add(run.key().trace() + " (sha256 " + run.key().traceHash() + ")"));
        tag("p", "Traffic: " + String.join(", ", traffic) + ".");
        tag(
                "p",
                "Ebb " + summary.version() + ". The folder of this page has the numbers: run.json, summary.csv, "
                        + "services.csv, timeline.csv, events.csv, histograms, junit.xml.");
        page.append("</footer>\n");
    }

    /** One run a policy, the best first: the cheapest that meets the objectives, or that misses least. */
    private List<Integer> pictured() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < summary.runs().size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingLong(this::missed)
                .thenComparingDouble(i -> summary.runs().get(i).value(Metric.COST)));
        Set<String> seen = new LinkedHashSet<>();
        return order.stream()
                .filter(i -> seen.add(summary.runs().get(i).key().policy().name()))
                .limit(PICTURED_RUNS)
                .toList();
    }

    /** The best and the first of the rest, in the grid's order. */
    private List<Integer> compared() {
        Set<Integer> runs = new LinkedHashSet<>(pictured());
        for (int run = 0; run < summary.runs().size() && runs.size() < COMPARED_RUNS; run++) {
            runs.add(run);
        }
        return runs.stream().sorted().toList();
    }

    /** @return how many of all runs are shown; empty where all are */
    private String left(int shown) {
        int all = summary.runs().size();
        return shown >= all ? "" : " " + shown + " of " + all + " runs are shown; summary.csv has all.";
    }

    private List<RunSummary> listed() {
        List<RunSummary> all = SummaryTable.cheapestFirst(summary.runs());
        return all.subList(0, Math.min(all.size(), LISTED_RUNS));
    }

    private long missed(int run) {
        return summary.runs().get(run).verdicts().stream()
                .filter(verdict -> !verdict.met())
                .count();
    }

    /** The total, and the services with the most requests. */
    private List<String> services() {
        List<String> services = new ArrayList<>(List.of(RunRecord.TOTAL));
        if (!results.runs().isEmpty() && results.runs().getFirst().services().size() > 1) {
            results.runs().getFirst().services().stream()
                    .sorted(Comparator.comparingLong(each -> -each.statistics().requests))
                    .limit(PICTURED_SERVICES)
                    .forEach(each -> services.add(each.name()));
        }
        return services;
    }

    private ServiceRecord record(int run, String service) {
        RunRecord record = results.runs().get(run);
        return service.equals(RunRecord.TOTAL)
                ? record.total()
                : record.services().stream()
                        .filter(each -> each.name().equals(service))
                        .findFirst()
                        .orElseThrow();
    }

    private static String scope(String service) {
        return service.equals(RunRecord.TOTAL) ? "all services" : service;
    }

    private void run(RunKey key) {
        page.append("<th><i class=\"chip b-").append(inks.of(key).title()).append("\"></i>");
        page.append(Html.escaped(labels.run(key)));
        if (held.contains(key)) {
            page.append("<small>frontier</small>");
        }
        page.append("</th>");
    }

    private void selectors(String kind, List<String> values, List<String> names) {
        if (values.size() < 2) {
            return;
        }
        page.append("<div class=\"choose\" data-choose=\"").append(kind).append("\">");
        for (int i = 0; i < values.size(); i++) {
            page.append("<button type=\"button\" value=\"")
                    .append(Html.escaped(values.get(i)))
                    .append("\">");
            page.append(Html.escaped(names.get(i))).append("</button>");
        }
        page.append("</div>");
    }

    private void legend(List<Ink> inks, List<String> names) {
        page.append("<p class=\"legend\">");
        for (int i = 0; i < inks.size(); i++) {
            page.append("<span><i class=\"chip b-").append(inks.get(i).title()).append("\"></i>");
            page.append(Html.escaped(names.get(i))).append("</span>");
        }
        page.append("</p>");
    }

    private void picture(JFreeChart chart, int height, String label) {
        page.append("<figure>").append(Svg.of(chart, WIDTH, height, label)).append("</figure>\n");
    }

    private void section(String title, String text) {
        page.append("<section>");
        tag("h2", title);
        tag("p class=\"how\"", text);
    }

    /** @param open a tag's name, perhaps with attributes */
    private void tag(String open, String text) {
        int end = open.indexOf(' ');
        page.append('<').append(open).append('>').append(Html.escaped(text));
        page.append("</").append(end < 0 ? open : open.substring(0, end)).append('>');
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
