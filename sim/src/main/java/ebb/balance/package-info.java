/** Which pod takes the next request, and the waiting room; pure, over views of counts, the same code in the simulator and in a cluster. */
@NullMarked
package ebb.balance;

import org.jspecify.annotations.NullMarked;
