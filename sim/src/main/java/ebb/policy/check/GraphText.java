package ebb.policy.check;

import ebb.policy.check.PolicyGraph.Arrow;
import ebb.policy.check.PolicyGraph.Box;
import ebb.policy.check.PolicyGraph.Machine;
import ebb.policy.check.PolicyGraph.Point;
import ebb.policy.check.PolicyGraph.Row;
import java.util.List;
import java.util.Locale;

/** A graph as text: a picture that stands for itself, or the input of Graphviz or Mermaid. */
public final class GraphText {
    private static final String STYLE = """
            :root{--back:#ffffff;--ink:#1c2430;--soft:#5b6675;--box:#f5f7fa;--line:#b8c2cf;--title:#e3e9f1;--arrow:#4a76b8;--start:#2f8f5b}
            @media(prefers-color-scheme:dark){:root{--back:#14181e;--ink:#e4e9ef;--soft:#9aa5b3;--box:#1d232b;--line:#46515f;--title:#2a323d;--arrow:#7fa8e6;--start:#5cc48a}}
            text{font:13px ui-sans-serif,system-ui,"DejaVu Sans",sans-serif;fill:var(--ink)}
            .code{font:11px ui-monospace,"DejaVu Sans Mono",monospace}
            .name{font-weight:600}.soft{fill:var(--soft)}.h{font-size:18px;font-weight:600}
            .box{fill:var(--box);stroke:var(--line)}.title{fill:var(--title)}.start{stroke:var(--start);stroke-width:2}
            .arrow{fill:none;stroke:var(--arrow);stroke-width:1.3}.tip{fill:var(--arrow)}.rule{stroke:var(--line)}
            """;
    private static final double ROUND = 5;

    private GraphText() {}

    /** @return a picture that follows the reader's choice of light or dark */
    public static String svg(PolicyGraph graph) {
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$.0f %2$.0f\" width=\"%1$.0f\" height=\"%2$.0f\" role=\"img\">%n",
                graph.width(),
                graph.height()));
        out.append("<title>")
                .append(escaped(graph.name()))
                .append("</title>\n<style>\n")
                .append(STYLE);
        out.append("</style>\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\"")
                .append(
                        " markerHeight=\"8\" orient=\"auto\"><path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
        out.append("<rect width=\"100%\" height=\"100%\" style=\"fill:var(--back)\"/>\n");
        text(out, 24, 36, "h", graph.name());
        if (!graph.text().isEmpty()) {
            text(out, 24, 58, "soft", graph.text());
        }
        graph.machines().forEach(each -> machine(out, each, graph));
        text(out, 24, graph.height() - 22, "code soft", "limits: " + graph.limits());
        return out.append("</svg>\n").toString();
    }

    private static void machine(StringBuilder out, Machine machine, PolicyGraph graph) {
        if (graph.machines().size() > 1 || !machine.note().isEmpty()) {
            String heading = (graph.machines().size() > 1 ? machine.name() : "")
                    + (machine.note().isEmpty() ? "" : "  looked at " + machine.note());
            text(out, 24, machine.y() + 16, "name soft", heading.strip());
        }
        machine.arrows().forEach(each -> arrow(out, each));
        machine.boxes().forEach(each -> box(out, each));
    }

    private static void box(StringBuilder out, Box box) {
        rectangle(out, "box" + (box.initial() ? " start" : ""), box.x(), box.y(), box.width(), box.height());
        rectangle(out, "title", box.x() + 1, box.y() + 1, box.width() - 2, PolicyGraph.TITLE - 2);
        text(out, box.x() + 12, box.y() + 17, "name", box.state());
        double y = box.y() + PolicyGraph.TITLE;
        for (String each : box.laws()) {
            text(out, box.x() + 12, y + 14, "code", each);
            y += PolicyGraph.ROW;
        }
        if (!box.rows().isEmpty()) {
            out.append(String.format(
                    Locale.ROOT,
                    "<line class=\"rule\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\"/>%n",
                    box.x(),
                    box.x() + box.width(),
                    y));
        }
        for (Row each : box.rows()) {
            text(out, box.x() + 12, y + 14, "code soft", each.shown());
            y += PolicyGraph.ROW;
        }
    }

    private static void rectangle(StringBuilder out, String style, double x, double y, double width, double height) {
        out.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\"/>%n",
                style,
                x,
                y,
                width,
                height));
    }

    private static void text(StringBuilder out, double x, double y, String style, String text) {
        out.append(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", style, x, y))
                .append(escaped(text))
                .append("</text>\n");
    }

    private static void arrow(StringBuilder out, Arrow arrow) {
        List<Point> corners = arrow.corners();
        StringBuilder path = new StringBuilder(move('M', corners.getFirst()));
        for (int i = 1; i < corners.size() - 1; i++) {
            Point before = corners.get(i - 1);
            Point here = corners.get(i);
            Point after = corners.get(i + 1);
            path.append(move('L', towards(here, before)))
                    .append(move('Q', here))
                    .append(move(' ', towards(here, after)));
        }
        path.append(move('L', corners.getLast()));
        out.append("<path class=\"arrow\" marker-end=\"url(#tip)\" d=\"")
                .append(path)
                .append("\"><title>");
        out.append(escaped(arrow.from() + " → " + arrow.to())).append("</title></path>\n");
    }

    private static Point towards(Point from, Point to) {
        double length = Math.max(1e-9, Math.abs(to.x() - from.x()) + Math.abs(to.y() - from.y()));
        double share = Math.min(ROUND, length / 2) / length;
        return new Point(from.x() + share * (to.x() - from.x()), from.y() + share * (to.y() - from.y()));
    }

    private static String move(char how, Point to) {
        return String.format(Locale.ROOT, "%s%.1f %.1f", how, to.x(), to.y());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** @return the input of Graphviz */
    public static String dot(PolicyGraph graph) {
        StringBuilder out = new StringBuilder(
                "digraph " + quoted(graph.name()) + " {\n  rankdir=LR;\n"
                        + "  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n");
        for (Machine machine : graph.machines()) {
            out.append("  subgraph ")
                    .append(quoted("cluster " + machine.name()))
                    .append(" {\n    label=")
                    .append(quoted((machine.name() + " " + machine.note()).strip()))
                    .append(";\n");
            for (Box box : machine.boxes()) {
                String label = box.state() + "\n" + String.join("\n", box.laws());
                out.append("    ")
                        .append(id(machine, box.state()))
                        .append(" [label=")
                        .append(quoted(label.strip()))
                        .append(box.initial() ? ", penwidth=2" : "")
                        .append("];\n");
            }
            machine.boxes()
                    .forEach(box -> box.rows()
                            .forEach(row -> out.append("    ")
                                    .append(id(machine, box.state()))
                                    .append(" -> ")
                                    .append(id(machine, row.to().isEmpty() ? box.state() : row.to()))
                                    .append(" [label=")
                                    .append(quoted(label(row)))
                                    .append("];\n")));
            out.append("  }\n");
        }
        return out.append("}\n").toString();
    }

    private static String id(Machine machine, String state) {
        return quoted(machine.name() + "." + state);
    }

    private static String label(Row row) {
        return row.condition() + (row.effect().isEmpty() ? "" : ": " + row.effect());
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** @return the input of Mermaid, a state diagram */
    public static String mermaid(PolicyGraph graph) {
        StringBuilder out = new StringBuilder("stateDiagram-v2\n");
        boolean several = graph.machines().size() > 1;
        for (Machine machine : graph.machines()) {
            String indent = several ? "    " : "  ";
            String of = several ? machine.name() + "_" : "";
            if (several) {
                out.append("  state ").append(machine.name()).append(" {\n");
            }
            for (Box box : machine.boxes()) {
                String name = of + box.state();
                out.append(indent)
                        .append("state ")
                        .append(quoted(box.state()))
                        .append(" as ")
                        .append(name)
                        .append('\n');
                if (box.initial()) {
                    out.append(indent).append("[*] --> ").append(name).append('\n');
                }
                box.laws()
                        .forEach(each -> out.append(indent)
                                .append(name)
                                .append(" : ")
                                .append(plain(each))
                                .append('\n'));
                box.rows()
                        .forEach(row -> out.append(indent)
                                .append(name)
                                .append(" --> ")
                                .append(of)
                                .append(row.to().isEmpty() ? box.state() : row.to())
                                .append(" : ")
                                .append(plain(label(row)))
                                .append('\n'));
            }
            if (several) {
                out.append("  }\n");
            }
        }
        return out.toString();
    }

    /** Mermaid ends a label at a semicolon or a line, and takes # for a code. */
    private static String plain(String text) {
        return text.replace("#", "#35;")
                .replace(";", "#59;")
                .replace(":", "#58;")
                .replace("\n", " ");
    }
}
