package ebb.policy;

import ebb.document.Position;
import ebb.document.Tree;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The lines of the files that a policy is made of, to find a place within a scalar: YAML folds and unquotes before one reads. */
final class SourceText {
    private final Map<String, List<String>> files = new TreeMap<>();

    void add(String file, String text) {
        files.put(file, text.lines().toList());
    }

    /** @return the place of each character of a scalar's text, to the character where it stands on one line, else to its line */
    Expression.Place place(Tree.Scalar scalar) {
        return at -> find(scalar, at);
    }

    private Position find(Tree.Scalar scalar, int at) {
        Position start = scalar.at();
        String line = line(start, 0);
        char first = start.column() <= line.length() ? line.charAt(start.column() - 1) : ' ';
        if (scalar.quoted() && (first == '>' || first == '|')) {
            return inBlock(start, scalar.text(), at);
        }
        boolean quoted = scalar.quoted() && (first == '"' || first == '\'');
        return new Position(start.file(), start.line(), start.column() + at + (quoted ? 1 : 0));
    }

    /** A block's lines begin below its sign; folding leaves one character where a line ended. */
    private Position inBlock(Position start, String text, int at) {
        int from = 0;
        for (int i = 1; i < 1000; i++) {
            String line = line(start, i);
            String content = line.strip();
            int found = content.isEmpty() ? from : text.indexOf(content, from);
            if (found < 0) {
                break;
            }
            if (at <= found + content.length() && !content.isEmpty()) {
                int indent = line.indexOf(content);
                return new Position(start.file(), start.line() + i, indent + Math.max(0, at - found) + 1);
            }
            from = found + content.length();
        }
        return start;
    }

    private String line(Position start, int below) {
        List<String> lines = files.getOrDefault(start.file(), List.of());
        int index = start.line() - 1 + below;
        return index < lines.size() ? lines.get(index) : "";
    }
}
