package ebb.live;

/**
 * What the cluster says of the object whose replicas are set.
 *
 * @param replicas that it asks for
 * @param present pods that it counts
 * @param resourceVersion of the object; empty if that is not known
 * @param updating whether a rollout is under way
 * @param owner what else sets its replicas, in words a user knows; empty: nobody
 */
public record Workload(int replicas, int present, String resourceVersion, boolean updating, String owner) {
    public Workload withReplicas(int asked) {
        return new Workload(asked, present, resourceVersion, updating, owner);
    }
}
