package ebb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** Which Ebb this is: the version of the build, the same for everyone who builds the same sources. */
public final class Version implements IVersionProvider {
    /** {@code 0.1.0-SNAPSHOT} */
    public static String text() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            if (in == null) {
                throw new IllegalStateException("version.txt is not beside " + Version.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "ebb " + text(), "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor")
        };
    }
}
