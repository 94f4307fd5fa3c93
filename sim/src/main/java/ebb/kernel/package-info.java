/** The event queue and simulated time; knows nothing of clusters. */
@NullMarked
package ebb.kernel;

import org.jspecify.annotations.NullMarked;
