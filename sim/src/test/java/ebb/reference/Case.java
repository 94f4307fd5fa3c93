package ebb.reference;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One small random case; times in ns, small numbers so that many fall together.
 *
 * @param pods of always-on
 * @param time of keep-alive or idle-timeout
 */
record Case(
        Policy policy,
        int pods,
        long time,
        int concurrency,
        int min,
        int max,
        int initial,
        int queueLimit,
        long timeout,
        boolean lifo,
        boolean early,
        List<Long> arrivals,
        List<Long> services,
        long duration) {
    enum Policy {
        ALWAYS_ON,
        FIXED_KEEP_ALIVE,
        IDLE_TIMEOUT,
        SCALE_TO_ZERO
    }

    static Case draw(SplittableRandom random) {
        int requests = random.nextInt(1, 13);
        long span = random.nextInt(1, 60);
        int max = random.nextBoolean() ? random.nextInt(1, 4) : 1_000;
        boolean lifo = random.nextInt(4) == 0;
        return new Case(
                Policy.values()[random.nextInt(4)],
                random.nextInt(1, 4),
                random.nextInt(0, 15),
                random.nextInt(1, 4),
                random.nextInt(3) == 0 ? random.nextInt(0, Math.min(max, 2) + 1) : 0,
                max,
                random.nextInt(3) == 0 ? random.nextInt(0, Math.min(max, 3) + 1) : 0,
                random.nextBoolean() ? random.nextInt(0, 5) : Integer.MAX_VALUE,
                random.nextInt(3) == 0 ? random.nextInt(1, 15) : Long.MAX_VALUE,
                lifo,
                !lifo && random.nextInt(3) == 0,
                times(random, requests, span).sorted().toList(),
                times(random, requests, random.nextInt(1, 20)).toList(),
                span + random.nextInt(0, 40));
    }

    private static Stream<Long> times(SplittableRandom random, int count, long bound) {
        return random.longs(count, 0, bound).boxed();
    }
}
