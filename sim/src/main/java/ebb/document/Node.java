package ebb.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place of a document with getters for what may stand there.
 *
 * <p>A getter never throws: what is wrong goes into the problems, and a value that fits comes back so that reading goes on and finds the
 * rest. Without a {@code standard} the value is required. Ranges include their ends.
 */
public final class Node {
    /** What stands at a node. */
    public enum Kind {
        ABSENT,
        SCALAR,
        LIST,
        MAPPING
    }

    private final Problems problems;
    private final Mapping parent;
    private final String name;
    private final Position parentAt;
    private final @Nullable Tree tree;
    private @Nullable Tree settled;
    private @Nullable Mapping mapping;
    private @Nullable List<Node> items;

    Node(Problems problems, Mapping parent, String name, Position parentAt, @Nullable Tree tree) {
        this.problems = problems;
        this.parent = parent;
        this.name = name;
        this.parentAt = parentAt;
        this.tree = tree;
    }

    /** The key, or {@code key[i]} in a list. */
    public String name() {
        return name;
    }

    public boolean present() {
        return tree != null;
    }

    public Kind kind() {
        return switch (tree) {
            case null -> Kind.ABSENT;
            case Tree.Scalar scalar -> Kind.SCALAR;
            case Tree.Sequence sequence -> Kind.LIST;
            case Tree.Mapping entries -> Kind.MAPPING;
        };
    }

    /** Where the value stands; where its mapping begins if it is absent. */
    public Position at() {
        return tree == null ? parentAt : tree.at();
    }

    /** Where problems that were found otherwise go. */
    public Problems problems() {
        return problems;
    }

    /** Notes a problem with what stands here. */
    public void problem(String rule, String wayOut) {
        problems.add(at(), shown(), rule, wayOut);
    }

    /** Notes that what is needed here is not. */
    public void missing() {
        missing("");
    }

    /** Notes that what is needed here is not, and what would help. */
    public void missing(String wayOut) {
        problems.add(parentAt, parent.title(), "needs " + name, wayOut);
    }

    public String text() {
        return tree == null ? absent("") : scalar("");
    }

    public String text(String standard) {
        return settle(tree == null ? standard : scalar(standard));
    }

    public @Nullable String textOrNull() {
        return tree == null ? null : scalar("");
    }

    /** @return whether exactly this word stands here; only then is it read */
    public boolean is(String word) {
        boolean same = tree instanceof Tree.Scalar scalar && scalar.text().equals(word);
        return same && !scalar("").isEmpty();
    }

    public int integer(int min, int max) {
        return Math.toIntExact(read(Quantity.INTEGER, (long) min, (long) max, null));
    }

    public int integer(int min, int max, int standard) {
        return Math.toIntExact(read(Quantity.INTEGER, (long) min, (long) max, (long) standard));
    }

    public long whole(long min, long max) {
        return read(Quantity.INTEGER, min, max, null);
    }

    public long whole(long min, long max, long standard) {
        return read(Quantity.INTEGER, min, max, standard);
    }

    public double number(double min, double max) {
        return read(Quantity.NUMBER, min, max, null);
    }

    public double number(double min, double max, double standard) {
        return read(Quantity.NUMBER, min, max, standard);
    }

    /** Nanoseconds. */
    public long duration(long min, long max) {
        return read(Quantity.DURATION, min, max, null);
    }

    /** Nanoseconds. */
    public long duration(long min, long max, long standard) {
        return read(Quantity.DURATION, min, max, standard);
    }

    /** Nanoseconds; {@link Long#MAX_VALUE} for {@code never}. */
    public long durationOrNever(long min, long standard) {
        return read(Quantity.DURATION_OR_NEVER, min, Long.MAX_VALUE, standard);
    }

    public long bytes(long min, long max) {
        return read(Quantity.BYTES, min, max, null);
    }

    public long bytes(long min, long max, long standard) {
        return read(Quantity.BYTES, min, max, standard);
    }

    /** Bytes a second. */
    public long bandwidth(long min, long max, long standard) {
        return read(Quantity.BANDWIDTH, min, max, standard);
    }

    /** Events a second. */
    public double rate(double min, double max) {
        return read(Quantity.RATE, min, max, null);
    }

    /** Events a second. */
    public double rate(double min, double max, double standard) {
        return read(Quantity.RATE, min, max, standard);
    }

    public double ratio(double min, double max) {
        return read(Quantity.RATIO, min, max, null);
    }

    public double ratio(double min, double max, double standard) {
        return read(Quantity.RATIO, min, max, standard);
    }

    /** Thousandths of a core or of a GPU. */
    public long millis(long min, long max) {
        return read(Quantity.MILLIS, min, max, null);
    }

    /** Thousandths of a core or of a GPU. */
    public long millis(long min, long max, long standard) {
        return read(Quantity.MILLIS, min, max, standard);
    }

    public Money money(String currency) {
        Money none = new Money(0, currency);
        Money found = read(Quantity.MONEY, none, new Money(Double.MAX_VALUE, currency), null);
        if (!found.currency().equals(currency)) {
            problem("must be in " + currency + " like the other amounts", "");
        }
        return found;
    }

    public Instant instant() {
        return read(Quantity.INSTANT, Instant.EPOCH, Instant.MAX, null);
    }

    public Instant instant(Instant standard) {
        return read(Quantity.INSTANT, Instant.EPOCH, Instant.MAX, standard);
    }

    public boolean flag(boolean standard) {
        return choice(List.of("true", "false"), String.valueOf(standard)).equals("true");
    }

    /** One of an enum's constants, written in small letters with dashes: {@code round-robin}. */
    public <E extends Enum<E>> E choice(Class<E> type, E standard) {
        E[] all = type.getEnumConstants();
        List<String> names = Arrays.stream(all).map(Node::title).toList();
        return all[names.indexOf(choice(names, title(standard)))];
    }

    /** One of the names. */
    public String choice(List<String> names, String standard) {
        String found = tree == null ? standard : scalar(standard);
        if (!names.contains(found)) {
            problem("must be one of " + String.join(", ", names), maybe(found, names));
            return standard;
        }
        return settle(found);
    }

    private static String maybe(String found, List<String> names) {
        String nearest = NearestName.of(found, names);
        return nearest == null ? "" : "Maybe " + nearest + "?";
    }

    /** How an enum's constant is written. */
    public static String title(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A value with its unit, from one end of a range to the other; required if there is no standard. */
    public <T extends Comparable<T>> T read(Quantity<T> kind, T min, T max, @Nullable T standard) {
        T otherwise = standard == null ? min : standard;
        if (tree == null) {
            return standard == null ? absent(min) : settleAs(kind, standard);
        }
        if (!(tree instanceof Tree.Scalar scalar)) {
            return wrong("must be " + kind.form(), "", otherwise);
        }
        T value = kind.parse(scalar.text());
        if (value == null) {
            return wrong("must be " + kind.form(), kind.guess(scalar.text()), otherwise);
        }
        if (value.compareTo(min) < 0) {
            return wrong("must be at least " + kind.print(min), positive(kind, scalar.text(), min, max), otherwise);
        }
        if (value.compareTo(max) > 0) {
            return wrong("must be at most " + kind.print(max), "", otherwise);
        }
        return settleAs(kind, value);
    }

    private static <T extends Comparable<T>> String positive(Quantity<T> kind, String text, T min, T max) {
        T better = text.startsWith("-") ? kind.parse(text.substring(1)) : null;
        boolean fits = better != null && better.compareTo(min) >= 0 && better.compareTo(max) <= 0;
        return fits ? "Maybe " + text.substring(1) + "?" : "";
    }

    /** @return the items; none if it is absent */
    public List<Node> list() {
        if (items == null) {
            items = tree == null
                    ? List.of()
                    : switch (tree) {
                        case Tree.Sequence sequence -> nodes(sequence);
                        default -> wrong("must be a list", "Write - before each item.", List.<Node>of());
                    };
        }
        return items;
    }

    /** @return the items; itself if it is no list */
    public List<Node> listOrOne() {
        return tree instanceof Tree.Sequence ? list() : tree == null ? List.of() : List.of(this);
    }

    private List<Node> nodes(Tree.Sequence sequence) {
        List<Node> all = new ArrayList<>();
        for (Tree each : sequence.items()) {
            all.add(new Node(problems, parent, name + "[" + all.size() + "]", sequence.at(), each));
        }
        return all;
    }

    /** @return its keys; none if it is absent */
    public Mapping mapping() {
        if (mapping == null) {
            mapping = switch (tree) {
                case Tree.Mapping entries -> new Mapping(problems, name, entries);
                case null -> new Mapping(problems, name, empty());
                default -> {
                    problem("must be made of key: value lines", "");
                    yield new Mapping(new Problems(), name, empty());
                }
            };
        }
        return mapping;
    }

    private Tree.Mapping empty() {
        return new Tree.Mapping(at(), Map.of(), Map.of());
    }

    /** @return all that stands here as it is, for a reader of its own; null if nothing does */
    public @Nullable Tree whole() {
        settled = tree;
        return tree;
    }

    /** @return what stands here, on one line */
    public String shown() {
        return switch (tree) {
            case null -> name;
            case Tree.Scalar scalar -> name + " = " + scalar.text();
            case Tree.Sequence sequence -> name;
            case Tree.Mapping entries -> name;
        };
    }

    /** What was read here, with defaults; null if nothing was asked for. */
    public @Nullable Tree resolved() {
        if (settled != null) {
            return settled;
        }
        if (mapping != null) {
            Tree.Mapping inner = mapping.resolved();
            return tree == null && inner.entries().isEmpty() ? null : inner;
        }
        return items == null || tree == null ? null : resolvedItems(items);
    }

    private Tree.Sequence resolvedItems(List<Node> nodes) {
        List<Tree> all = new ArrayList<>();
        for (Node each : nodes) {
            Tree resolved = each.resolved();
            if (resolved != null) {
                all.add(resolved);
            }
        }
        return new Tree.Sequence(at(), all);
    }

    private String scalar(String otherwise) {
        return tree instanceof Tree.Scalar scalar
                ? settle(scalar.text())
                : wrong("must be a single value", "", otherwise);
    }

    private <T> T absent(T otherwise) {
        missing();
        return otherwise;
    }

    private <T> T wrong(String rule, String wayOut, T otherwise) {
        problem(rule, wayOut);
        return otherwise;
    }

    private String settle(String text) {
        boolean asWritten = tree instanceof Tree.Scalar scalar && scalar.quoted();
        settled = new Tree.Scalar(at(), text, asWritten);
        return text;
    }

    private <T extends Comparable<T>> T settleAs(Quantity<T> kind, T value) {
        settled = new Tree.Scalar(at(), kind.print(value), false);
        return value;
    }
}
