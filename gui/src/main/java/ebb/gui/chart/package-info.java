/** Pictures drawn with Java's two-dimensional graphics: the same code for the screen and for PNG, SVG and PDF. */
@NullMarked
package ebb.gui.chart;

import org.jspecify.annotations.NullMarked;
