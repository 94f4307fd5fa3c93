package ebb.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Windows as they are read, kept by service. */
final class WindowTable {
    // 16 M requests in one window are 128 MB of times while it is expanded.
    private static final int MOST = 1 << 24;

    private final Source source;
    private final long width;
    private final boolean withLaws;
    private final Names names = new Names();
    private final List<Windows> windows = new ArrayList<>();
    private long end;

    /** Beside the windows: what is known of services. */
    final Map<String, WindowTrace.Facts> drawn = new HashMap<>();

    final Map<String, ServiceFacts> facts = new HashMap<>();

    WindowTable(Source source, long width, boolean withLaws) {
        this.source = source;
        this.width = width;
        this.withLaws = withLaws;
    }

    Windows service(byte[] b, int from, int to) {
        return service(names.id(b, from, to));
    }

    Windows service(String name) {
        return service(names.id(name));
    }

    private Windows service(int id) {
        if (id == windows.size()) {
            windows.add(new Windows(withLaws));
        }
        return windows.get(id);
    }

    List<String> names() {
        return names.list();
    }

    /** @return whether a window may begin now: the windows of a service ascend and do not overlap */
    boolean admits(Windows service, long start, Rows rows, int field) {
        if (start > Long.MAX_VALUE - width) {
            rows.problem(field, "is too late: times end after 292 years", "");
            return false;
        }
        if (service.follows(start, width)) {
            end = Math.max(end, start + width);
            return true;
        }
        boolean twice = start == service.starts[service.size - 1];
        String rule = twice ? "the window is there twice" : "the window begins before the one above it ends";
        rows.problem(field, rule, twice ? "Add the counts, or delete one." : "Sort the windows of a service by time.");
        return false;
    }

    /** Adds a window of which it is known that it may come. */
    void put(Windows service, long start, long count) {
        if (count > MOST) {
            throw source.fatal(
                    String.valueOf(count), "a window holds " + MOST + " requests at most", "Use a smaller step.");
        }
        end = Math.max(end, start + width);
        if (count > 0) {
            service.add(start, (int) count);
        }
    }

    /** @return whether a window can hold so many */
    static boolean fits(long count, Rows rows, int field) {
        if (count > MOST) {
            rows.problem(field, "a window holds " + MOST + " requests at most", "Use narrower windows.");
            return false;
        }
        return true;
    }

    Content build() {
        source.check();
        if (windows.isEmpty()) {
            throw source.fatal("", "has no windows that can be used", "");
        }
        List<String> services = names.list();
        List<WindowTrace.Facts> each = services.stream()
                .map(name -> drawn.getOrDefault(name, WindowTrace.Facts.NONE))
                .toList();
        WindowTrace.Setting setting = new WindowTrace.Setting(width, source.options.expansion(), source.options.seed());
        facts.keySet().retainAll(services);
        return new Content(new WindowTrace(services, windows, each, setting, end, source.hash()), facts, null);
    }
}
