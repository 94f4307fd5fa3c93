/**
 * The one place that speaks to the Kubernetes API: {@link ebb.live.kube.Informers} tells the control loop what the cluster says,
 * {@link ebb.live.kube.KubernetesCluster} writes what the loop asks for, {@link ebb.live.kube.Election} says who leads and until when.
 */
@NullMarked
package ebb.live.kube;

import org.jspecify.annotations.NullMarked;
