/** A kernel that breaks the rules of the house, to prove that they are noticed. */
@NullMarked
package ebb.house.bad.kernel;

import org.jspecify.annotations.NullMarked;
