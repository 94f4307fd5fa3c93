package ebb.scenario;

import ebb.document.Document;
import ebb.document.Problems;
import ebb.policy.PolicyDocument;
import ebb.policy.PolicyFiles;
import ebb.policy.PolicyLibrary;
import java.io.IOException;
import java.nio.file.Files;
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
     * @param file as the user named it; {@code builtin/NAME@1} is one that comes with Ebb
     * @return null if it cannot be read; what was wrong with it is in the problems
     */
    public static @Nullable PolicyDocument open(String file, Problems problems) {
        PolicyFiles.Found own = PolicyLibrary.referred(file);
        if (own != null) {
            return PolicyDocument.read(own.shown(), own.text(), BESIDE, problems);
        }
        String text = Document.openText(Path.of(file), file, problems);
        return text == null ? null : PolicyDocument.read(file, text, BESIDE, problems);
    }
}
