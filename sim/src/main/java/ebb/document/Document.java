package ebb.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens YAML documents, files and resources, as {@link Tree} or as a {@link Mapping} to read from.
 *
 * <p>UTF-8 with or without byte order mark, any line ends, {@value #LARGEST_BYTES} bytes at most. What is wrong goes into the problems; the
 * mapping that comes back then may hold less than the text.
 */
public final class Document {
    private static final int LARGEST_BYTES = 4 * 1024 * 1024;

    private Document() {}

    /** @param shown the file as the user named it, for messages */
    public static Tree.Mapping open(Path file, String shown, Problems problems) {
        byte[] bytes = bytes(file, shown, problems);
        return bytes == null ? nothing(shown) : parse(shown, bytes, problems);
    }

    /**
     * @param name of a resource beside the class path's root: {@code prices/on-demand.yaml}
     * @throws IllegalStateException if there is no such resource
     */
    public static Tree.Mapping resource(String name, Problems problems) {
        return parse(name, resourceBytes(name), problems);
    }

    /**
     * @param name of a resource beside the class path's root
     * @throws IllegalStateException if there is no such resource
     */
    public static String resourceText(String name) {
        return new String(resourceBytes(name), StandardCharsets.UTF_8);
    }

    /**
     * The byte code of a class.
     *
     * @param near a class that the same loader loads
     * @param name with slashes
     * @return null if it cannot be had
     */
    public static byte @Nullable [] classBytes(Class<?> near, String name) {
        try (InputStream in = near.getResourceAsStream("/" + name + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException unreadable) {
            return null;
        }
    }

    private static byte[] resourceBytes(String name) {
        try (InputStream in = Document.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new IllegalStateException("resource " + name + " cannot be read", unreadable);
        }
    }

    /** @return what a file says, for a reader of its own; null if it cannot be read, and that is noted */
    public static @Nullable String openText(Path file, String shown, Problems problems) {
        byte[] bytes = bytes(file, shown, problems);
        return bytes == null ? null : decoded(shown, bytes, problems);
    }

    public static Tree.Mapping text(String shown, String text, Problems problems) {
        return parse(shown, text.getBytes(StandardCharsets.UTF_8), problems);
    }

    /** A document that may take away what it extends, with {@code key: null}. */
    public static Tree.Mapping extending(String shown, String text, Problems problems) {
        Tree root = YamlReader.read(shown, text.startsWith("\uFEFF") ? text.substring(1) : text, true, problems);
        return mapping(shown, root, problems);
    }

    /** @return a part of a document, such as a value given on the command line */
    public static Tree value(String shown, String text, Problems problems) {
        Tree read = YamlReader.read(shown, text, problems);
        return read == null ? new Tree.Scalar(new Position(shown, 1, 1), "", true) : read;
    }

    /** Begins to read a document, whose head must say what it is. */
    public static Mapping read(Tree.Mapping tree, String kind, Problems problems) {
        Mapping root = new Mapping(problems, "this " + kind.toLowerCase(Locale.ROOT), tree);
        if (problems.none() || !tree.entries().isEmpty()) {
            head(root.get("apiVersion"), "ebb.dev/v1");
            head(root.get("kind"), kind);
        }
        return root;
    }

    private static void head(Node field, String expected) {
        String found = field.text();
        if (field.present() && !found.equals(expected)) {
            field.problem("must be " + expected, "Is this the right file?");
        }
    }

    private static byte @Nullable [] bytes(Path file, String shown, Problems problems) {
        Position at = new Position(shown, 1, 1);
        try {
            if (Files.isDirectory(file)) {
                problems.add(at, "", "is a folder", "Name a file in it.");
                return null;
            }
            if (Files.size(file) > LARGEST_BYTES) {
                problems.add(at, "", "is larger than " + Quantity.BYTES.print((long) LARGEST_BYTES), "Is it a trace?");
                return null;
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            problems.add(at, "", "is not there", "Check the name and the folder.");
        } catch (IOException unreadable) {
            problems.add(at, "", "cannot be read: " + unreadable.getMessage(), "");
        }
        return null;
    }

    private static Tree.Mapping parse(String shown, byte[] bytes, Problems problems) {
        String text = decoded(shown, bytes, problems);
        Tree root = text == null ? null : YamlReader.read(shown, text, problems);
        return mapping(shown, root, problems);
    }

    private static Tree.Mapping mapping(String shown, @Nullable Tree root, Problems problems) {
        if (root instanceof Tree.Mapping mapping) {
            return mapping;
        }
        if (problems.none()) {
            Position at = root == null ? new Position(shown, 1, 1) : root.at();
            problems.add(at, "", root == null ? "is empty" : "is not made of key: value lines", "");
        }
        return nothing(shown);
    }

    private static Tree.Mapping nothing(String shown) {
        return new Tree.Mapping(new Position(shown, 1, 1), Map.of(), Map.of());
    }

    private static @Nullable String decoded(String shown, byte[] bytes, Problems problems) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException bad) {
            problems.add(place(shown, bytes, in.position()), "", "is not UTF-8 from here on", "Save it as UTF-8.");
            return null;
        }
    }

    private static Position place(String shown, byte[] bytes, int offset) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < offset; i++) {
            if (bytes[i] == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Position(shown, line, offset - start + 1);
    }
}
