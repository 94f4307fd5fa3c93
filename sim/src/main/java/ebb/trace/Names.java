package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers names given as bytes, in the order in which they first come; one that is known costs no allocation. */
final class Names {
    private final List<byte[]> names = new ArrayList<>();
    private int[] slots = new int[64];
    private byte[] last = new byte[0];
    private int lastId = -1;

    /** @return its number, a new one if it is new */
    int id(byte[] b, int from, int to) {
        if (lastId >= 0 && Arrays.equals(last, 0, last.length, b, from, to)) {
            return lastId;
        }
        int id = find(b, from, to);
        last = names.get(id);
        lastId = id;
        return id;
    }

    int id(String name) {
        byte[] bytes = name.getBytes(UTF_8);
        return id(bytes, 0, bytes.length);
    }

    private int find(byte[] b, int from, int to) {
        int mask = slots.length - 1;
        int slot = hash(b, from, to) & mask;
        while (slots[slot] != 0) {
            byte[] known = names.get(slots[slot] - 1);
            if (Arrays.equals(known, 0, known.length, b, from, to)) {
                return slots[slot] - 1;
            }
            slot = (slot + 1) & mask;
        }
        names.add(Arrays.copyOfRange(b, from, to));
        slots[slot] = names.size();
        if (names.size() * 2 > slots.length) {
            grow();
        }
        return names.size() - 1;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int i = 0; i < names.size(); i++) {
            byte[] name = names.get(i);
            int slot = hash(name, 0, name.length) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = i + 1;
        }
    }

    private static int hash(byte[] b, int from, int to) {
        int h = 0x811C9DC5;
        for (int i = from; i < to; i++) {
            h = (h ^ b[i]) * 0x01000193;
        }
        return h ^ (h >>> 15);
    }

    int size() {
        return names.size();
    }

    List<String> list() {
        return names.stream().map(each -> new String(each, UTF_8)).toList();
    }
}
