/**
 * The data plane: a reverse proxy that holds the requests of sleeping services, wakes them, and balances.
 *
 * <p>Start at {@link ebb.live.balancer.Balancer}. {@code Dispatcher} is what decides: which pod takes a request, who waits, what is told to
 * the controller; it has no clock, sockets or threads and is called under one lock. Around it stand the connections: {@code ClientConnection}
 * speaks to a client, {@code PodConnection} to a pod, an {@code Exchange} is one request between both. A connection to a pod belongs to the
 * event loop of the client's connection, so bytes never cross threads. {@code RequestDecoder} and {@code Hygiene} refuse what two readers could
 * read in two ways. An exchange sees messages, not bytes: another protocol (h2) brings its own codec and the same messages.
 */
@NullMarked
package ebb.live.balancer;

import org.jspecify.annotations.NullMarked;
