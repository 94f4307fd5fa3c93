/** Named, keyed random draws and the laws drawn from them: no draw depends on the order in which others were taken. */
@NullMarked
package ebb.random;

import org.jspecify.annotations.NullMarked;
