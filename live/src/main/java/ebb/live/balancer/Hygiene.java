package ebb.live.balancer;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.EXPECT;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.TE;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a head must be before it goes on, and what is taken out of it on the way: two readers of what leaves here read the same.
 *
 * <p>Sources: RFC 9110 7.6.1 (hop by hop), RFC 9112 2.2, 3.2, 6.1, 6.3; Kettle, "HTTP Desync Attacks" (2019) and "HTTP/1.1 must die" (2025).
 */
final class Hygiene {
    // Names that belong to a connection and not to a message, and those by which clients have made proxies speak for
    // them.
    private static final AsciiString[] HOP_BY_HOP =
            names("keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate", "http2-settings");

    // A Connection header that names one of these asks us to drop what the message means.
    private static final Set<String> KEPT = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "content-type",
            "authorization",
            "cookie",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-request-id",
            "via");

    // RFC 9110 6.5.1: framing, routing, authentication, request modifiers, content.
    private static final Set<String> NOT_IN_TRAILERS = Set.of(
            "transfer-encoding",
            "content-length",
            "host",
            "connection",
            "upgrade",
            "keep-alive",
            "te",
            "trailer",
            "expect",
            "max-forwards",
            "range",
            "authorization",
            "cookie",
            "set-cookie",
            "cache-control",
            "pragma",
            "content-encoding",
            "content-type",
            "content-range",
            "forwarded",
            "via",
            "location",
            "date",
            "age",
            "expires",
            "retry-after",
            "vary",
            "warning");

    private static final AsciiString[] HIXIE = names("sec-websocket-key1", "sec-websocket-key2");
    private static final boolean[] IN_HOST = chars("-._~!$&'()*+,;=%:[]");
    private static final boolean[] IN_TOKEN = chars("!#$%&'*+-.^_`|~");

    private Hygiene() {}

    private static AsciiString[] names(String... names) {
        AsciiString[] ascii = new AsciiString[names.length];
        for (int i = 0; i < names.length; i++) {
            ascii[i] = AsciiString.cached(names[i]);
        }
        return ascii;
    }

    private static boolean[] chars(String others) {
        boolean[] in = new boolean[128];
        for (char c = '0'; c <= 'z'; c++) {
            in[c] = c <= '9' || (c >= 'A' && c <= 'Z') || c >= 'a';
        }
        others.chars().forEach(c -> in[c] = true);
        return in;
    }

    /** @return what a head violates, null if nothing; then an absolute target has become a path */
    static @Nullable Rule check(HttpRequest request, BalancerSettings.Http http) {
        if (request.decoderResult().isFailure()) {
            return violated(request.decoderResult().cause());
        }
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return Rule.VERSION;
        }
        HttpHeaders headers = request.headers();
        Rule rule = method(request.method());
        rule = rule == null ? names(headers, http) : rule;
        rule = rule == null ? framing(headers, version, http) : rule;
        rule = rule == null ? host(headers, version) : rule;
        rule = rule == null ? target(request, http) : rule;
        return rule == null ? expect(headers, version) : rule;
    }

    private static Rule violated(Throwable cause) {
        return switch (cause) {
            case RequestDecoder.Violation violation -> violation.rule;
            case TooLongHttpLineException tooLong -> Rule.LINE_TOO_LONG;
            case TooLongHttpHeaderException tooLong -> Rule.HEAD_TOO_LONG;
            default -> Rule.MALFORMED;
        };
    }

    private static @Nullable Rule method(HttpMethod method) {
        String name = method.name();
        if (!all(name, IN_TOKEN)) {
            return Rule.MALFORMED;
        }
        // A tunnel to anywhere, and an answer that shows what proxies added.
        return method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE) ? Rule.METHOD : null;
    }

    private static @Nullable Rule names(HttpHeaders headers, BalancerSettings.Http http) {
        if (headers.size() > http.headers()) {
            return Rule.TOO_MANY_HEADERS;
        }
        for (Iterator<Map.Entry<CharSequence, CharSequence>> each = headers.iteratorCharSequence(); each.hasNext(); ) {
            CharSequence name = each.next().getKey();
            if (!http.underscores() && name instanceof AsciiString ascii && ascii.indexOf('_', 0) >= 0) {
                return Rule.NAME;
            }
        }
        // Netty gives such a request a body of 8 bytes that nobody else sees (draft-hixie-thewebsocketprotocol-76).
        return headers.contains(HIXIE[0]) || headers.contains(HIXIE[1]) ? Rule.NAME : null;
    }

    private static @Nullable Rule framing(HttpHeaders headers, HttpVersion version, BalancerSettings.Http http) {
        String encoding = headers.get(TRANSFER_ENCODING);
        String length = headers.get(CONTENT_LENGTH);
        if (encoding != null
                && (length != null
                        || version.equals(HttpVersion.HTTP_1_0)
                        || !encoding.equalsIgnoreCase("chunked")
                        || headers.getAll(TRANSFER_ENCODING).size() != 1)) {
            return Rule.TRANSFER_ENCODING;
        }
        if (length == null) {
            if (encoding != null && !encoding.equals("chunked")) {
                headers.set(
                        TRANSFER_ENCODING,
                        HttpHeaderValues.CHUNKED); // names of codings ignore case; not every reader does
            }
            return null;
        }
        if (length.isEmpty()
                || length.length() > 18
                || !length.chars().allMatch(c -> c >= '0' && c <= '9')
                || headers.getAll(CONTENT_LENGTH).size() != 1) {
            return Rule.CONTENT_LENGTH;
        }
        return Long.parseLong(length) > http.bodyBytes() ? Rule.BODY_TOO_LONG : null;
    }

    private static @Nullable Rule host(HttpHeaders headers, HttpVersion version) {
        String host = headers.get(HOST);
        if (host == null) {
            return version.equals(HttpVersion.HTTP_1_0) ? null : Rule.HOST;
        }
        return headers.getAll(HOST).size() == 1 && isAuthority(host) ? null : Rule.HOST;
    }

    private static boolean isAuthority(String host) {
        if (host.isEmpty() || !all(host, IN_HOST)) {
            return false;
        }
        int end = host.charAt(0) == '[' ? host.indexOf(']') + 1 : host.indexOf(':');
        if (host.charAt(0) == '[' ? end == 0 : host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
            return false;
        }
        if (end < 0 || end == host.length()) {
            return true;
        }
        return end > 0
                && host.charAt(end) == ':'
                && host.length() - end <= 6
                && host.chars().skip(end + 1L).allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean all(String text, boolean[] in) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= in.length || !in[c]) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Rule target(HttpRequest request, BalancerSettings.Http http) {
        String uri = request.uri();
        if (uri.isEmpty()) {
            return Rule.TARGET;
        }
        if (uri.charAt(0) != '/') {
            if (uri.equals("*")) {
                return request.method().equals(HttpMethod.OPTIONS) ? null : Rule.TARGET;
            }
            uri = path(uri, request.headers().get(HOST));
            if (uri == null) {
                return Rule.TARGET;
            }
            request.setUri(uri);
        }
        return path(uri, http);
    }

    /** @return the path of an absolute target of this host, null if it is none */
    private static @Nullable String path(String uri, @Nullable String host) {
        int scheme =
                uri.regionMatches(true, 0, "http://", 0, 7) ? 7 : uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
        int end = uri.indexOf('/', scheme);
        int query = uri.indexOf('?', scheme);
        end = end < 0 || (query >= 0 && query < end) ? query : end;
        String authority = uri.substring(scheme, end < 0 ? uri.length() : end);
        if (scheme == 0 || host == null || !authority.equalsIgnoreCase(host)) {
            return null;
        }
        String path = end < 0 ? "" : uri.substring(end);
        return path.startsWith("/") ? path : "/" + path;
    }

    private static @Nullable Rule path(String uri, BalancerSettings.Http http) {
        boolean inPath = true;
        boolean suspicious = false;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                return Rule.TARGET;
            }
            inPath &= c != '?';
            if (inPath && c == '\\') {
                return Rule.PATH;
            }
            suspicious |= inPath && (c == '%' || (c == '.' && uri.charAt(i - 1) == '/'));
        }
        return suspicious ? segments(uri, http) : null;
    }

    private static @Nullable Rule segments(String uri, BalancerSettings.Http http) {
        int query = uri.indexOf('?');
        String path = (query < 0 ? uri : uri.substring(0, query)).toLowerCase(Locale.ROOT);
        if (path.contains("%00") || (!http.escapedSlashes() && (path.contains("%2f") || path.contains("%5c")))) {
            return Rule.PATH;
        }
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            if (i + 2 >= path.length() || !isHex(path.charAt(i + 1)) || !isHex(path.charAt(i + 2))) {
                return Rule.PATH;
            }
        }
        for (String segment : path.replace("%2e", ".").split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return Rule.PATH;
            }
        }
        return null;
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    private static @Nullable Rule expect(HttpHeaders headers, HttpVersion version) {
        String expect = headers.get(EXPECT);
        if (expect == null) {
            return null;
        }
        if (version.equals(HttpVersion.HTTP_1_0)) {
            headers.remove(EXPECT); // RFC 9110 10.1.1
            return null;
        }
        return expect.equalsIgnoreCase("100-continue") ? null : Rule.EXPECT;
    }

    /**
     * Takes out of a request what belongs to the client's connection.
     *
     * @param upgrades protocols that it may change to
     * @return the protocol that it may change to, null if it asks for none; what is not null, stays in the head
     * @throws RequestDecoder.Violation if it asks to drop what may not be dropped
     */
    static @Nullable String strip(HttpRequest request, List<String> upgrades) {
        HttpHeaders headers = request.headers();
        String upgrade = headers.get(UPGRADE);
        boolean trailers = "trailers".equalsIgnoreCase(headers.get(TE));
        boolean asks = dropListed(headers) && upgrade != null;
        headers.remove(TE);
        headers.remove(UPGRADE);
        for (AsciiString name : HOP_BY_HOP) {
            headers.remove(name);
        }
        if (asks && upgrade != null && mayUpgrade(request, upgrade, upgrades)) {
            headers.set(UPGRADE, upgrade);
            headers.set(CONNECTION, UPGRADE);
            return upgrade;
        }
        if (trailers) {
            headers.set(TE, "trailers");
            headers.set(CONNECTION, TE);
        }
        return null;
    }

    private static boolean mayUpgrade(HttpRequest request, String upgrade, List<String> upgrades) {
        return request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !request.headers().contains(CONTENT_LENGTH)
                && !request.headers().contains(TRANSFER_ENCODING)
                && upgrades.contains(upgrade.toLowerCase(Locale.ROOT));
    }

    /** Takes out what belongs to the pod's connection. */
    static void strip(HttpHeaders answer) {
        if (answer.contains(CONNECTION)) {
            dropListed(answer);
        }
        answer.remove(UPGRADE);
        for (AsciiString name : HOP_BY_HOP) {
            answer.remove(name);
        }
    }

    /** Drops {@code Connection} and what it names. @return whether it names {@code Upgrade} */
    private static boolean dropListed(HttpHeaders headers) {
        if (!headers.contains(CONNECTION)) {
            return false;
        }
        boolean upgrade = false;
        for (String line : headers.getAll(CONNECTION)) {
            for (String each : line.split(",", -1)) {
                String name = each.strip().toLowerCase(Locale.ROOT);
                upgrade |= name.equals("upgrade");
                if (KEPT.contains(name)) {
                    throw new RequestDecoder.Violation(Rule.CONNECTION);
                }
                if (!name.isEmpty() && !name.equals("close") && !name.equals("keep-alive") && !name.equals("upgrade")) {
                    headers.remove(name);
                }
            }
        }
        headers.remove(CONNECTION);
        return upgrade;
    }

    /** Leaves in trailers only what may be there. */
    static void trailers(HttpHeaders trailers) {
        for (String name : Set.copyOf(trailers.names())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (NOT_IN_TRAILERS.contains(lower) || lower.startsWith("proxy-") || lower.startsWith("x-forwarded-")) {
                trailers.remove(name);
            }
        }
    }
}
