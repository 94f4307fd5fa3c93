package ebb.cluster;

import ebb.random.Draw;
import ebb.random.Law;
import ebb.random.Purpose;

/**
 * What each request of a service asks for. The numbers depend on the seed, the service and the request's ordinal alone, never on the
 * policy: every run of a scenario, and the optimum, see the same ones.
 */
public final class ServiceTimes {
    private final ServiceModel model;
    private final long times;
    private final long tokens;
    private final Draw draw = new Draw();
    private long work;
    private int input;
    private int output;

    public ServiceTimes(ServiceSpec service, long seed, int replication) {
        model = service.model();
        long key = Draw.key(service.name());
        times = Draw.base(seed, replication, Purpose.SERVICE_TIME, key);
        tokens = Draw.base(seed, replication, Purpose.TOKENS, key);
    }

    /**
     * Looks at one request.
     *
     * @param row in the window
     * @param ordinal of the request in its service, from 0
     */
    public void read(Arrivals arrivals, int row, long ordinal) {
        switch (model) {
            case ServiceModel.Slots slots -> work = time(slots.seconds(), arrivals, row, ordinal);
            case ServiceModel.Shared shared -> work = time(shared.seconds(), arrivals, row, ordinal);
            case ServiceModel.Batching batching -> readTokens(batching, arrivals, row, ordinal);
        }
    }

    private long time(Law law, Arrivals arrivals, int row, long ordinal) {
        long[] given = arrivals.serviceNanos;
        return given != null ? given[row] : Math.round(1e9 * law.sample(draw.at(times, ordinal)));
    }

    private void readTokens(ServiceModel.Batching batching, Arrivals arrivals, int row, long ordinal) {
        int[] inputs = arrivals.inputTokens;
        int[] outputs = arrivals.outputTokens;
        draw.at(tokens, ordinal);
        input = inputs != null
                ? inputs[row]
                : (int) Math.max(1, Math.round(batching.inputTokens().sample(draw)));
        output = outputs != null
                ? outputs[row]
                : (int) Math.max(1, Math.round(batching.outputTokens().sample(draw)));
        work = BatchingServer.alone(batching, input, output);
    }

    /** @return the least time in which the request can be served, ns; exact where the time does not depend on the load */
    public long nanos() {
        return work;
    }

    int input() {
        return input;
    }

    int output() {
        return output;
    }

    /** @return what a recording of traffic says of the request's work in time; -1 where its tokens say it */
    long recordedNanos() {
        return model instanceof ServiceModel.Batching ? -1 : work;
    }

    /** @return its prompt's tokens; -1 where it has none */
    int recordedInput() {
        return model instanceof ServiceModel.Batching ? input : -1;
    }

    /** @return its answer's tokens; -1 where it has none */
    int recordedOutput() {
        return model instanceof ServiceModel.Batching ? output : -1;
    }

    /** @return whether {@link #nanos} is what serving takes, however busy the pod */
    public boolean exact() {
        return model instanceof ServiceModel.Slots;
    }
}
