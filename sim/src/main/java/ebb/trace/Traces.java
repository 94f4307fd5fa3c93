package ebb.trace;

import ebb.document.BadInputException;
import ebb.document.NearestName;
import ebb.document.Problem;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens traces. */
public final class Traces {
    private Traces() {}

    /** Reads with {@link OpenOptions#STANDARD}. */
    public static TraceFile open(Path file) {
        return open(file, OpenOptions.STANDARD);
    }

    /**
     * Requests come into memory; counts and rates stay windows and are expanded where they are read; recordings are mapped.
     *
     * @throws BadInputException with everything that is wrong with the file
     */
    public static TraceFile open(Path file, OpenOptions options) {
        try (Source source = new Source(file, options)) {
            if (!Files.isRegularFile(file)) {
                throw source.fatal("", Files.isDirectory(file) ? "is a folder" : "is not there", "Name a trace file.");
            }
            TraceFormat format = options.format();
            if (format == null) {
                format = TraceFormat.found(head(file, source), source);
            }
            Content content = format.read(source);
            source.check();
            Trace selected = selected(content.trace(), source);
            return new TraceFile(file, format, content, selected, source);
        } catch (FileNotFoundException | NoSuchFileException gone) {
            throw new BadInputException(new Problem(file.toString(), 1, 1, "", "is not there", ""));
        } catch (IOException unreadable) {
            throw new BadInputException(
                    new Problem(file.toString(), 1, 1, "", "cannot be read: " + unreadable.getMessage(), ""));
        }
    }

    private static Head head(Path file, Source source) {
        try {
            return Head.of(file);
        } catch (EOFException cut) {
            throw source.fatal("", "the gzip data ends too early: the file is cut", "Fetch it again.");
        } catch (IOException broken) {
            throw source.fatal("", "cannot be read: " + broken.getMessage(), "");
        }
    }

    private static Trace selected(Trace trace, Source source) {
        List<String> wanted = source.options.services();
        if (wanted.isEmpty()) {
            return trace;
        }
        List<Integer> numbers = new ArrayList<>();
        List<Problem> unknown = new ArrayList<>();
        for (String each : wanted) {
            int number = trace.services().indexOf(each);
            numbers.add(number);
            if (number < 0) {
                String maybe = NearestName.suggest(each, trace.services());
                unknown.add(new Problem(source.path.toString(), 1, 1, each, "is no service of this trace", maybe));
            }
        }
        if (!unknown.isEmpty()) {
            throw new BadInputException(unknown, unknown.size());
        }
        return new Selection(trace, List.copyOf(wanted), List.copyOf(numbers));
    }

    /** Some services of a trace, in another order. */
    private record Selection(Trace whole, List<String> services, List<Integer> numbers) implements Trace {
        @Override
        public long requests(int service) {
            return whole.requests(numbers.get(service));
        }

        @Override
        public long durationNanos() {
            return whole.durationNanos();
        }

        @Override
        public double expected(int service) {
            return whole.expected(numbers.get(service));
        }

        @Override
        public boolean drawnAnew() {
            return whole.drawnAnew();
        }

        @Override
        public RequestStream open(int service) {
            return whole.open(numbers.get(service));
        }

        @Override
        public String hash() {
            return whole.hash();
        }
    }
}
