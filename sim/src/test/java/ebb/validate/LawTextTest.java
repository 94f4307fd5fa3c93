package ebb.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ebb.random.Law;
import ebb.random.Pareto;
import ebb.random.Weibull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LawTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "D(1)",
                "U(0,2)",
                "Erlang-4(mean 1)",
                "H2(p=.9,mu1=1.8,mu2=.2)",
                "Lognormal(mean 1,scv 4)",
                "Gamma(shape .25,mean 1)"
            })
    void servicesHaveTheMeanOne(String text) {
        assertThat(LawText.law(text).mean()).isCloseTo(1, within(1e-12));
    }

    @Test
    void gapsAreWhatTheySay() {
        assertThat(LawText.law("Weibull(k=.5,scale=60)")).isEqualTo(new Weibull(0.5, 60));
        assertThat(LawText.law("Pareto(alpha=1.5,xm=20)")).isEqualTo(new Pareto(1.5, 20));
        assertThat(LawText.law("Deterministic(300)")).isEqualTo(Law.of(300));
        assertThat(LawText.law("Lognormal(median 60,sigma 2)").mean()).isCloseTo(443.343365935839, within(1e-9));
        assertThatThrownBy(() -> LawText.law("Cauchy(1)")).hasMessageContaining("Cauchy(1) is no law");
    }
}
