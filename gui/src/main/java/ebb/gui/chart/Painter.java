package ebb.gui.chart;

import java.awt.Graphics2D;

/** Something that can be drawn at any size: on the screen, into a picture, into a document. */
@FunctionalInterface
public interface Painter {
    void paint(Graphics2D g, double width, double height, Palette palette);
}
