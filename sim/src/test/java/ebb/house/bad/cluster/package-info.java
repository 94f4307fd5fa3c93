/** A cluster that a bad kernel uses, though it must not. */
@NullMarked
package ebb.house.bad.cluster;

import org.jspecify.annotations.NullMarked;
