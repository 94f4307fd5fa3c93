package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.policy.BuiltIn;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PoliciesCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int ebb(String... args) {
        PrintStream to = new PrintStream(out, false, StandardCharsets.UTF_8);
        return Main.run(new Terminal(false, false, false, 80), to, to, args);
    }

    @Test
    void everyPolicyWithRangeAndDefaultOfItsParameters() {
        assertThat(ebb("policies")).isZero();
        String text = out.toString(StandardCharsets.UTF_8);
        for (BuiltIn each : BuiltIn.values()) {
            assertThat(text).contains(each.title() + ": " + each.text());
        }
        assertThat(text).contains("  keep_alive = 5m  (0s to 4h)  Idle time of the service");
        assertThat(text).contains("  replicas = 1  (0 to 100000 pods)  Pods that are always there.");
    }

    @Test
    void asJson() {
        assertThat(ebb("policies", "--json")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("[{\"name\":\"always-on\",\"text\":\"a fixed number of pods, whatever comes\","
                        + "\"parameters\":[{\"name\":\"replicas\",\"unit\":\"pods\",\"default\":1.0,\"min\":0.0,"
                        + "\"max\":100000.0,\"text\":\"Pods that are always there.\"}]},");
    }
}
