package ebb.cluster;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Continuous batching, as vLLM does it: iterations, one after another; prompts that have room in the KV cache are read together in an
 * iteration of their own (prefill first), otherwise every request of the batch gets one token.
 *
 * <p>Room for a request's whole context is reserved when it is admitted, so nothing is ever pre-empted. Iterations that decode the same
 * batch are done in one step: their total time has a closed form, and a newcomer cuts the step at the end of the iteration it falls in.
 */
final class BatchingServer implements Server {
    private final RequestTable table;
    private final ServiceModel.Batching model;

    /** Those in the batch first, then those that wait for room, in order of coming. */
    private int[] requests = new int[8];

    private long[] left = new long[8];
    private int batch;
    private int size;
    private long contextSum;
    private long reserved;

    private boolean prefilling;

    /** Requests from {@code batch} on that the running prefill reads. */
    private int reading;

    private long iterations;
    private long began;
    private long due = Long.MAX_VALUE;
    private boolean settling;
    private long produced;
    private @Nullable FirstTokens firstTokens;

    /** Who wants to know when the first token of an answer came. */
    interface FirstTokens {
        void came(int request, long nowNanos);
    }

    BatchingServer(RequestTable table, ServiceModel.Batching model) {
        this.table = table;
        this.model = model;
    }

    /** @return the time of a request that has the pod for itself, ns: no batch is faster for it */
    static long alone(ServiceModel.Batching model, long input, long output) {
        double millis = prefillMillis(model, input, (double) input * input);
        long decodes = Math.max(0, output - 1);
        return nanos(millis + decodeMillis(model, decodes, 1, input + 1));
    }

    private static double prefillMillis(ServiceModel.Batching model, long tokens, double squares) {
        ServiceModel.Coefficients c = model.prefill();
        return Math.max(0, c.a() + c.b() * tokens + c.c() * squares);
    }

    /** So many iterations of one batch, whose contexts grow by one token each time. */
    private static double decodeMillis(ServiceModel.Batching model, long iterations, long batch, long contextSum) {
        ServiceModel.Coefficients c = model.decode();
        double k = iterations;
        return k * (c.a() + c.c() * batch) + c.b() * (k * contextSum + batch * k * (k - 1) / 2);
    }

    private static long nanos(double millis) {
        return Math.round(millis * 1e6);
    }

    void tell(FirstTokens next) {
        firstTokens = next;
    }

    @Override
    public void admit(int request, long nowNanos) {
        if (size == requests.length) {
            requests = Arrays.copyOf(requests, size * 2);
            left = Arrays.copyOf(left, size * 2);
        }
        requests[size] = request;
        left[size] = Math.max(1, table.outputTokens[request]);
        size++;
        if (settling) {
            return;
        }
        if (due == Long.MAX_VALUE) {
            begin(nowNanos);
        } else if (!prefilling && room(request)) {
            cut(nowNanos);
        }
    }

    /** Ends a run of decodes at the end of the iteration that is under way. */
    private void cut(long nowNanos) {
        long low = 1;
        long high = iterations;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (began + nanos(decodeMillis(model, middle, batch, contextSum)) >= nowNanos) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        iterations = low;
        due = began + nanos(decodeMillis(model, iterations, batch, contextSum));
    }

    private boolean room(int request) {
        return reserved == 0 || reserved + footprint(request) <= model.kvTokens();
    }

    private long footprint(int request) {
        return (long) table.inputTokens[request] + Math.max(1, table.outputTokens[request]);
    }

    private void begin(long nowNanos) {
        began = nowNanos;
        reading = 0;
        long tokens = 0;
        double squares = 0;
        for (int i = batch; i < size && room(requests[i]); i++) {
            reserved += footprint(requests[i]);
            long input = table.inputTokens[requests[i]];
            tokens += input;
            squares += (double) input * input;
            reading++;
        }
        prefilling = reading > 0;
        if (prefilling) {
            due = nowNanos + nanos(prefillMillis(model, tokens, squares));
            return;
        }
        if (batch == 0) {
            due = Long.MAX_VALUE;
            return;
        }
        iterations = Long.MAX_VALUE;
        for (int i = 0; i < batch; i++) {
            iterations = Math.min(iterations, left[i]);
        }
        due = nowNanos + nanos(decodeMillis(model, iterations, batch, contextSum));
    }

    @Override
    public int step(long nowNanos) {
        if (!settling) {
            settle(nowNanos);
            settling = true;
        }
        for (int i = 0; i < batch; i++) {
            if (left[i] == 0) {
                int done = requests[i];
                takeOut(i);
                return done;
            }
        }
        return -1;
    }

    @Override
    public void proceed(long nowNanos) {
        settling = false;
        begin(nowNanos);
    }

    private void settle(long nowNanos) {
        if (prefilling) {
            for (int i = batch; i < batch + reading; i++) {
                left[i]--;
                table.firstToken[requests[i]] = nowNanos;
                contextSum += table.inputTokens[requests[i]] + 1L;
                if (firstTokens != null) {
                    firstTokens.came(requests[i], nowNanos);
                }
            }
            produced += reading;
            batch += reading;
            reading = 0;
        } else {
            for (int i = 0; i < batch; i++) {
                left[i] -= iterations;
            }
            contextSum += iterations * batch;
            produced += iterations * batch;
        }
    }

    private void takeOut(int i) {
        int request = requests[i];
        long output = Math.max(1, table.outputTokens[request]);
        if (i < batch) {
            contextSum -= table.inputTokens[request] + output - left[i];
            batch--;
            reserved -= footprint(request);
        }
        removeAt(i);
    }

    private void removeAt(int i) {
        System.arraycopy(requests, i + 1, requests, i, size - i - 1);
        System.arraycopy(left, i + 1, left, i, size - i - 1);
        size--;
    }

    @Override
    public void abort(int request, long nowNanos) {
        int i = 0;
        while (requests[i] != request) {
            i++;
        }
        if (settling || i >= batch + reading) {
            takeOut(i);
            return;
        }
        // In an iteration that runs on: the batch shrinks from the next iteration on, which begins now.
        if (prefilling && i >= batch) {
            reading--;
            reserved -= footprint(request);
            removeAt(i);
            if (reading == 0) {
                begin(nowNanos);
            }
            return;
        }
        if (!prefilling) {
            cut(nowNanos);
            long done = iterations - 1;
            for (int j = 0; j < batch; j++) {
                left[j] -= done;
            }
            contextSum += done * batch;
            produced += done * batch;
            takeOut(i);
            begin(nowNanos);
            return;
        }
        takeOut(i);
    }

    /** Tokens of answers ever, those of iterations that are over in a run of decodes that goes on included. */
    long produced(long nowNanos) {
        if (prefilling || batch == 0 || due == Long.MAX_VALUE) {
            return produced;
        }
        long low = 0;
        long high = iterations;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (began + nanos(decodeMillis(model, middle, batch, contextSum)) <= nowNanos) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return produced + low * batch;
    }

    /** Requests in the batch, those that are being read included. */
    int running() {
        return batch + reading;
    }

    /** Requests that the batch has no room for. */
    int waiting() {
        return size - running();
    }

    /** Tokens of the prompts that wait, or of whole contexts. */
    long waitingTokens(boolean whole) {
        long sum = 0;
        for (int i = running(); i < size; i++) {
            sum += whole ? footprint(requests[i]) : table.inputTokens[requests[i]];
        }
        return sum;
    }

    long mostTokens() {
        return model.kvTokens();
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public long kvTokens() {
        return reserved;
    }

    @Override
    public void clear() {
        size = 0;
        batch = 0;
        reading = 0;
        contextSum = 0;
        reserved = 0;
        settling = false;
        prefilling = false;
        due = Long.MAX_VALUE;
    }
}
