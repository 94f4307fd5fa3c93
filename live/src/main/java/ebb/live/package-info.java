/**
 * Puts services of a real cluster to sleep and wakes them, with the engine and the policy files of the simulator.
 *
 * <p>Start at {@link ebb.live.ControlLoop}: events of balancers and cluster in one order, a policy's automaton for each service, one desired
 * state that leaves at once when it goes up and waits for the log, the lease and the version when it goes down. Clock and cluster are
 * arguments ({@link ebb.live.EngineClock}, {@link ebb.live.Cluster}), so tests run it in a time of their own. What it meets is written by a
 * {@link ebb.live.Journal} before anything leaves. {@link ebb.live.BalancerLink} and {@link ebb.live.ControllerLink} are the seam to the data
 * plane, which is {@code live.balancer}; only {@code live.kube} speaks to the Kubernetes API; {@code live.fake} is one of our own.
 */
@NullMarked
package ebb.live;

import org.jspecify.annotations.NullMarked;
