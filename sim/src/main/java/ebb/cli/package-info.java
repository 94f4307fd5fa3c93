/** The command line. */
@NullMarked
package ebb.cli;

import org.jspecify.annotations.NullMarked;
