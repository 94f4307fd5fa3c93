/** The modelled cluster: services, pods, nodes, kubelets, balancers, and what obeys the policies. */
@NullMarked
package ebb.cluster;

import org.jspecify.annotations.NullMarked;
