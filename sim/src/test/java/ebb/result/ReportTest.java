package ebb.result;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.cluster.Outcome.NodeStatistics;
import ebb.cluster.ServiceStatistics;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Pattern PICTURE = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

    @Test
    void aDayOfThreeServicesFitsAMailAndNeedsNoNetwork() {
        Results results = SampleDay.results(List.of(1L));
        String page = Report.page(results, results.summary(), true);
        assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(100_000, 1_500_000);
        assertThat(page).doesNotContainPattern("https?:").doesNotContain("url(", "@import", "src=");
        assertThat(page).isEqualTo(Report.page(results, results.summary(), true));
    }

    @Test
    void picturesAreWellFormedDrawnInThePagesColoursAndTextIsText() throws Exception {
        Results results = SampleDay.results(List.of(1L));
        String page = Report.page(results, results.summary(), true);
        DocumentBuilder reader = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        List<String> pictures = new ArrayList<>();
        for (Matcher each = PICTURE.matcher(page); each.find(); ) {
            reader.parse(new InputSource(new StringReader(each.group())));
            pictures.add(each.group());
        }
        // Cost, waits with a legend of eight lines, five policies times four scopes over time, stages of four scopes.
        assertThat(pictures).hasSize(1 + 1 + 8 + 20 + 4);
        assertThat(String.join("", pictures))
                .doesNotContain("rgb(", "fill=", "stroke=\"", "clip-path", " id=")
                .contains(">idle-timeout idle_timeout=60s</text>")
                .contains("k-c1", "f-busy", "f-starting");
    }

    /** Eleven services: f/0 costs 0 and is never cold, f/10 costs 10 and is cold ten times. */
    @Test
    void whatCostsMostOfWhatIsReportedTogether() {
        List<ServiceBrief> all = new ArrayList<>();
        for (long i = 0; i <= 10; i++) {
            ServiceStatistics s = new ServiceStatistics();
            s.requests = 10;
            s.warm = 10 - i;
            s.coldTriggered = i / 2;
            s.coldWaited = i - i / 2;
            s.cost = i;
            all.add(ServiceBrief.of("f/" + i, new ServiceRecord("f", s, null, null)));
        }
        ServiceRecord together = new ServiceRecord("<f>", new ServiceStatistics(), null, null, all);
        RunRecord run = RunRecord.of(SmallRun.key("always-on", Map.of(), 1), List.of(together), NodeStatistics.NONE, 0);
        Results results = SmallRun.results(List.of(run));
        String page = Report.page(results, results.summary(), true);
        assertThat(page)
                .contains("The 10 of 11 services with most cost: 100 % of 55 USD")
                .contains("The 10 of 11 services with most cold requests: 100 % of 55")
                .contains(
                        "<tr><th>f/9</th><td>9</td><td class=\"share\"><i style=\"width:90.0%\"></i><span>16.4 %</span></td>"
                                + "<td>90</td><td>10</td></tr>")
                .doesNotContain("f/0");
        assertThat(Report.page(
                        SmallRun.results(List.of()), SmallRun.results(List.of()).summary(), true))
                .doesNotContain("Where the cost goes");
    }

    @Test
    void whatUsersWroteIsEscaped() {
        Results results = SmallRun.results();
        String page = Report.page(results, results.summary(), true);
        assertThat(page)
                .contains("waiting costs &quot;nothing&quot;, &lt;here&gt;")
                .doesNotContain("<here>");
    }

    @Test
    void withoutFontsEverythingButThePicturesIsThereAndItSaysWhatToInstall() {
        Results results = SmallRun.results(SmallRun.OBJECTIVES);
        String page = Report.page(results, results.summary(), false);
        assertThat(page)
                .contains("fontconfig", "fonts-dejavu-core", "All runs", "ebb run scenarios/small.yaml --seed 7")
                .doesNotContain("<svg");
    }

    @Test
    void runsThatServedNothingStillMakeAPage() {
        RunRecord nothing = RunRecord.of(
                SmallRun.key("always-on", Map.of(), 1),
                List.of(new ServiceRecord("llm", new ServiceStatistics(), null, null)),
                NodeStatistics.NONE,
                0);
        for (List<RunRecord> runs : List.of(List.of(nothing), List.<RunRecord>of())) {
            Results results = SmallRun.results(runs, "wait_p95 <= 20s");
            assertThat(Report.page(results, results.summary(), true)).contains("</html>");
        }
    }

    @Test
    void namesTheCheapestThatMeetsTheObjectives() {
        Headline headline = headline(
                List.of(run("always-on", 1, 9, 0), run("scale-to-zero", 1, 3, 40), run("target-concurrency", 1, 5, 2)),
                "wait_p95 <= 20s");
        assertThat(headline.sentence())
                .isEqualTo("target-concurrency is the cheapest of the 3 choices to meet the objective: 5 USD.");
        assertThat(headline.detail())
                .isEqualTo("95 % of its requests wait at most 2 s, 99 % at most 2 s."
                        + " It costs 2.5 times the optimum, the least cost at which nobody waits.");
    }

    @Test
    void saysSoWhereNoneMeetsThem() {
        Headline headline = headline(
                List.of(run("always-on", 1, 9, 0), run("scale-to-zero", 1, 3, 40)), "wait_p95 <= 20s", "cost <= 2 USD");
        assertThat(headline.sentence())
                .isEqualTo("None of the 2 choices meets every objective; always-on comes closest and costs 9 USD.");
    }

    @Test
    void withoutObjectivesSaysWhatThereIsToChooseFrom() {
        Headline headline = headline(List.of(
                run("always-on", 1, 9, 0), run("scale-to-zero", 1, 3, 40), run("target-concurrency", 1, 9.5, 2)));
        assertThat(headline.sentence())
                .isEqualTo("2 of 3 runs are on the frontier: from scale-to-zero at 3 USD and a wait p95 of 40 s"
                        + " to always-on at 9 USD and a wait p95 of 0 s.");
    }

    @Test
    void aChoiceMeetsAnObjectiveOnlyWithEverySeed() {
        Headline headline = headline(
                List.of(
                        run("scale-to-zero", 1, 3, 19),
                        run("scale-to-zero", 2, 3, 21),
                        run("target-concurrency", 1, 5, 2),
                        run("target-concurrency", 2, 6, 4)),
                "wait_p95 <= 20s");
        assertThat(headline.sentence())
                .isEqualTo(
                        "target-concurrency is the cheapest of the 2 choices to meet the objective (no other does): 5.5 USD.");
        assertThat(headline.detail())
                .contains("wait at most 4 s")
                .endsWith("(Costs are means, waits the worst, of 2 seeds.)");
    }

    @Test
    void oneThatSavesByLettingRequestsWaitIsToldFromOneThatDoesNot() {
        Headline headline = headline(List.of(run("scale-to-zero", 1, 1, 40)), "wait_p95 <= 60s");
        assertThat(headline.detail())
                .contains("0.5 times the optimum for no wait at all: it saves by letting requests wait");
    }

    private static Headline headline(List<RunRecord> runs, String... objectives) {
        return new Headline(SmallRun.results(runs, objectives).summary());
    }

    private static RunRecord run(String policy, long seed, double cost, double wait) {
        ServiceStatistics s = new ServiceStatistics();
        s.requests = 1;
        s.warm = 1;
        s.cost = cost;
        s.waitNanos = Math.round(wait * 1e9);
        s.wait.recordValue(s.waitNanos);
        return RunRecord.of(
                SmallRun.key(policy, Map.of(), seed),
                List.of(new ServiceRecord("llm", s, null, new LeastCost(2, List.of()))),
                NodeStatistics.NONE,
                0);
    }
}
