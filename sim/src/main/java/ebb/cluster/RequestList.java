package ebb.cluster;

/** A list of requests linked through the table's columns: first and last in O(1), removal from the middle in O(1). */
final class RequestList {
    private final RequestTable table;
    private int first = RequestTable.NONE;
    private int last = RequestTable.NONE;
    private int size;

    RequestList(RequestTable table) {
        this.table = table;
    }

    int size() {
        return size;
    }

    int first() {
        return first;
    }

    int last() {
        return last;
    }

    void addLast(int slot) {
        table.previous[slot] = last;
        table.next[slot] = RequestTable.NONE;
        if (last == RequestTable.NONE) {
            first = slot;
        } else {
            table.next[last] = slot;
        }
        last = slot;
        size++;
    }

    void addFirst(int slot) {
        table.next[slot] = first;
        table.previous[slot] = RequestTable.NONE;
        if (first == RequestTable.NONE) {
            last = slot;
        } else {
            table.previous[first] = slot;
        }
        first = slot;
        size++;
    }

    void remove(int slot) {
        int before = table.previous[slot];
        int after = table.next[slot];
        if (before == RequestTable.NONE) {
            first = after;
        } else {
            table.next[before] = after;
        }
        if (after == RequestTable.NONE) {
            last = before;
        } else {
            table.previous[after] = before;
        }
        size--;
    }
}
