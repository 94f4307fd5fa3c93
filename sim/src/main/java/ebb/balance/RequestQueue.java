package ebb.balance;

/** A list of requests through shared links: added at the end, taken from anywhere. */
final class RequestQueue {
    private final Links links;
    private int first = WaitingRoom.NONE;
    private int last = WaitingRoom.NONE;
    private int size;

    RequestQueue(Links links) {
        this.links = links;
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

    int after(int request) {
        return links.after[request];
    }

    void addLast(int request) {
        links.before[request] = last;
        links.after[request] = WaitingRoom.NONE;
        if (last == WaitingRoom.NONE) {
            first = request;
        } else {
            links.after[last] = request;
        }
        last = request;
        size++;
    }

    void remove(int request) {
        int before = links.before[request];
        int after = links.after[request];
        if (before == WaitingRoom.NONE) {
            first = after;
        } else {
            links.after[before] = after;
        }
        if (after == WaitingRoom.NONE) {
            last = before;
        } else {
            links.before[after] = before;
        }
        size--;
    }
}
