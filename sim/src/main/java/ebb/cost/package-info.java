/** Price lists, and what pods, nodes and starts cost. */
@NullMarked
package ebb.cost;

import org.jspecify.annotations.NullMarked;
