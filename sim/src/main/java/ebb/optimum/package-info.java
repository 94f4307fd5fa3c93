/**
 * The clairvoyant optimum: the least that any policy could have paid for zero added wait.
 *
 * <p>Start at {@link ebb.optimum.Sweep}: feed it the requests of one service in order of arrival and ask for the {@link
 * ebb.optimum.Optimum}. {@link ebb.optimum.Conditions} says whether the number may be called an optimum or only a bound, and why. What
 * it stands on: the cheapest schedule decomposes into layers (layer k is the time when at least k pods are needed), and within a layer
 * every gap is decided alone: stay, or stop and start anew in time (Lu and Chen, last-empty-server-first; Lin, Wierman, Andrew and
 * Thereska, dynamic right-sizing).
 */
@NullMarked
package ebb.optimum;

import org.jspecify.annotations.NullMarked;
