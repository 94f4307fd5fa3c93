package ebb.scenario;

import ebb.document.Position;
import ebb.document.Problems;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens policies in the language that are files; what they extend lies beside them. */
public final class PolicyFile {
    private static final PolicyFiles BESIDE = (reference, from) -> {
        Path beside = Path.of(from).resolveSibling(reference);
        try {
            return Files.isRegularFile(beside)
                    ? new PolicyFiles.Found(beside.toString(), Files.readString(beside))
                    : null;
        } catch (IOException unreadable) {
            return null;
        }
    };

    private PolicyFile() {}

    /**
     * @param file as the user named it
     * @return null if it cannot be read; what was wrong with it is in the problems
     */
    public static @Nullable PolicyDocument open(String file, Problems problems) {
        Position at = new Position(file, 1, 1);
        try {
            return PolicyDocument.read(file, Files.readString(Path.of(file)), BESIDE, problems);
        } catch (NoSuchFileException none) {
            problems.add(at, "", "is not there", "Check the name and the folder.");
        } catch (CharacterCodingException bad) {
            problems.add(at, "", "is not UTF-8", "Save it as UTF-8.");
        } catch (IOException unreadable) {
            problems.add(at, "", "cannot be read: " + unreadable.getMessage(), "");
        }
        return null;
    }
}
