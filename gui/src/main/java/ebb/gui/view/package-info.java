/** The screens: JavaFX controls bound to the models. */
@NullMarked
package ebb.gui.view;

import org.jspecify.annotations.NullMarked;
