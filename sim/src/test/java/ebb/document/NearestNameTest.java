package ebb.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> NAMES = List.of("timeout", "limit", "keep_alive", "order");

    @Test
    void findsWhatIsAFewEditsAway() {
        assertThat(NearestName.of("tiemout", NAMES)).isEqualTo("timeout");
        assertThat(NearestName.of("keep-alive", NAMES)).isEqualTo("keep_alive");
        assertThat(NearestName.of("ordre", NAMES)).isEqualTo("order");
    }

    @Test
    void offersNothingThatIsFarAway() {
        assertThat(NearestName.of("replicas", NAMES)).isNull();
        assertThat(NearestName.of("x", NAMES)).isNull();
        assertThat(NearestName.suggest("replicas", NAMES)).isEqualTo("Known: timeout, limit, keep_alive, order.");
    }
}
