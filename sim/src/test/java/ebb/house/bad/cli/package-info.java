/** A command line that uses the library that is its own: nothing wrong here. */
@NullMarked
package ebb.house.bad.cli;

import org.jspecify.annotations.NullMarked;
