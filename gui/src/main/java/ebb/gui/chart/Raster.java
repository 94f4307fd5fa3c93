package ebb.gui.chart;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.nio.IntBuffer;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.jspecify.annotations.Nullable;

/** Paper for a painter that JavaFX shows without a copy: both see the same array of pixels. */
public final class Raster {
    private @Nullable BufferedImage paper;
    private @Nullable PixelBuffer<IntBuffer> buffer;
    private @Nullable WritableImage image;

    /** @return the picture; another object only where the size changed */
    public WritableImage paint(Painter painter, double width, double height, double scale, Palette palette) {
        int w = Math.max(1, (int) Math.ceil(width * scale));
        int h = Math.max(1, (int) Math.ceil(height * scale));
        BufferedImage drawn = paper;
        PixelBuffer<IntBuffer> shown = buffer;
        WritableImage result = image;
        if (drawn == null || shown == null || result == null || drawn.getWidth() != w || drawn.getHeight() != h) {
            drawn = new BufferedImage(w, h, BufferedImage.TYPE_INT_ARGB_PRE);
            int[] pixels = ((DataBufferInt) drawn.getRaster().getDataBuffer()).getData();
            shown = new PixelBuffer<>(w, h, IntBuffer.wrap(pixels), PixelFormat.getIntArgbPreInstance());
            result = new WritableImage(shown);
            paper = drawn;
            buffer = shown;
            image = result;
        }
        Graphics2D g = drawn.createGraphics();
        g.setColor(palette.page());
        g.fillRect(0, 0, w, h);
        g.setTransform(AffineTransform.getScaleInstance(scale, scale));
        Export.hint(g);
        painter.paint(g, width, height, palette);
        g.dispose();
        shown.updateBuffer(all -> null);
        return result;
    }
}
