/** The clairvoyant optimum: the least any policy could have paid. */
@NullMarked
package ebb.optimum;

import org.jspecify.annotations.NullMarked;
