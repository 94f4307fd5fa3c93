/**
 * A Kubernetes of our own, small enough to run inside a test or a demo: {@link ebb.live.fake.FakeApi} speaks the API's HTTP (lists, watches
 * with bookmarks and 410, patches, conflicts, scale and status subresources, faults on request), {@link ebb.live.fake.FakeCluster} plays the
 * controllers (Deployments, StatefulSets, Pods that take a time to start, EndpointSlices). One suite of tests holds it to the real one.
 */
@NullMarked
package ebb.live.fake;

import org.jspecify.annotations.NullMarked;
