/** A package that nobody has a place for, to prove that it is noticed. */
@NullMarked
package ebb.house.bad.unknown;

import org.jspecify.annotations.NullMarked;
