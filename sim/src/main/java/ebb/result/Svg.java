package ebb.result;

import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Draws a chart as an SVG element for our page. Batik's tree is flattened to its shapes and texts: paints become classes ({@code f-ink} fills,
 * {@code k-ink} strokes) that the page's style sheet colours, text stays text in the page's font, paths become relative steps where they can,
 * and nothing is left that depends on the machine or clashes with another picture of the page.
 */
final class Svg {
    private static final String SPACE = "http://www.w3.org/2000/svg";
    private static final Set<String> INHERITED =
            Set.of("fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "stroke-opacity", "font-size");
    private static final Map<String, Set<String>> SHAPES = Map.of(
            "path", Set.of("d"),
            "line", Set.of("x1", "y1", "x2", "y2"),
            "rect", Set.of("x", "y", "width", "height"),
            "circle", Set.of("cx", "cy", "r"),
            "ellipse", Set.of("cx", "cy", "rx", "ry"),
            "polygon", Set.of("points"),
            "text", Set.of("x", "y"));

    private final StringBuilder out = new StringBuilder();

    private Svg() {}

    /** @param label what the picture shows, for those who cannot see it */
    static String of(JFreeChart chart, int width, int height, String label) {
        SVGGeneratorContext context = SVGGeneratorContext.createDefault(
                GenericDOMImplementation.getDOMImplementation().createDocument(SPACE, "svg", null));
        context.setPrecision(1);
        SVGGraphics2D graphics = new SVGGraphics2D(context, false);
        graphics.setSVGCanvasSize(new Dimension(width, height));
        chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
        Svg svg = new Svg();
        svg.out
                .append("<svg viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" role=\"img\" aria-label=\"")
                .append(Html.escaped(label))
                .append("\">");
        svg.element(graphics.getRoot(), new TreeMap<>(), "");
        return svg.out.append("</svg>").toString();
    }

    private void element(Element element, Map<String, String> outer, String outerTransform) {
        if (element.getTagName().equals("defs")) {
            return;
        }
        Map<String, String> style = new TreeMap<>(outer);
        for (String name : INHERITED) {
            if (element.hasAttribute(name)) {
                style.put(name, element.getAttribute(name));
            }
        }
        String transform = (outerTransform + " " + element.getAttribute("transform")).strip();
        Set<String> geometry = SHAPES.get(element.getTagName());
        if (geometry != null) {
            shape(element, geometry, style, transform);
            return;
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                element(inner, style, transform);
            }
        }
    }

    private void shape(Element element, Set<String> geometry, Map<String, String> style, String transform) {
        String paint = paint(style, element.getTagName().equals("text"));
        if (paint.isEmpty()) {
            return;
        }
        if (element.getTagName().equals("polygon")) {
            out.append("<path class=\"").append(paint).append("\" d=\"");
            out.append(SvgPath.polygon(element.getAttribute("points"))).append("\"/>");
            return;
        }
        out.append('<')
                .append(element.getTagName())
                .append(" class=\"")
                .append(paint)
                .append('"');
        for (String name : geometry.stream().sorted().toList()) {
            String value = element.getAttribute(name);
            out.append(' ')
                    .append(name)
                    .append("=\"")
                    .append(SvgPath.shortened(name, value))
                    .append('"');
        }
        if (!transform.isEmpty()) {
            out.append(" transform=\"").append(transform).append('"');
        }
        if (element.getTagName().equals("text")) {
            out.append(" font-size=\"")
                    .append(style.getOrDefault("font-size", "12"))
                    .append("\">");
            out.append(Html.escaped(element.getTextContent())).append("</text>");
        } else {
            stroke(style, paint);
            out.append("/>");
        }
    }

    private void stroke(Map<String, String> style, String paint) {
        if (!paint.contains("k-")) {
            return;
        }
        attribute("stroke-width", style.getOrDefault("stroke-width", "1"), "1");
        attribute("stroke-dasharray", style.getOrDefault("stroke-dasharray", "none"), "none");
    }

    private void attribute(String name, String value, String standard) {
        if (!value.equals(standard)) {
            out.append(' ').append(name).append("=\"").append(value).append('"');
        }
    }

    /** @return classes; empty where nothing is to be seen */
    private static String paint(Map<String, String> style, boolean text) {
        String fill = one(style, "fill", "f-");
        String stroke = text ? "" : one(style, "stroke", "k-");
        return (fill + " " + stroke).strip();
    }

    private static String one(Map<String, String> style, String name, String prefix) {
        String value = style.getOrDefault(name, "none");
        boolean seen = !value.equals("none")
                && !style.getOrDefault(name + "-opacity", "1").equals("0");
        return seen ? prefix + Ink.of(rgb(value)).title() : "";
    }

    /** @return 0 for a colour with a name: ours have none */
    private static int rgb(String value) {
        if (!value.startsWith("rgb(")) {
            return 0;
        }
        String[] parts = value.substring(4, value.length() - 1).split(",", -1);
        return Integer.parseInt(parts[0].strip()) << 16
                | Integer.parseInt(parts[1].strip()) << 8
                | Integer.parseInt(parts[2].strip());
    }
}
