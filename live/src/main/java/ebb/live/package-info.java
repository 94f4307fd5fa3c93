/** Controller and balancer for a real cluster. */
@NullMarked
package ebb.live;

import org.jspecify.annotations.NullMarked;
