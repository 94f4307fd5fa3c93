package ebb.live.balancer;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How much is read from a client at once, for one connection: little while a head is expected, since what comes with a head that then waits
 * stays in memory; much while a body flows. Counts what was read.
 */
final class ReadSize extends DefaultMaxMessagesRecvByteBufAllocator {
    static final int HEAD = 4 << 10;
    static final int BODY = 64 << 10;

    int bytes = HEAD;

    /** Bytes read so far. */
    long read;

    @Override
    @SuppressWarnings("deprecation") // Handle is what the interface asks for
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return bytes;
            }

            @Override
            public void lastBytesRead(int count) {
                read += Math.max(0, count);
                super.lastBytesRead(count);
            }
        };
    }
}
