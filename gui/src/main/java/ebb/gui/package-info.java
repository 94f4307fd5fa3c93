/** The desktop. */
@NullMarked
package ebb.gui;

import org.jspecify.annotations.NullMarked;
