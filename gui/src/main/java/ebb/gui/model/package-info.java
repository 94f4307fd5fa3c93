/** What the screens show and do, without a control: properties, commands, and the tasks that fill them. Everything here can be tested without a window. */
@NullMarked
package ebb.gui.model;

import org.jspecify.annotations.NullMarked;
