package ebb.cli;

import ebb.document.BadInputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/**
 * What a user reads, and the exit code, when a command throws.
 *
 * @param text whole sentences, or the problems of the input, one a line
 * @param code {@link Subcommand#BAD_INPUT} or {@link Subcommand#DEFECT}
 */
record Failure(String text, int code) {
    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case BadInputException bad -> new Failure(said(bad), Subcommand.BAD_INPUT);
            case UncheckedIOException wrapped -> of(Objects.requireNonNull(wrapped.getCause()));
            case IOException failed -> new Failure("ebb: " + sentence(failed), Subcommand.BAD_INPUT);
            case OutOfMemoryError full ->
                new Failure(
                        "ebb: the memory of the Java machine is used up (" + full.getMessage()
                                + "). Give it more, for example JDK_JAVA_OPTIONS=-Xmx4g.",
                        Subcommand.BAD_INPUT);
            default ->
                new Failure(
                        "ebb: " + said(thrown) + "\nThis is a defect of Ebb, not of your input; the same command with"
                                + " --stacktrace shows where it happened.",
                        Subcommand.DEFECT);
        };
    }

    private static String sentence(IOException failed) {
        return switch (failed) {
            case NoSuchFileException none -> none.getFile() + ": there is no such file or folder.";
            case FileNotFoundException none -> said(none) + ".";
            case AccessDeniedException closed -> closed.getFile() + ": permission denied.";
            case FileAlreadyExistsException there -> there.getFile() + ": is there already.";
            case NotDirectoryException file -> file.getFile() + ": is not a folder.";
            case DirectoryNotEmptyException full -> full.getFile() + ": the folder is not empty.";
            case FileSystemException other
            when other.getReason() != null -> other.getFile() + ": " + other.getReason() + ".";
            default -> said(failed) + ".";
        };
    }

    private static String said(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
    }
}
