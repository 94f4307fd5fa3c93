package ebb.result;

import ebb.cluster.ServiceStatistics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Adler32;
import org.HdrHistogram.Histogram;

/**
 * Writes a run's latency histograms as an HdrHistogram interval log (format 1.3), which the standard tools read and merge: a line for each
 * that is not empty, tagged {@code total/wait} or {@code SERVICE/wait}, values in ns, over the run's simulated time.
 *
 * <p>The payload is the library's V2 encoding in a zlib stream of stored blocks: a compressing one depends on the zlib of the machine, and the
 * encoding has already folded runs of empty buckets.
 */
final class HistogramLog {
    // HistogramLogReader takes it: V2 compressed, HdrHistogram 2.2.2, AbstractHistogram.V2CompressedEncodingCookieBase
    // | 0x10.
    private static final int COMPRESSED_V2 = 0x1c849304 | 0x10;
    private static final int STORED_BLOCK = 65_535;

    private HistogramLog() {}

    static void write(RunRecord run, Writer out) throws IOException {
        out.write("#[Histogram log format version 1.3]\n");
        out.write("#[Values in ns; intervals in seconds of simulated time; max in s]\n");
        out.write("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n");
        service(run.total(), out);
        for (ServiceRecord each : run.services()) {
            service(each, out);
        }
    }

    private static void service(ServiceRecord record, Writer out) throws IOException {
        String length = Text.exact(Figures.seconds(record.statistics().durationNanos));
        for (Map.Entry<String, Histogram> each : histograms(record.statistics()).entrySet()) {
            Histogram histogram = each.getValue();
            if (histogram.getTotalCount() == 0) {
                continue;
            }
            String max = Text.exact(Figures.seconds(histogram.getMaxValue()));
            out.write("Tag=" + tag(record.name()) + "/" + each.getKey() + ",0," + length + "," + max + ","
                    + Base64.getEncoder().encodeToString(encoded(histogram)) + "\n");
        }
    }

    private static Map<String, Histogram> histograms(ServiceStatistics statistics) {
        Map<String, Histogram> all = new LinkedHashMap<>();
        all.put("wait", statistics.wait.histogram());
        all.put("service", statistics.service.histogram());
        all.put("latency", statistics.latency.histogram());
        all.put("first_token", statistics.firstToken.histogram());
        all.put("start_up", statistics.startUp.histogram());
        return all;
    }

    /** The format allows no commas, spaces or line breaks. */
    private static String tag(String name) {
        return name.replaceAll("[,\\s]", "_");
    }

    private static byte[] encoded(Histogram histogram) {
        ByteBuffer plain = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoByteBuffer(plain);
        byte[] stream = stored(plain.array(), length);
        return ByteBuffer.allocate(8 + stream.length)
                .putInt(COMPRESSED_V2)
                .putInt(stream.length)
                .put(stream)
                .array();
    }

    /** A zlib stream (RFC 1950, 1951) without compression. */
    private static byte[] stored(byte[] bytes, int length) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream(length + 64);
        stream.write(0x78);
        stream.write(0x01);
        for (int at = 0; at < length; at += STORED_BLOCK) {
            int size = Math.min(STORED_BLOCK, length - at);
            stream.write(at + size == length ? 1 : 0);
            littleEndian(size, stream);
            littleEndian(~size, stream);
            stream.write(bytes, at, size);
        }
        Adler32 check = new Adler32();
        check.update(bytes, 0, length);
        stream.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
        return stream.toByteArray();
    }

    private static void littleEndian(int number, ByteArrayOutputStream stream) {
        stream.write(number & 0xff);
        stream.write(number >> 8 & 0xff);
    }
}
