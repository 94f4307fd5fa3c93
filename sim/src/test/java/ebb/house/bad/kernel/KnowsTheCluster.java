package ebb.house.bad.kernel;

import ebb.house.bad.cluster.Pods;

/** Uses a package that it may not use. */
final class KnowsTheCluster {
    private KnowsTheCluster() {}

    static int pods() {
        return Pods.ready();
    }
}
