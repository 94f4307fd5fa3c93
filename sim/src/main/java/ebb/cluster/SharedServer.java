package ebb.cluster;

import java.util.Arrays;
import java.util.List;

/**
 * Processor sharing with an efficiency curve. Each request has the same share; work is counted in virtual ns that advance at
 * {@code efficiency(n) / n}, so that a request's end in virtual time is known when it comes.
 */
final class SharedServer implements Server {
    private final RequestTable table;
    private final double[] efficiency;
    private int[] requests = new int[8];
    private double[] ends = new double[8];
    private int size;
    private double virtual;
    private long at;

    SharedServer(RequestTable table, List<Double> efficiency) {
        this.table = table;
        this.efficiency = efficiency.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double speed() {
        return efficiency[Math.min(size, efficiency.length) - 1] / size;
    }

    /** The share of what a pod can do at most that it does with so many requests. */
    static double use(List<Double> efficiency, int requests) {
        double most = efficiency.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        return requests == 0 ? 0 : efficiency.get(Math.min(requests, efficiency.size()) - 1) / most;
    }

    private void advance(long nowNanos) {
        if (size > 0) {
            virtual += (double) (nowNanos - at) * speed();
        }
        at = nowNanos;
    }

    @Override
    public void admit(int request, long nowNanos) {
        advance(nowNanos);
        if (size == requests.length) {
            requests = Arrays.copyOf(requests, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        double end = virtual + (double) table.work[request];
        int i = size++;
        while (i > 0 && ends[i - 1] > end) {
            ends[i] = ends[i - 1];
            requests[i] = requests[i - 1];
            i--;
        }
        ends[i] = end;
        requests[i] = request;
    }

    @Override
    public void abort(int request, long nowNanos) {
        advance(nowNanos);
        for (int i = 0; i < size; i++) {
            if (requests[i] == request) {
                removeAt(i);
                return;
            }
        }
    }

    private void removeAt(int i) {
        System.arraycopy(requests, i + 1, requests, i, size - i - 1);
        System.arraycopy(ends, i + 1, ends, i, size - i - 1);
        size--;
    }

    @Override
    public long due() {
        if (size == 0) {
            return Long.MAX_VALUE;
        }
        return at + (long) Math.ceil(Math.max(0, ends[0] - virtual) / speed());
    }

    @Override
    public int step(long nowNanos) {
        advance(nowNanos);
        // Half a nanosecond: virtual time is a sum of products and may fall short of an end by its rounding.
        if (size == 0 || ends[0] > virtual + 0.5) {
            return -1;
        }
        int request = requests[0];
        removeAt(0);
        return request;
    }

    @Override
    public void proceed(long nowNanos) {
        // Work goes on all the time.
    }

    @Override
    public long kvTokens() {
        return 0;
    }

    @Override
    public void clear() {
        size = 0;
        virtual = 0;
    }
}
