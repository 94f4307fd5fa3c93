package ebb.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.policy.PolicyDocument;
import ebb.policy.PolicyLibrary;
import ebb.policy.check.PolicyGraph.Arrow;
import ebb.policy.check.PolicyGraph.Box;
import ebb.policy.check.PolicyGraph.Machine;
import ebb.policy.check.PolicyGraph.Point;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PolicyGraphTest {
    private static PolicyGraph graph(String builtIn) {
        return PolicyGraph.of(PolicyDocument.builtIn(builtIn).model());
    }

    @TestFactory
    Stream<DynamicTest> nothingLiesOnAnotherThing() {
        return PolicyLibrary.names().stream()
                .map(each -> DynamicTest.dynamicTest(each, () -> {
                    PolicyGraph graph = graph(each);
                    List<Box> boxes = graph.machines().stream()
                            .flatMap(one -> one.boxes().stream())
                            .toList();
                    for (Box one : boxes) {
                        assertThat(one.x() + one.width()).isLessThanOrEqualTo(graph.width());
                        assertThat(one.y() + one.height()).isLessThanOrEqualTo(graph.height());
                        boxes.stream()
                                .filter(other -> !other.equals(one))
                                .forEach(other -> assertThat(overlap(one, other))
                                        .as("%s and %s", one.state(), other.state())
                                        .isFalse());
                    }
                }));
    }

    private static boolean overlap(Box a, Box b) {
        return a.x() < b.x() + b.width()
                && b.x() < a.x() + a.width()
                && a.y() < b.y() + b.height()
                && b.y() < a.y() + a.height();
    }

    @TestFactory
    Stream<DynamicTest> noArrowCrossesABox() {
        return PolicyLibrary.names().stream()
                .map(each -> DynamicTest.dynamicTest(each, () -> {
                    for (Machine machine : graph(each).machines()) {
                        for (Arrow arrow : machine.arrows()) {
                            for (int i = 1; i < arrow.corners().size(); i++) {
                                Point from = arrow.corners().get(i - 1);
                                Point to = arrow.corners().get(i);
                                assertThat(from.x() == to.x() || from.y() == to.y())
                                        .isTrue();
                                machine.boxes()
                                        .forEach(box -> assertThat(crosses(from, to, box))
                                                .as("%s to %s through %s", arrow.from(), arrow.to(), box.state())
                                                .isFalse());
                            }
                        }
                    }
                }));
    }

    private static boolean crosses(Point from, Point to, Box box) {
        return Math.max(from.x(), to.x()) > box.x()
                && Math.min(from.x(), to.x()) < box.x() + box.width()
                && Math.max(from.y(), to.y()) > box.y()
                && Math.min(from.y(), to.y()) < box.y() + box.height();
    }

    @Test
    void aBoxHoldsLawAndTransitionsInTheirOrder() {
        Machine machine = graph("keep-alive").machines().getFirst();
        Box idle = machine.box("Idle");
        assertThat(idle.laws()).containsExactly("scale 1");
        assertThat(idle.rows().stream().map(PolicyGraph.Row::shown))
                .containsExactly("when request → Serving", "after keep_alive → Zero");
        assertThat(machine.box("Zero").initial()).isTrue();
        assertThat(idle.initial()).isFalse();
        assertThat(machine.arrows()).hasSize(5);
    }

    @Test
    void anInternalTransitionIsARowWithoutAnArrow() {
        Machine decider = graph("knative-kpa").machines().getFirst();
        assertThat(decider.box("Panic").rows().getFirst().shown()).isEqualTo("when over: last_over = now");
        assertThat(decider.arrows()).hasSize(2);
        assertThat(decider.note()).isEqualTo("every 2s only");
    }

    @Test
    void theFormatsSayEveryStateAndCondition() {
        PolicyGraph graph = graph("keep-alive");
        assertThat(GraphText.svg(graph))
                .startsWith("<svg xmlns=")
                .contains(">when ready &gt;= 1 → Serving</text>")
                .contains("prefers-color-scheme:dark")
                .endsWith("</svg>\n");
        assertThat(GraphText.dot(graph))
                .contains("\"main.Idle\" -> \"main.Zero\" [label=\"after keep_alive\"];")
                .contains("\"main.Zero\" [label=\"Zero\\nscale 0\", penwidth=2];");
        assertThat(GraphText.mermaid(graph))
                .startsWith("stateDiagram-v2\n")
                .contains("[*] --> Zero")
                .contains("Idle --> Zero : after keep_alive");
    }
}
