package ebb.cluster;

import ebb.policy.Recorder;
import ebb.policy.ServiceFacts;

/** Where what happens to a policy is recorded. Asked once for each service, in the order of the spec; told on the run's thread. */
@FunctionalInterface
public interface Recording {
    /** @param facts what the service's policy is told about it */
    Recorder of(ServiceSpec service, ServiceFacts facts);
}
