package ebb.policy.window;

/**
 * A way to forecast that others bring along: found by {@link java.util.ServiceLoader} under this name on the class path, and then written
 * {@code forecast(x, its_title, season = 24h, ahead = 1m, q = 90%)}. As pure as a policy, and checked for that in the same way.
 */
public interface ForecastMethod {
    /** As it is written in a policy: {@code moving_median}. */
    String title();

    /** @param seasonNanos what {@code season =} says, a day if it says nothing */
    Forecaster forecaster(long seasonNanos);
}
