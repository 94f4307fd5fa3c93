/** A name that says nothing, to prove that it is noticed. */
@NullMarked
package ebb.house.bad.util;

import org.jspecify.annotations.NullMarked;
