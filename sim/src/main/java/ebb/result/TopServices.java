package ebb.result;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Two short tables of many services of one run: which cost most, and which meet most cold starts. */
final class TopServices {
    private static final int LISTED = 10;

    private final List<ServiceBrief> services;
    private final String currency;

    TopServices(List<ServiceBrief> services, String currency) {
        this.services = services;
        this.currency = currency;
    }

    void write(StringBuilder page) {
        page.append("<div class=\"pair\">");
        new Table(page, "cost", currency, each -> each.value(Metric.COST))
                .write("cold, %", each -> 100 * cold(each) / served(each));
        new Table(page, "cold requests", "", TopServices::cold)
                .write("cost, " + currency, each -> each.value(Metric.COST));
        page.append("</div>");
    }

    /** Requests whose pod was started for them, or that waited for one. */
    private static double cold(ServiceBrief service) {
        return service.value(Metric.COLD_TRIGGERED) + service.value(Metric.COLD_WAITED);
    }

    private static double served(ServiceBrief service) {
        return service.value(Metric.WARM) + service.value(Metric.QUEUED) + cold(service);
    }

    /** The services with most of one thing. */
    private final class Table {
        private final StringBuilder page;
        private final String title;
        private final String unit;
        private final ToDoubleFunction<ServiceBrief> amount;
        private final double all;
        private final List<ServiceBrief> most;

        Table(StringBuilder page, String title, String unit, ToDoubleFunction<ServiceBrief> amount) {
            this.page = page;
            this.title = title;
            this.unit = unit;
            this.amount = amount;
            all = services.stream().mapToDouble(amount).sum();
            most = services.stream()
                    .filter(each -> amount.applyAsDouble(each) > 0)
                    .sorted(Comparator.comparingDouble(each -> -amount.applyAsDouble(each)))
                    .limit(LISTED)
                    .toList();
        }

        /** @param beside one more figure of each service */
        void write(String head, ToDoubleFunction<ServiceBrief> beside) {
            page.append("<table><caption>")
                    .append(Html.escaped(caption()))
                    .append("</caption><thead><tr><th>service</th>");
            heads(unit.isEmpty() ? title : title + ", " + unit, "share", head, "requests");
            page.append("</tr></thead><tbody>");
            for (ServiceBrief each : most) {
                row(each, beside.applyAsDouble(each));
            }
            page.append("</tbody></table>");
        }

        private String caption() {
            if (most.isEmpty()) {
                return "No " + title;
            }
            double share = most.stream().mapToDouble(amount).sum() / all;
            return "The " + most.size() + " of " + Text.shown(services.size()) + " services with most " + title + ": "
                    + Text.percent(share) + " of " + (Text.shown(all) + " " + unit).strip();
        }

        private void heads(String... heads) {
            for (String each : heads) {
                page.append("<th>").append(Html.escaped(each)).append("</th>");
            }
        }

        private void row(ServiceBrief service, double beside) {
            double value = amount.applyAsDouble(service);
            page.append("<tr><th>").append(Html.escaped(service.name())).append("</th>");
            cell(Text.shown(value));
            page.append("<td class=\"share\"><i style=\"width:")
                    .append(String.format(Locale.ROOT, "%.1f", 100 * value / amount.applyAsDouble(most.getFirst())))
                    .append("%\"></i><span>")
                    .append(Text.percent(value / all))
                    .append("</span></td>");
            cell(Text.shown(beside));
            cell(Text.shown(service.value(Metric.REQUESTS)));
            page.append("</tr>");
        }

        private void cell(String text) {
            page.append("<td>").append(Html.escaped(text)).append("</td>");
        }
    }
}
