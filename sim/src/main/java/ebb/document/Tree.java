package ebb.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A document as it stands, every part with its place. */
public sealed interface Tree {
    Position at();

    /** @param quoted whether it was written in quotes or as a block, and so is text whatever it looks like */
    record Scalar(Position at, String text, boolean quoted) implements Tree {}

    record Sequence(Position at, List<Tree> items) implements Tree {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * @param entries in the order of the text
     * @param keys where each key stands
     */
    record Mapping(Position at, Map<String, Tree> entries, Map<String, Position> keys) implements Tree {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
            keys = Map.copyOf(keys);
        }

        /** @return this with one entry replaced, or added at the end */
        public Mapping with(String key, Position keyAt, Tree value) {
            Map<String, Tree> changed = new LinkedHashMap<>(entries);
            changed.put(key, value);
            Map<String, Position> places = new LinkedHashMap<>(keys);
            places.put(key, keyAt);
            return new Mapping(at, changed, places);
        }
    }
}
