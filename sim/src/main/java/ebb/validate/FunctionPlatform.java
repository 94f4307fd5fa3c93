package ebb.validate;

import ebb.balance.WaitingRoom;
import ebb.cluster.ServiceSpec;
import ebb.cluster.StartUp;
import ebb.policy.BuiltIn;
import ebb.policy.Limits;
import ebb.random.Law;
import java.util.Map;

/**
 * A function platform as SimFaaS found AWS Lambda to be (Mahmoudi and Khazaei 2020): one request an instance, a request that finds none idle
 * has one started for it and waits in it, the newest idle one is taken first, and each goes after 600 s of idleness.
 */
final class FunctionPlatform {
    static final double IDLE_SECONDS = 600;
    private static final int ANY = 1_000_000;

    private FunctionPlatform() {}

    /**
     * @param service seconds, where the arrivals do not say
     * @param start seconds that a cold request takes longer
     */
    static ServiceSpec spec(String name, Law service, Law start) {
        return Family.service(
                name,
                service,
                BuiltIn.IDLE_TIMEOUT.with(Map.of("idle_timeout", IDLE_SECONDS)),
                new Limits(0, ANY, 1),
                0,
                new ServiceSpec.Queue(ANY, Long.MAX_VALUE, WaitingRoom.Order.FIFO, ServiceSpec.Binding.EARLY),
                new StartUp.Measured(start));
    }
}
