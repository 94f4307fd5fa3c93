package ebb.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML 1.2 document, made into a {@link Tree} from the parser's events: depth and size are bounded before anything is built, aliases
 * count as what they stand for.
 */
final class YamlReader {
    private static final int DEEPEST = 50;
    private static final int LARGEST = 200_000;

    private final String file;
    private final Problems problems;
    private final Iterator<Event> events;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private final boolean deletes;
    private int parts;

    /** @param parts that the tree has, itself included */
    private record Anchored(@Nullable Tree tree, int parts) {}

    /** Thrown where reading cannot go on; its problem is already noted. */
    private static final class Unreadable extends RuntimeException {}

    private YamlReader(String file, String text, boolean deletes, Problems problems) {
        this.file = file;
        this.deletes = deletes;
        this.problems = problems;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setParseComments(false)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        events = new Parse(settings).parseString(text).iterator();
    }

    /** @return null if there is no document; what was wrong is in the problems */
    static @Nullable Tree read(String file, String text, Problems problems) {
        return read(file, text, false, problems);
    }

    /** @param deletes whether {@code key: null} may stand there, to take away what another document says */
    static @Nullable Tree read(String file, String text, boolean deletes, Problems problems) {
        try {
            return new YamlReader(file, text, deletes, problems).document();
        } catch (Unreadable known) {
            return null;
        } catch (MarkedYamlEngineException bad) {
            Position at = bad.getProblemMark().map(mark -> at(file, mark)).orElse(new Position(file, 1, 1));
            problems.add(
                    at,
                    "",
                    "is not YAML: " + sentence(bad),
                    deletes ? "Put text that has a colon and a space, or begins with ! & * %, in quotes." : "");
            return null;
        } catch (YamlEngineException bad) {
            problems.add(new Position(file, 1, 1), "", "is not YAML: " + bad.getMessage(), "");
            return null;
        }
    }

    private static String sentence(MarkedYamlEngineException bad) {
        return bad.getContext() == null ? bad.getProblem() : bad.getContext() + " " + bad.getProblem();
    }

    private @Nullable Tree document() {
        Tree root = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent && root != null) {
                throw unreadable(at(event), "---", "begins a second document", "Put it into a file of its own.");
            }
            if (event instanceof NodeEvent) {
                root = tree(event, 0);
            }
        }
        return root;
    }

    private Tree tree(Event event, int depth) {
        if (++parts > LARGEST) {
            throw unreadable(at(event), "", "has more than " + LARGEST + " parts, aliases counted", "Split it.");
        }
        if (depth > DEEPEST) {
            throw unreadable(at(event), "", "is nested deeper than " + DEEPEST, "");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        int before = parts;
        Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
        anchor.ifPresent(name -> anchors.put(name, new Anchored(null, 0)));
        Tree made = made(event, depth);
        anchor.ifPresent(name -> anchors.put(name, new Anchored(made, parts - before + 1)));
        return made;
    }

    private Tree aliased(AliasEvent alias) {
        Anchored anchored = anchors.get(alias.getAlias());
        String name = "*" + alias.getAlias().getValue();
        if (anchored == null) {
            throw unreadable(at(alias), name, "stands for an anchor that is not there", "Write &name first.");
        }
        if (anchored.tree == null) {
            throw unreadable(at(alias), name, "stands for what it is a part of", "");
        }
        parts += anchored.parts - 1;
        if (parts > LARGEST) {
            throw unreadable(at(alias), name, "makes more than " + LARGEST + " parts, aliases counted", "");
        }
        return anchored.tree;
    }

    private Tree made(Event event, int depth) {
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case MappingStartEvent start -> mapping(start, depth);
            case CollectionStartEvent start -> sequence(start, depth);
            default -> throw new IllegalStateException("no part of a document: " + event);
        };
    }

    private Tree.Scalar scalar(ScalarEvent event) {
        event.getTag().ifPresent(tag -> refuseTag(event, tag));
        Tree.Scalar made = new Tree.Scalar(at(event), event.getValue(), !event.isPlain());
        Traps trap = made.quoted() ? null : Traps.in(made.text());
        if (trap != null) {
            problems.add(made.at(), made.text(), trap.rule(), "Put it in quotes if it is meant as text.");
        }
        return made;
    }

    private Tree.Sequence sequence(CollectionStartEvent start, int depth) {
        start.getTag().ifPresent(tag -> refuseTag(start, tag));
        List<Tree> items = new ArrayList<>();
        for (Event next = events.next(); next instanceof NodeEvent; next = events.next()) {
            items.add(tree(next, depth + 1));
        }
        return new Tree.Sequence(at(start), items);
    }

    private Tree.Mapping mapping(MappingStartEvent start, int depth) {
        start.getTag().ifPresent(tag -> refuseTag(start, tag));
        Map<String, Tree> entries = new LinkedHashMap<>();
        Map<String, Position> keys = new LinkedHashMap<>();
        for (Event next = events.next(); next instanceof NodeEvent; next = events.next()) {
            Tree.Scalar key = key(next, depth);
            Tree value = tree(events.next(), depth + 1);
            Position first = keys.putIfAbsent(key.text(), key.at());
            if (first == null) {
                entries.put(key.text(), checked(key, value));
            } else {
                problems.add(key.at(), key.text(), "is there twice, first in line " + first.line(), "Delete one.");
            }
        }
        return new Tree.Mapping(at(start), entries, keys);
    }

    private Tree.Scalar key(Event event, int depth) {
        if (tree(event, depth + 1) instanceof Tree.Scalar key) {
            return key;
        }
        throw unreadable(at(event), "", "is a key that is not a word", "Use a word as key.");
    }

    private Tree checked(Tree.Scalar key, Tree value) {
        if (value instanceof Tree.Scalar scalar
                && isNull(scalar)
                && !(deletes && scalar.text().equals("null"))) {
            problems.add(
                    key.at(),
                    key.text(),
                    "has no value",
                    "Give it one or leave it out; a comma within {} needs quotes.");
        }
        return value;
    }

    /** As the core schema of YAML 1.2 has it. */
    private static boolean isNull(Tree.Scalar scalar) {
        String text = scalar.text();
        return !scalar.quoted() && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }

    private void refuseTag(Event event, String tag) {
        problems.add(at(event), tag, "is a YAML tag, which is not read here", "Put text that begins with ! in quotes.");
    }

    private Unreadable unreadable(Position at, String value, String rule, String wayOut) {
        problems.add(at, value, rule, wayOut);
        return new Unreadable();
    }

    private Position at(Event event) {
        return event.getStartMark().map(mark -> at(file, mark)).orElse(new Position(file, 1, 1));
    }

    private static Position at(String file, Mark mark) {
        return new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
