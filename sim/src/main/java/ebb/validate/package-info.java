/**
 * The simulator against numbers with a source: queueing theory, other simulators, measurements.
 *
 * <p>{@link ebb.validate.Validation} runs vectors (exact values) and says of each value whether it lies in the interval of the
 * simulation. A vector's {@link ebb.validate.Family} says how it becomes a cluster.
 */
@NullMarked
package ebb.validate;

import org.jspecify.annotations.NullMarked;
