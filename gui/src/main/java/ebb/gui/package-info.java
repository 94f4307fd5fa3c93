/** The desktop: {@code ebb gui} opens a window in which a policy is dragged and its cost and waits move with it. What a screen shows is in {@code gui.model}, without a control; how it is laid out in {@code gui.view}; what is painted in {@code gui.chart}. */
@NullMarked
package ebb.gui;

import org.jspecify.annotations.NullMarked;
