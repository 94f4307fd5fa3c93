package ebb.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * Who may use whom, as data: the table of {@code docs/architecture.md}. A package that is not in it has no place yet, and fails.
 *
 * <p>The rules take the root package as an argument, so that they can be proven on packages that break them.
 */
enum Rooms {
    KERNEL("kernel", true, "", ""),
    RANDOM("random", true, "", ""),
    BALANCE("balance", true, "", ""),
    OPTIMUM("optimum", true, "", ""),
    DOCUMENT("document", false, "", "org.snakeyaml tools.jackson"),
    COST("cost", false, "document", ""),
    POLICY("policy", true, "policy.expr policy.window document random", ""),
    POLICY_EXPR("policy.expr", true, "", ""),
    POLICY_WINDOW("policy.window", true, "", ""),
    POLICY_CHECK("policy.check", true, "document policy policy.expr", ""),
    LOG("log", false, "document policy", "tools.jackson"),
    TRACE("trace", false, "document log random", "tools.jackson de.siegmar.fastcsv org.HdrHistogram"),
    CLUSTER("cluster", true, "kernel policy balance random cost", "org.HdrHistogram"),
    RESULT(
            "result",
            false,
            "policy cluster cost optimum",
            "tools.jackson org.HdrHistogram org.jfree org.apache.batik org.w3c.dom"),
    SCENARIO(
            "scenario",
            false,
            "cluster trace result log policy policy.expr policy.check document random cost optimum balance",
            ""),
    VALIDATE(
            "validate",
            false,
            "cluster policy policy.window balance random cost document",
            "org.HdrHistogram org.apache.commons.math3"),
    TUNE("tune", false, "scenario result", ""),
    CLI(
            "cli",
            false,
            "scenario tune result trace log policy policy.expr policy.check document validate",
            "picocli tools.jackson"),
    LIVE("live", false, Text.OUTSIDE, Text.NETWORK),
    LIVE_BALANCER("live.balancer", false, Text.OUTSIDE, Text.NETWORK),
    LIVE_API("live.api", false, Text.OUTSIDE, Text.NETWORK),
    LIVE_FAKE("live.fake", false, Text.OUTSIDE, Text.NETWORK),
    LIVE_KUBE("live.kube", false, Text.OUTSIDE, Text.NETWORK + " io.fabric8"),
    GUI("gui", false, Text.PUBLIC, Text.DESKTOP),
    GUI_VIEW("gui.view", false, Text.PUBLIC, Text.DESKTOP),
    GUI_CHART("gui.chart", false, Text.PUBLIC, Text.DESKTOP),
    GUI_MODEL("gui.model", false, Text.PUBLIC, Text.DESKTOP);

    /** Rows that several rooms share; the rooms of one house may use each other. */
    private static final class Text {
        static final String OUTSIDE =
                "live live.kube live.balancer live.api live.fake policy policy.expr policy.check balance log trace document random cost cli";
        static final String NETWORK = "com.sun.net.httpserver io.netty io.prometheus tools.jackson picocli org.slf4j";
        static final String PUBLIC =
                "gui gui.view gui.chart gui.model policy policy.expr policy.check document cost optimum log trace cluster scenario result tune cli";
        static final String DESKTOP =
                "javafx jfx org.jfree org.kordamp atlantafx org.apache.batik org.apache.pdfbox org.w3c.dom de.rototor picocli";
    }

    // Names that say nothing of what is inside. Two of the layout are meant so: live.api is HTTP, gui.model is what
    // screens show.
    private static final Set<String> NO_NAMES = Set.of("util", "utils", "common", "impl", "api", "internal", "model");
    private static final Set<String> MEANT = Set.of("live.api", "gui.model");
    private static final List<String> OUTSIDE_WORLD = List.of(
            "java.io.",
            "java.nio.file.",
            "java.nio.channels.",
            "java.net.",
            "java.util.concurrent.",
            "java.util.logging.");
    // What an exception or a message needs; none of it reaches outside.
    private static final Set<String> HARMLESS = Set.of("java.io.Serializable", "java.io.UncheckedIOException");
    private static final Set<String> THREADS =
            Set.of("java.lang.Thread", "java.lang.ProcessBuilder", "java.util.Timer");

    private final String name;
    private final boolean pure;
    private final Set<String> neighbours;
    private final List<String> libraries;

    /**
     * @param pure knows no clock, files, sockets or threads
     * @param neighbours packages it may use besides its own, below the root
     * @param libraries prefixes of packages that are neither the JDK's nor ours
     */
    Rooms(String name, boolean pure, String neighbours, String libraries) {
        this.name = name;
        this.pure = pure;
        this.neighbours = Set.copyOf(words(neighbours));
        this.libraries = words(libraries);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(each -> !each.isEmpty()).toList();
    }

    String title() {
        return name;
    }

    Set<String> neighbours() {
        return neighbours;
    }

    /** Its row in {@code docs/architecture.md}. */
    String row() {
        return Stream.of("`" + name + "`", pure ? "yes" : "", sorted(neighbours), sorted(libraries))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String sorted(Collection<String> words) {
        return words.stream().sorted().collect(Collectors.joining(" "));
    }

    /** All rules, for the packages below that root. */
    static List<ArchRule> rules(String root) {
        return List.of(
                rule(root, "use only what the table allows", Rooms::dependencies),
                rule(root, "live in a package of the table", Rooms::place),
                rule(root, "live in packages whose name says what is inside", Rooms::name),
                rule(root, "live in a @NullMarked package with a page", Rooms::page));
    }

    private static ArchRule rule(String root, String text, Check check) {
        return ArchRuleDefinition.classes().should(new ArchCondition<JavaClass>(text) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.problems(root, type)
                        .forEach(each -> events.add(SimpleConditionEvent.violated(type, type.getName() + " " + each)));
            }
        });
    }

    /** What is wrong with one class. */
    @FunctionalInterface
    private interface Check {
        Stream<String> problems(String root, JavaClass type);
    }

    private static String below(String root, String packageName) {
        return packageName.equals(root) ? "" : packageName.substring(root.length() + 1);
    }

    private static Optional<Rooms> of(String root, JavaClass type) {
        String name = below(root, type.getPackageName());
        return Arrays.stream(values()).filter(each -> each.name.equals(name)).findFirst();
    }

    private static Stream<String> place(String root, JavaClass type) {
        return of(root, type).isPresent()
                ? Stream.empty()
                : Stream.of("has no place: " + type.getPackageName() + " is not in the table");
    }

    private static Stream<String> name(String root, JavaClass type) {
        String path = below(root, type.getPackageName());
        return Arrays.stream(path.split("\\."))
                .filter(each -> NO_NAMES.contains(each) && !MEANT.contains(path))
                .map(each -> "is in a package named " + each);
    }

    private static Stream<String> page(String root, JavaClass type) {
        return type.getPackage().isAnnotatedWith(NullMarked.class)
                ? Stream.empty()
                : Stream.of("is in a package without @NullMarked: " + type.getPackageName());
    }

    private static Stream<String> dependencies(String root, JavaClass type) {
        return of(root, type).stream()
                .flatMap(room -> type.getDirectDependenciesFromSelf().stream()
                        .filter(each -> !room.allows(root, each))
                        .map(each -> "may not use "
                                + each.getTargetClass().getBaseComponentType().getName())
                        .distinct());
    }

    private boolean allows(String root, Dependency dependency) {
        JavaClass to = dependency.getTargetClass().getBaseComponentType();
        String other = to.getPackageName();
        if (to.isPrimitive()) {
            return true;
        }
        if (other.equals(root) || other.startsWith(root + ".")) {
            String path = below(root, other);
            return path.equals(name) || neighbours.contains(path);
        }
        if (other.startsWith("java.") || other.startsWith("javax.")) {
            return !pure || staysInside(to.getName());
        }
        return other.startsWith("org.jspecify.")
                || libraries.stream().anyMatch(each -> other.equals(each) || other.startsWith(each + "."));
    }

    private static boolean staysInside(String type) {
        return HARMLESS.contains(type)
                || (!THREADS.contains(type) && OUTSIDE_WORLD.stream().noneMatch(type::startsWith));
    }
}
