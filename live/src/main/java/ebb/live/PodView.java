package ebb.live;

/**
 * What the cluster says of one pod.
 *
 * @param name of the Pod object; with {@code uid} it is never given twice
 * @param ready its readiness probe says so
 * @param deleting it is on its way out
 * @param failing it ended in failure, or is started again and again
 */
public record PodView(String name, String uid, boolean ready, boolean deleting, boolean failing) {}
