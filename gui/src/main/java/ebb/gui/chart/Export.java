package ebb.gui.chart;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.w3c.dom.Document;

/** Writes a chart as a file: the ending says which kind. */
public final class Export {
    private static final int SHARP = 2;

    private Export() {}

    /** @throws IOException where it cannot be written, or the ending is none of .png, .svg, .pdf */
    public static void write(Path file, Painter painter, double width, double height, Palette palette)
            throws IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            ImageIO.write(image(painter, width, height, palette, SHARP), "png", file.toFile());
        } else if (name.endsWith(".svg")) {
            svg(file, painter, width, height, palette);
        } else if (name.endsWith(".pdf")) {
            pdf(file, painter, width, height, palette);
        } else {
            throw new IOException(file + " must end in .png, .svg or .pdf");
        }
    }

    static BufferedImage image(Painter painter, double width, double height, Palette palette, double scale) {
        BufferedImage image = new BufferedImage(
                (int) Math.ceil(width * scale), (int) Math.ceil(height * scale), BufferedImage.TYPE_INT_ARGB_PRE);
        Graphics2D g = image.createGraphics();
        g.setColor(palette.page());
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.setTransform(AffineTransform.getScaleInstance(scale, scale));
        hint(g);
        painter.paint(g, width, height, palette);
        g.dispose();
        return image;
    }

    static void hint(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    private static void svg(Path file, Painter painter, double width, double height, Palette palette)
            throws IOException {
        Document document = GenericDOMImplementation.getDOMImplementation()
                .createDocument("http://www.w3.org/2000/svg", "svg", null);
        SVGGraphics2D g = new SVGGraphics2D(document);
        g.setSVGCanvasSize(new java.awt.Dimension((int) width, (int) height));
        g.setColor(palette.page());
        g.fillRect(0, 0, (int) width, (int) height);
        painter.paint(g, width, height, palette);
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            g.stream(out, true);
        }
    }

    private static void pdf(Path file, Painter painter, double width, double height, Palette palette)
            throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage(new PDRectangle((float) width, (float) height));
            document.addPage(page);
            PdfBoxGraphics2D g = new PdfBoxGraphics2D(document, (float) width, (float) height);
            g.setColor(palette.page());
            g.fillRect(0, 0, (int) width, (int) height);
            painter.paint(g, width, height, palette);
            g.dispose();
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.drawForm(g.getXFormObject());
            }
            document.save(file.toFile());
        }
    }

    /** @return rows as a table that spreadsheets read */
    public static String csv(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(Export::cell).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String cell(String text) {
        return text.matches("[^\",\\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
