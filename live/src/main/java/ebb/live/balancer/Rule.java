package ebb.live.balancer;

import java.util.Locale;

/** What a request may not be, with what its sender is told. */
enum Rule {
    /** Not HTTP, or a name, value, line or number that the grammar does not allow. */
    MALFORMED(400),
    /** A line that ends otherwise than in CR LF, a lone CR or LF, a folded header. */
    LINE_END(400),
    LINE_TOO_LONG(414),
    HEAD_TOO_LONG(431),
    TOO_MANY_HEADERS(431),
    VERSION(505),
    METHOD(405),
    TARGET(400),
    /** Dot segments, and escapes that servers read in two ways. */
    PATH(400),
    HOST(400),
    TRANSFER_ENCODING(400),
    CONTENT_LENGTH(400),
    CHUNK(400),
    TRAILER(400),
    /** A header that pods may take for another one. */
    NAME(400),
    /** {@code Connection} names a header that may not be dropped on the way. */
    CONNECTION(400),
    EXPECT(417),
    BODY_TOO_LONG(413),
    /** The head or the body came too slowly. */
    TOO_SLOW(408),
    BANNED(403),
    TOO_OFTEN(429);

    final int status;

    Rule(int status) {
        this.status = status;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
