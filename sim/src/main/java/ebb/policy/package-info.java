/** Policies: events in, decisions out, the whole state in one {@code long[]}; no clock, no I/O, no threads. */
@NullMarked
package ebb.policy;

import org.jspecify.annotations.NullMarked;
