package ebb.policy;

import ebb.document.Document;
import ebb.document.Position;
import ebb.document.Problems;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the byte code of a class from outside, and of all that it uses but the JDK and Ebb, and finds what would make two runs differ:
 * clocks, chance, threads, files and sockets, what is kept outside the state, the order of hash tables, functions whose last bit differs
 * between machines. It finds calls as they are written; one through a value that only running shows is not seen.
 */
final class Purity {
    private static final String TIME = "Take the time from the event: atNanos.";
    private static final String CHANCE = "Draw from ebb.random.Draw with the seed.";
    private static final String STATE = "What a policy remembers is in its long[].";
    private static final String STRICT = "Use StrictMath.";
    private static final String WORLD = "A policy sees events only.";

    /** @param names of methods; none for all of the class, or of all classes that begin so where it ends with / */
    private record Forbidden(String owner, Set<String> names, String rule, String wayOut) {
        boolean isMeant(String called, String name) {
            boolean of = owner.endsWith("/") ? called.startsWith(owner) : called.equals(owner);
            return of && (names.isEmpty() || names.contains(name));
        }
    }

    private static final List<Forbidden> ALL = List.of(
            new Forbidden("java/lang/System", Set.of("currentTimeMillis", "nanoTime"), "is a clock", TIME),
            new Forbidden(
                    "java/time/",
                    Set.of("now", "systemUTC", "systemDefaultZone", "system", "tick"),
                    "is a clock",
                    TIME),
            new Forbidden("java/util/Date", Set.of("<init>"), "is a clock", TIME),
            new Forbidden("java/time/ZoneId", Set.of("systemDefault"), "differs between machines", "Name the zone."),
            new Forbidden("java/util/TimeZone", Set.of("getDefault"), "differs between machines", "Name the zone."),
            new Forbidden("java/util/Locale", Set.of("getDefault"), "differs between machines", "Use Locale.ROOT."),
            new Forbidden("java/lang/Math", Set.of("random"), "is chance", CHANCE),
            new Forbidden("java/util/Random", Set.of(), "is chance", CHANCE),
            new Forbidden("java/util/SplittableRandom", Set.of(), "is chance", CHANCE),
            new Forbidden("java/util/random/", Set.of(), "is chance", CHANCE),
            new Forbidden("java/security/", Set.of(), "is chance", CHANCE),
            new Forbidden("java/util/UUID", Set.of("randomUUID"), "is chance", CHANCE),
            new Forbidden("java/util/Collections", Set.of("shuffle"), "is chance", CHANCE),
            new Forbidden("java/lang/System", Set.of("identityHashCode"), "differs from run to run", STATE),
            new Forbidden("java/lang/System", Set.of("arraycopy"), "", ""),
            new Forbidden("java/lang/System", Set.of(), "reaches outside", WORLD),
            new Forbidden("java/lang/Thread", Set.of(), "is a thread", WORLD),
            new Forbidden("java/lang/ThreadLocal", Set.of(), "is kept outside the state", STATE),
            new Forbidden("java/lang/Runtime", Set.of(), "reaches outside", WORLD),
            new Forbidden("java/lang/Process", Set.of(), "reaches outside", WORLD),
            new Forbidden("java/lang/ProcessBuilder", Set.of(), "reaches outside", WORLD),
            new Forbidden("java/util/concurrent/", Set.of(), "is a thread", WORLD),
            new Forbidden("java/io/", Set.of(), "reaches outside", WORLD),
            new Forbidden("java/nio/", Set.of(), "reaches outside", WORLD),
            new Forbidden("java/net/", Set.of(), "reaches outside", WORLD),
            new Forbidden("java/lang/reflect/", Set.of(), "hides what is called", "Call it as it is."),
            new Forbidden("java/lang/Class", Set.of("forName"), "hides what is called", "Call it as it is."),
            new Forbidden(
                    "java/util/HashMap",
                    Set.of("keySet", "values", "entrySet", "forEach"),
                    "has no order",
                    "Use a TreeMap."),
            new Forbidden(
                    "java/util/HashSet", Set.of("iterator", "forEach", "stream"), "has no order", "Use a TreeSet."),
            new Forbidden(
                    "java/lang/Math",
                    Set.of(
                            "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "exp", "expm1", "log", "log10",
                            "log1p", "pow", "cbrt", "sinh", "cosh", "tanh", "hypot"),
                    "differs in its last bit between machines",
                    STRICT));

    private final Class<?> root;
    private final Problems problems;
    private final Set<String> seen = new HashSet<>();
    private final Deque<String> open = new ArrayDeque<>();

    private Purity(Class<?> root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** Notes what is not pure, with the place in the source where it was compiled with its lines. */
    static void check(Class<?> root, Problems problems) {
        Purity purity = new Purity(root, problems);
        purity.meet(root.getName().replace('.', '/'));
        while (!purity.open.isEmpty()) {
            purity.read(purity.open.removeFirst());
        }
    }

    private void meet(String name) {
        if (seen.add(name)) {
            open.addLast(name);
        }
    }

    private void read(String name) {
        byte[] bytes = Document.classBytes(root, name);
        if (bytes == null) {
            problems.add(new Position(name, 1, 1), name, "cannot be read, so it cannot be checked", "");
            return;
        }
        ClassModel model = ClassFile.of().parse(bytes);
        String file = model.findAttribute(Attributes.sourceFile())
                .map(each -> each.sourceFile().stringValue())
                .orElse(name + ".class");
        int folder = name.lastIndexOf('/') + 1;
        for (MethodModel each : model.methods()) {
            method(each, name.substring(0, folder) + file);
        }
    }

    private void method(MethodModel method, String file) {
        String in = method.methodName().stringValue();
        if (method.flags().has(AccessFlag.NATIVE)) {
            problems.add(new Position(file, 1, 1), in, "is native code", "");
        }
        if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            problems.add(
                    new Position(file, 1, 1),
                    in,
                    "waits for other threads",
                    "An automaton never changes: nothing waits.");
        }
        int line = 1;
        for (CodeElement each : method.code().map(code -> code.elementList()).orElse(List.of())) {
            line = each instanceof LineNumber number ? number.line() : line;
            element(each, in, new Position(file, line, 1));
        }
    }

    private void element(CodeElement element, String in, Position at) {
        switch (element) {
            case InvokeInstruction call ->
                call(call.owner().asInternalName(), call.name().stringValue(), at);
            case FieldInstruction field -> field(field, in, at);
            case InvokeDynamicInstruction dynamic ->
                dynamic.bootstrapArgs().forEach(each -> {
                    if (each instanceof DirectMethodHandleDesc handle) {
                        call(internal(handle.owner()), handle.methodName(), at);
                    }
                });
            case MonitorInstruction monitor ->
                problems.add(
                        at, "synchronized", "waits for other threads", "An automaton never changes: nothing waits.");
            default -> {}
        }
    }

    private static String internal(ClassDesc type) {
        String text = type.descriptorString();
        return text.startsWith("L") ? text.substring(1, text.length() - 1) : text;
    }

    private void field(FieldInstruction field, String in, Position at) {
        String owner = field.owner().asInternalName();
        boolean first = in.equals("<clinit>");
        if (field.opcode() == Opcode.PUTSTATIC && !first) {
            problems.add(at, field.name().stringValue(), "is kept outside the state", STATE);
        }
        if (owner.equals("java/lang/System")) {
            problems.add(at, "System." + field.name().stringValue(), "reaches outside", WORLD);
        }
        follow(owner);
    }

    private void call(String owner, String name, Position at) {
        for (Forbidden each : ALL) {
            if (each.isMeant(owner, name)) {
                if (!each.rule().isEmpty()) {
                    String simple = owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
                    problems.add(at, name.equals("<init>") ? simple : simple + "." + name, each.rule(), each.wayOut());
                }
                return;
            }
        }
        follow(owner);
    }

    /** What others wrote is read too; the JDK and Ebb are not. */
    private void follow(String owner) {
        boolean known = owner.startsWith("java/") || owner.startsWith("ebb/") || owner.startsWith("[");
        if (!known) {
            meet(owner);
        }
    }
}
