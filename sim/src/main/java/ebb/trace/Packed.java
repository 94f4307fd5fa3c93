package ebb.trace;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A column of a block in a recording: {@code value = base + unit * k}, k in as few bytes as the largest needs, 0 to 8. Times in
 * milliseconds cost three bytes a row and tokens two; a column that never changes costs nothing.
 */
final class Packed {
    /** Of the header: base and unit, 8 bytes each, and the width, 1 byte. */
    private static final int HEADER = 17;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Packed() {}

    /** @param rows at least one */
    static void write(long[] values, int rows, ByteArrayOutputStream out) {
        long base = Long.MAX_VALUE;
        long top = Long.MIN_VALUE;
        for (int i = 0; i < rows; i++) {
            base = Math.min(base, values[i]);
            top = Math.max(top, values[i]);
        }
        long unit = 0;
        for (int i = 0; i < rows && unit != 1; i++) {
            unit = gcd(unit, values[i] - base);
        }
        int width = unit == 0 ? 0 : width((top - base) / unit);
        put(out, base, 8);
        put(out, unit, 8);
        out.write(width);
        for (int i = 0; i < rows && width > 0; i++) {
            put(out, (values[i] - base) / unit, width);
        }
    }

    private static long gcd(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }

    private static int width(long most) {
        return (Long.SIZE - Long.numberOfLeadingZeros(most) + 7) / 8;
    }

    static void put(ByteArrayOutputStream out, long value, int width) {
        for (int i = 0; i < width; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }

    /** @return how many bytes a column at this place takes */
    static long size(MemorySegment file, long at, int rows) {
        return HEADER + (long) rows * file.get(ValueLayout.JAVA_BYTE, at + 16);
    }

    static void read(MemorySegment file, long at, long[] into, int rows) {
        long base = file.get(LONG, at);
        long unit = file.get(LONG, at + 8);
        long data = at + HEADER;
        int width = file.get(ValueLayout.JAVA_BYTE, at + 16);
        if (width < 0 || width > 8) {
            throw new IllegalStateException("a column of " + width + " bytes a row: the recording was changed");
        }
        // Eight bytes are read for each; behind the last column stand an index and a trailer that are longer.
        long mask = width == 8 ? -1 : (1L << (8 * width)) - 1;
        for (int i = 0; i < rows; i++) {
            into[i] = base + unit * (file.get(LONG, data + (long) width * i) & mask);
        }
    }
}
