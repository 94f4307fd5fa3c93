package ebb.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are put together: whole numbers in as few bytes as they need, the low seven bits first (LEB128). */
final class Bytes {
    private byte[] data = new byte[256];
    private int size;

    void clear() {
        size = 0;
    }

    byte[] data() {
        return data;
    }

    int size() {
        return size;
    }

    private void room(int more) {
        if (size + more > data.length) {
            data = Arrays.copyOf(data, Math.max(size + more, 2 * data.length));
        }
    }

    void put(int value) {
        room(1);
        data[size++] = (byte) value;
    }

    void put(byte[] from, int length) {
        room(length);
        System.arraycopy(from, 0, data, size, length);
        size += length;
    }

    void put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put(bytes, bytes.length);
    }

    /** A number that is not negative, or any other taken as one. */
    void unsigned(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            data[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        data[size++] = (byte) rest;
    }

    /** A number near 0, of either sign. */
    void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    /** Eight bytes, the low one first. */
    void fixed(long value) {
        room(8);
        for (int i = 0; i < 8; i++) {
            data[size++] = (byte) (value >>> (8 * i));
        }
    }
}
