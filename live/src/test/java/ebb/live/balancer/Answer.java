package ebb.live.balancer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a client reads it.
 *
 * @param status 0 if the connection ended without one
 * @param interim status codes of answers before it
 * @param whole whether its end came
 */
record Answer(
        int status,
        List<Integer> interim,
        Map<String, List<String>> headers,
        String body,
        Map<String, List<String>> trailers,
        boolean whole) {
    static Answer read(PodServer.Wire wire, boolean head) throws IOException {
        List<Integer> interim = new java.util.ArrayList<>();
        String line = wire.line();
        while (line != null && line.matches("HTTP/1\\.1 1(?!01)[0-9][0-9].*")) {
            interim.add(Integer.parseInt(line.substring(9, 12)));
            wire.headers();
            line = wire.line();
        }
        if (line == null) {
            return new Answer(0, interim, Map.of(), "", Map.of(), false);
        }
        int status = Integer.parseInt(line.substring(9, 12));
        Map<String, List<String>> headers = wire.headers();
        if (head || status == 204 || status == 304 || status == 101) {
            return new Answer(status, interim, headers, "", Map.of(), true);
        }
        if (!headers.containsKey("content-length") && !headers.containsKey("transfer-encoding")) {
            StringBuilder body = new StringBuilder();
            for (int b = wire.in.read(); b >= 0; b = wire.in.read()) {
                body.append((char) b);
            }
            return new Answer(status, interim, headers, body.toString(), Map.of(), true);
        }
        try {
            PodServer.Seen seen = wire.body(line, headers);
            return new Answer(status, interim, headers, seen.body(), seen.trailers(), true);
        } catch (IOException e) {
            return new Answer(status, interim, headers, String.valueOf(e.getMessage()), Map.of(), false);
        }
    }

    @Nullable
    String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : String.join("|", values);
    }
}
