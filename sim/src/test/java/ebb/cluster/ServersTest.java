package ebb.cluster;

import static ebb.cluster.Specs.SECOND;
import static ebb.cluster.Specs.at;
import static ebb.cluster.Specs.cluster;
import static ebb.cluster.Specs.poisson;
import static ebb.cluster.Specs.run;
import static ebb.cluster.Specs.service;
import static ebb.cluster.Specs.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ebb.cluster.ServiceModel.Batching;
import ebb.cluster.ServiceModel.Coefficients;
import ebb.cluster.ServiceModel.Shared;
import ebb.policy.BuiltIn;
import ebb.policy.Limits;
import ebb.random.Draw;
import ebb.random.Exponential;
import ebb.random.Law;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One pod, always on, whose requests share it. */
class ServersTest {
    private static ServiceSpec pod(ServiceModel model, int concurrency) {
        return with(with(service(BuiltIn.ALWAYS_ON, Map.of("replicas", 1.0)), model), new Limits(1, 1, concurrency), 1);
    }

    @Test
    void twoOnOneCoreTakeTwiceAsLong() {
        // Alone 0-1 s; both 1-3 s: the first has done 1 + 1 of 2 s at 3 s; the second has 1 s left, alone.
        ServiceStatistics s = run(cluster(10 * SECOND, pod(new Shared(Law.of(2), List.of(1.0)), 10)), at(2, 0, 1));
        assertThat(s.latencyNanos).isEqualTo((3 + 3) * SECOND);
    }

    @Test
    void upToThreeCoresThreeRunAtFullSpeed() {
        ServiceModel model = new Shared(Law.of(2), List.of(1.0, 2.0, 3.0));
        assertThat(run(cluster(10 * SECOND, pod(model, 10)), at(2, 0, 0, 0)).latencyNanos)
                .isEqualTo(6 * SECOND);
        assertThat(run(cluster(10 * SECOND, pod(model, 10)), at(3, 0, 0, 0, 0)).latencyNanos)
                .isEqualTo(16 * SECOND);
    }

    @Test
    void aSharedProcessorIsInsensitiveToTheLawOfItsWork() {
        // M/G/1-PS: E[T] = E[S] / (1 - rho), Kleinrock II (1976) 4.4.
        ServiceModel model = new Shared(new Exponential(1), List.of(1.0));
        ServiceStatistics s = run(cluster(SECOND, pod(model, 100_000)), poisson(0.5, 1, 1));
        assertThat(s.requests).isLessThanOrEqualTo(1);
        s = run(cluster(3_000_000 * SECOND, pod(model, 100_000)), poisson(0.5, 1_000_000, 5));
        assertThat(s.latencyNanos / (double) s.served() * 1e-9).isCloseTo(2, within(0.03));
    }

    private static final Batching MODEL = new Batching(
            Law.of(1), Law.of(1), new Coefficients(20, 0.1, 1e-5), new Coefficients(25, 0.0005, 0.06), 20_000);

    @Test
    void aLoneLlmRequestIsReadOnceAndThenWrittenTokenByToken() {
        Arrivals.Source one = tokens(new long[] {0}, new int[] {1000}, new int[] {101});
        ServiceStatistics s = run(cluster(100 * SECOND, pod(MODEL, 8)), one);
        double prefill = 20 + 100 + 10;
        double decode = 0;
        for (int i = 0; i < 100; i++) {
            decode += 25 + 0.0005 * (1001 + i) + 0.06;
        }
        assertThat(s.latencyNanos * 1e-6).isCloseTo(prefill + decode, within(1e-5));
        assertThat(s.firstToken.histogram().getMaxValue() * 1e-6).isCloseTo(prefill, within(0.2));
    }

    /** Iteration by iteration, as plainly as it can be written; no request is ever aborted. */
    private static double[] plain(long[] times, int[] input, int[] output, int concurrency) {
        int n = times.length;
        double[] ends = new double[n];
        long now = 0;
        int next = 0;
        List<Integer> queue = new ArrayList<>();
        List<Integer> pending = new ArrayList<>();
        List<int[]> batch = new ArrayList<>();
        long reserved = 0;
        while (next < n || !queue.isEmpty() || !pending.isEmpty() || !batch.isEmpty()) {
            if (queue.isEmpty() && pending.isEmpty() && batch.isEmpty()) {
                now = Math.max(now, times[next]);
            }
            while (next < n && times[next] <= now) {
                queue.add(next++);
            }
            while (!queue.isEmpty() && pending.size() + batch.size() < concurrency) {
                pending.add(queue.removeFirst());
            }
            List<Integer> read = new ArrayList<>();
            long sum = 0;
            double squares = 0;
            while (!pending.isEmpty()) {
                int r = pending.getFirst();
                if (reserved != 0 && reserved + input[r] + output[r] > MODEL.kvTokens()) {
                    break;
                }
                reserved += input[r] + output[r];
                read.add(pending.removeFirst());
                sum += input[r];
                squares += (double) input[r] * input[r];
            }
            double millis;
            if (!read.isEmpty()) {
                millis = 20 + 0.1 * sum + 1e-5 * squares;
                read.forEach(r -> batch.add(new int[] {r, output[r] - 1, input[r] + 1}));
            } else {
                long context = batch.stream().mapToLong(b -> b[2]).sum();
                millis = 25 + 0.0005 * context + 0.06 * batch.size();
                batch.forEach(b -> {
                    b[1]--;
                    b[2]++;
                });
            }
            now += Math.round(millis * 1e6);
            for (int[] b : List.copyOf(batch)) {
                if (b[1] == 0) {
                    ends[b[0]] = now;
                    reserved -= input[b[0]] + output[b[0]];
                    batch.remove(b);
                }
            }
        }
        return ends;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void continuousBatchingInClosedFormEqualsItIterationByIteration(long seed) {
        int n = 60;
        long[] times = new long[n];
        int[] input = new int[n];
        int[] output = new int[n];
        Draw draw = new Draw();
        long now = 0;
        for (int i = 0; i < n; i++) {
            draw.at(seed, i);
            now += Math.round(4e9 / seed * draw.exponential());
            times[i] = now;
            input[i] = 1 + draw.below(6000);
            output[i] = 1 + draw.below(300);
        }
        ServiceStatistics s = run(cluster(100_000 * SECOND, pod(MODEL, 6)), tokens(times, input, output));
        double[] ends = plain(times, input, output, 6);
        double latency = 0;
        for (int i = 0; i < n; i++) {
            latency += ends[i] - times[i];
        }
        assertThat(s.served()).isEqualTo(n);
        // Each iteration of the plain form rounds to a nanosecond; the closed form rounds once.
        assertThat(s.latencyNanos * 1e-9).as("seed %d", seed).isCloseTo(latency * 1e-9, within(1e-4));
    }

    @Test
    void whoeverGoesAwayLeavesTheBatchAndItsCacheToTheOthers() {
        // Callers leave after 4 s: in the queue, while they are read, and in the middle of writing. A last one, long
        // after, is alone.
        ServiceSpec hasty = with(pod(MODEL, 4), new ServiceSpec.Client(4 * SECOND, 0, Law.of(0), 0, null));
        int n = 41;
        long[] times = new long[n];
        int[] input = new int[n];
        int[] output = new int[n];
        Draw draw = new Draw();
        for (int i = 0; i < n; i++) {
            draw.at(9, i);
            times[i] = i * 300_000_000L;
            input[i] = 1 + draw.below(9000);
            output[i] = 1 + draw.below(300);
        }
        times[n - 1] = 1000 * SECOND;
        input[n - 1] = 1000;
        output[n - 1] = 101;
        List<Long> ends = new ArrayList<>();
        Simulation.Options options =
                new Simulation.Options(0, 0, (service, ordinal, arrival, start, end, fate) -> ends.add(end - arrival));
        ServiceStatistics s = Simulation.run(
                        cluster(2000 * SECOND, hasty), List.of(tokens(times, input, output)), options, t -> true)
                .services()
                .getFirst();
        assertThat(s.timedOut).isBetween(10L, 40L);
        assertThat(s.served() + s.timedOut).isEqualTo(n);
        double alone = 20 + 100 + 10 + 100 * (25 + 0.06) + 0.0005 * (100 * 1001 + 99 * 100 / 2.0);
        assertThat(ends.getLast() * 1e-6).isCloseTo(alone, within(1e-5));
    }

    private static Arrivals.Source tokens(long[] times, int[] input, int[] output) {
        return Arrivals.Source.of(times, null, input, output);
    }
}
