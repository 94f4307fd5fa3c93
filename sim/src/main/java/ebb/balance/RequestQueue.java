package ebb.balance;

/**
 * A list of requests through links that it shares with other lists: a request is in one of them at most. Added at either end, taken from
 * anywhere, each in O(1); nothing is allocated. None is {@link WaitingRoom#NONE}.
 */
public final class RequestQueue {
    private final Links links;
    private int first = WaitingRoom.NONE;
    private int last = WaitingRoom.NONE;
    private int size;

    public RequestQueue(Links links) {
        this.links = links;
    }

    public int size() {
        return size;
    }

    public int first() {
        return first;
    }

    public int last() {
        return last;
    }

    public int after(int request) {
        return links.after[request];
    }

    public void addLast(int request) {
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

    public void addFirst(int request) {
        links.after[request] = first;
        links.before[request] = WaitingRoom.NONE;
        if (first == WaitingRoom.NONE) {
            last = request;
        } else {
            links.before[first] = request;
        }
        first = request;
        size++;
    }

    public void remove(int request) {
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
