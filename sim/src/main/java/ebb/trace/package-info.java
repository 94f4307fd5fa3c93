/** Arrivals: formats, readers, writers, generators. */
@NullMarked
package ebb.trace;

import org.jspecify.annotations.NullMarked;
