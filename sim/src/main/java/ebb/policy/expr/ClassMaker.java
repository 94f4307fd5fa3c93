package ebb.policy.expr;

import ebb.policy.expr.Codes.Root;
import ebb.policy.expr.Term.Applied;
import ebb.policy.expr.Term.Arithmetic;
import ebb.policy.expr.Term.Clock;
import ebb.policy.expr.Term.Coalesce;
import ebb.policy.expr.Term.Comparison;
import ebb.policy.expr.Term.Constant;
import ebb.policy.expr.Term.Converted;
import ebb.policy.expr.Term.If;
import ebb.policy.expr.Term.Logic;
import ebb.policy.expr.Term.Memo;
import ebb.policy.expr.Term.Native;
import ebb.policy.expr.Term.Not;
import ebb.policy.expr.Term.OverPods;
import ebb.policy.expr.Term.PodSlot;
import ebb.policy.expr.Term.Slot;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The back end that is fast: one hidden class for all expressions of a policy and for the choice among the ways out of each state.
 *
 * <p>Each expression is a static method of a frame, each named value too, and what is large is cut into several, since the JVM's compiler
 * leaves long methods alone. Arithmetic is calls of {@link Numbers}, as in {@link Closures}; what the engine reads is a constant of the
 * class, so that the compiler sees through it. The class is loaded as data of this package and goes when its policy does.
 */
final class ClassMaker {
    /** Parts of a term in one method: what has more is a method of its own. */
    private static final int LARGEST = 24;

    /** Parts in a class, well below what a class file holds: 65,535 constants. */
    private static final int MOST = 10_000;

    private static final ClassDesc SELF = ClassDesc.of(ClassMaker.class.getPackageName() + ".Policy");
    private static final ClassDesc FRAME = desc(Frame.class);
    private static final ClassDesc NUMBERS = desc(Numbers.class);
    private static final ClassDesc WAY = desc(Way.class);
    private static final ClassDesc CODE = desc(Code.class);
    private static final ClassDesc SLOTS = ConstantDescs.CD_long.arrayType();
    private static final ClassDesc FLAGS = ConstantDescs.CD_boolean.arrayType();
    private static final DirectMethodHandleDesc CLASS_DATA = ConstantDescs.ofConstantBootstrap(
            ConstantDescs.CD_MethodHandles, "classDataAt", ConstantDescs.CD_Object, ConstantDescs.CD_int);
    private static final MethodTypeDesc WHOLE_OF_FRAME = MethodTypeDesc.of(ConstantDescs.CD_long, FRAME);
    private static final MethodTypeDesc REAL_OF_FRAME = MethodTypeDesc.of(ConstantDescs.CD_double, FRAME);
    private static final MethodTypeDesc PLACE_OF_FRAME = MethodTypeDesc.of(ConstantDescs.CD_int, FRAME);

    private static final int FRAME_LOCAL = 0;
    private static final int STATE_LOCAL = 1;
    private static final int FIRED_LOCAL = 2;

    private final Codes codes;
    private final List<Root> roots;
    private final List<List<Way>> states;
    private final PodTable pods;
    private final List<Object> constants = new ArrayList<>();
    private final IdentityHashMap<Term, Integer> sizes = new IdentityHashMap<>();
    private final Map<Integer, Memo> memos = new HashMap<>();
    private final Deque<Part> pending = new ArrayDeque<>();
    private int parts;

    /** A method that is still to be written. */
    private record Part(String name, Term term, boolean memo) {}

    /** @param roots grows while the class is made: what is asked of each pod becomes one more */
    ClassMaker(Codes codes, List<Root> roots, List<List<Way>> states, PodTable pods) {
        this.codes = codes;
        this.roots = roots;
        this.states = states;
        this.pods = pods;
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /** @return null if there is too much for one class */
    @Nullable
    Generated make() {
        roots.forEach(each -> size(each.term));
        if (sizes.size() > MOST) {
            return null;
        }
        byte[] bytes = ClassFile.of().build(SELF, this::write);
        constants.add(""); // an empty list could not be looked up by places
        try {
            MethodHandles.Lookup made =
                    MethodHandles.lookup().defineHiddenClassWithClassData(bytes, List.copyOf(constants), true);
            return (Generated) made.findConstructor(made.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable impossible) {
            throw new IllegalStateException("a class for a policy cannot be made", impossible);
        }
    }

    /** Parts that one method has: what is cut off, and a named value, count as one. */
    private int size(Term term) {
        Integer known = sizes.get(term);
        if (known != null) {
            return known;
        }
        int size = 1;
        for (Term each : term.parts()) {
            int inner = size(each);
            size += term instanceof Memo || isCut(inner) ? 1 : inner;
        }
        sizes.put(term, size);
        return size;
    }

    private static boolean isCut(int size) {
        return size > LARGEST;
    }

    // The class.

    private void write(ClassBuilder type) {
        type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(desc(Generated.class));
        type.withMethodBody(
                ConstantDescs.INIT_NAME,
                ConstantDescs.MTD_void,
                0,
                code -> code.aload(0)
                        .invokespecial(desc(Generated.class), ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                        .return_());
        for (int i = 0; i < roots.size(); i++) {
            method(type, "expression" + i, roots.get(i).term);
            rest(type);
        }
        for (int i = 0; i < states.size(); i++) {
            List<Way> ways = states.get(i);
            type.withMethodBody("state" + i, PLACE_OF_FRAME, ClassFile.ACC_STATIC, code -> first(code, ways));
        }
        dispatch(type, "whole", ConstantDescs.CD_long, false);
        dispatch(type, "real", ConstantDescs.CD_double, true);
        choice(type);
    }

    private void rest(ClassBuilder type) {
        while (!pending.isEmpty()) {
            Part part = pending.remove();
            if (part.memo()) {
                remembered(type, part);
            } else {
                method(type, part.name(), part.term());
            }
        }
    }

    private static MethodTypeDesc signature(Term term) {
        return term.type().isReal() ? REAL_OF_FRAME : WHOLE_OF_FRAME;
    }

    private static TypeKind kind(Term term) {
        return term.type().isReal() ? TypeKind.DOUBLE : TypeKind.LONG;
    }

    private void body(ClassBuilder type, String name, MethodTypeDesc signature, Consumer<CodeBuilder> inside) {
        type.withMethodBody(name, signature, ClassFile.ACC_STATIC, code -> {
            // The array is the same for as long as one expression takes.
            code.aload(FRAME_LOCAL).getfield(FRAME, "state", SLOTS);
            code.storeLocal(TypeKind.REFERENCE, code.allocateLocal(TypeKind.REFERENCE));
            inside.accept(code);
        });
    }

    private void method(ClassBuilder type, String name, Term term) {
        body(type, name, signature(term), code -> {
            write(code, term);
            code.return_(kind(term));
        });
    }

    /** A named value: computed once in a step. */
    private void remembered(ClassBuilder type, Part part) {
        int index = ((Memo) part.term()).index();
        Term inner = ((Memo) part.term()).inner();
        boolean real = inner.type().isReal();
        body(type, part.name(), signature(inner), code -> {
            Label compute = code.newLabel();
            code.aload(FRAME_LOCAL).loadConstant(index).invokevirtual(FRAME, "has", method(ConstantDescs.CD_boolean));
            code.ifeq(compute);
            code.aload(FRAME_LOCAL).loadConstant(index).invokevirtual(FRAME, "get", method(ConstantDescs.CD_long));
            bitsToValue(code, real);
            code.return_(kind(inner));
            code.labelBinding(compute);
            code.aload(FRAME_LOCAL).loadConstant(index);
            term(code, inner);
            if (real) {
                code.invokestatic(
                        ConstantDescs.CD_Double,
                        "doubleToLongBits",
                        MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_double));
            }
            code.invokevirtual(
                    FRAME,
                    "put",
                    MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_int, ConstantDescs.CD_long));
            bitsToValue(code, real);
            code.return_(kind(inner));
        });
    }

    private static MethodTypeDesc method(ClassDesc result) {
        return MethodTypeDesc.of(result, ConstantDescs.CD_int);
    }

    private static void bitsToValue(CodeBuilder code, boolean real) {
        if (real) {
            code.invokestatic(
                    ConstantDescs.CD_Double,
                    "longBitsToDouble",
                    MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_long));
        }
    }

    /** An expression by its number. */
    private void dispatch(ClassBuilder type, String name, ClassDesc result, boolean real) {
        MethodTypeDesc signature = MethodTypeDesc.of(result, ConstantDescs.CD_int, FRAME);
        type.withMethodBody(name, signature, ClassFile.ACC_PUBLIC, code -> {
            List<SwitchCase> cases = new ArrayList<>();
            roots.stream()
                    .filter(each -> each.term.type().isReal() == real)
                    .forEach(each -> cases.add(SwitchCase.of(each.place, code.newLabel())));
            Label none = code.newLabel();
            jump(code, none, cases);
            for (SwitchCase each : cases) {
                code.labelBinding(each.target())
                        .aload(2)
                        .invokestatic(SELF, "expression" + each.caseValue(), real ? REAL_OF_FRAME : WHOLE_OF_FRAME)
                        .return_(real ? TypeKind.DOUBLE : TypeKind.LONG);
            }
            code.labelBinding(none);
            if (real) {
                code.loadConstant(Invalid.REAL).dreturn();
            } else {
                code.loadConstant(Invalid.LONG).lreturn();
            }
        });
    }

    private static void jump(CodeBuilder code, Label none, List<SwitchCase> cases) {
        if (!cases.isEmpty()) { // an empty table would have as many entries as there are numbers
            code.iload(1).tableswitch(none, cases);
        }
    }

    private void choice(ClassBuilder type) {
        MethodTypeDesc signature = MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, FRAME);
        type.withMethodBody("first", signature, ClassFile.ACC_PUBLIC, code -> {
            List<SwitchCase> cases = new ArrayList<>();
            for (int i = 0; i < states.size(); i++) {
                cases.add(SwitchCase.of(i, code.newLabel()));
            }
            Label none = code.newLabel();
            jump(code, none, cases);
            for (SwitchCase each : cases) {
                code.labelBinding(each.target())
                        .aload(2)
                        .invokestatic(SELF, "state" + each.caseValue(), PLACE_OF_FRAME)
                        .ireturn();
            }
            code.labelBinding(none).iconst_m1().ireturn();
        });
    }

    // Ways out of a state, in the order of Way.isOpen.

    private void first(CodeBuilder code, List<Way> ways) {
        code.aload(FRAME_LOCAL).getfield(FRAME, "state", SLOTS);
        code.storeLocal(TypeKind.REFERENCE, code.allocateLocal(TypeKind.REFERENCE));
        code.aload(FRAME_LOCAL).getfield(FRAME, "fired", FLAGS);
        code.storeLocal(TypeKind.REFERENCE, code.allocateLocal(TypeKind.REFERENCE));
        for (int i = 0; i < ways.size(); i++) {
            Label next = code.newLabel();
            way(code, ways.get(i), next);
            code.loadConstant(i).ireturn().labelBinding(next);
        }
        code.iconst_m1().ireturn();
    }

    private void way(CodeBuilder code, Way way, Label next) {
        code.aload(FIRED_LOCAL).loadConstant(way.number()).baload().ifne(next);
        switch (way.cause()) {
            case ALWAYS -> {}
            case WHEN -> when(code, way, next);
            case AFTER -> over(code, way, next);
            case BEFORE -> {
                code.aload(FRAME_LOCAL);
                call(code, way.instant());
                call(code, way.time());
                code.invokestatic(
                                WAY,
                                "isNear",
                                MethodTypeDesc.of(
                                        ConstantDescs.CD_boolean, FRAME, ConstantDescs.CD_long, ConstantDescs.CD_long))
                        .ifeq(next);
            }
        }
        if (way.guard() != null) {
            call(code, way.guard());
            code.lconst_1().lcmp().ifne(next);
        }
    }

    private void when(CodeBuilder code, Way way, Label next) {
        call(code, way.condition());
        code.loadConstant(way.negated() ? 0L : 1L).lcmp();
        if (way.deadline() < 0) {
            code.ifne(next);
            return;
        }
        Label holds = code.newLabel();
        Label runs = code.newLabel();
        code.ifeq(holds);
        code.aload(STATE_LOCAL)
                .loadConstant(way.deadline())
                .loadConstant(Way.NEVER)
                .lastore();
        code.goto_(next);
        code.labelBinding(holds);
        code.aload(STATE_LOCAL).loadConstant(way.deadline()).laload();
        code.loadConstant(Way.NEVER).lcmp().ifne(runs);
        code.aload(STATE_LOCAL).loadConstant(way.deadline()).aload(FRAME_LOCAL);
        if (way.time() == null) {
            code.lconst_0();
        } else {
            call(code, way.time());
        }
        code.invokestatic(WAY, "until", MethodTypeDesc.of(ConstantDescs.CD_long, FRAME, ConstantDescs.CD_long));
        code.lastore();
        code.labelBinding(runs);
        over(code, way, next);
    }

    private static void over(CodeBuilder code, Way way, Label next) {
        code.aload(FRAME_LOCAL)
                .loadConstant(way.deadline())
                .invokestatic(WAY, "over", MethodTypeDesc.of(ConstantDescs.CD_boolean, FRAME, ConstantDescs.CD_int))
                .ifeq(next);
    }

    private void call(CodeBuilder code, @Nullable Code expression) {
        Root root = (Root) Objects.requireNonNull(expression);
        code.aload(FRAME_LOCAL).invokestatic(SELF, "expression" + root.place, signature(root.term));
    }

    // Terms. Each leaves its value on the stack.

    /** A term where it stands, or a call of the method that it became. */
    private void term(CodeBuilder code, Term term) {
        if (term instanceof Memo memo) {
            if (memos.putIfAbsent(memo.index(), memo) == null) {
                pending.add(new Part("named" + memo.index(), memo, true));
            }
            code.aload(FRAME_LOCAL).invokestatic(SELF, "named" + memo.index(), signature(memo));
        } else if (isCut(size(term))) {
            String name = "part" + parts++;
            pending.add(new Part(name, term, false));
            code.aload(FRAME_LOCAL).invokestatic(SELF, name, signature(term));
        } else {
            write(code, term);
        }
    }

    private void write(CodeBuilder code, Term term) {
        switch (term) {
            case Constant constant -> constant(code, constant);
            case Slot slot -> {
                code.aload(STATE_LOCAL).loadConstant(slot.index()).laload();
                bitsToValue(code, slot.type().isReal());
            }
            case PodSlot slot -> {
                code.aload(STATE_LOCAL).aload(FRAME_LOCAL).getfield(FRAME, "pod", ConstantDescs.CD_int);
                code.loadConstant(slot.column()).iadd().laload();
                bitsToValue(code, slot.type().isReal());
            }
            case Clock clock -> code.aload(FRAME_LOCAL).getfield(FRAME, "now", ConstantDescs.CD_long);
            case Memo memo -> term(code, memo);
            case Arithmetic arithmetic -> arithmetic(code, arithmetic);
            case Comparison comparison -> comparison(code, comparison);
            case Logic logic -> logic(code, logic);
            case Not not -> {
                term(code, not.operand());
                numbers(code, "not", "JJ");
            }
            case If choice -> choice(code, choice);
            case Coalesce coalesce -> coalesce(code, coalesce);
            case Converted converted -> converted(code, converted);
            case Applied applied -> applied(code, applied);
            case Native reading -> reading(code, reading);
            case OverPods figure -> overPods(code, figure);
        }
    }

    private static void constant(CodeBuilder code, Constant constant) {
        if (!constant.type().isReal()) {
            code.loadConstant(constant.bits());
        } else if (Double.isNaN(constant.real())) {
            // Whatever bits of NaN.
            code.loadConstant(constant.bits());
            bitsToValue(code, true);
        } else {
            code.loadConstant(constant.real());
        }
    }

    /** @param kinds J or D of each operand, then of the result */
    private static void numbers(CodeBuilder code, String name, String kinds) {
        ClassDesc[] all = kinds.chars()
                .mapToObj(each -> each == 'J' ? ConstantDescs.CD_long : ConstantDescs.CD_double)
                .toArray(ClassDesc[]::new);
        ClassDesc result = all[all.length - 1];
        code.invokestatic(NUMBERS, name, MethodTypeDesc.of(result, List.of(all).subList(0, all.length - 1)));
    }

    private static String letter(Term term) {
        return term.type().isReal() ? "D" : "J";
    }

    private void arithmetic(CodeBuilder code, Arithmetic term) {
        boolean real = term.type().isReal();
        boolean scaled = !real && term.right().type().isReal();
        term(code, term.left());
        term(code, term.right());
        String name = switch (term.operator()) {
            case PLUS -> "plus";
            case MINUS -> "minus";
            case TIMES -> scaled ? "scaled" : "times";
            default -> real ? "over" : "divided";
        };
        numbers(code, name, letter(term.left()) + letter(term.right()) + letter(term));
    }

    private void comparison(CodeBuilder code, Comparison term) {
        boolean real = term.left().type().isReal();
        term(code, term.left());
        term(code, term.right());
        int gain = real ? 0 : term.gain();
        if (gain != 0) {
            int right = code.allocateLocal(TypeKind.LONG);
            int left = code.allocateLocal(TypeKind.LONG);
            code.lstore(right).lstore(left);
            code.aload(FRAME_LOCAL).lload(left).lload(right).loadConstant(gain);
            code.invokevirtual(
                    FRAME,
                    "meet",
                    MethodTypeDesc.of(
                            ConstantDescs.CD_void, ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_int));
            code.lload(left).lload(right);
        }
        String name = switch (term.operator()) {
            case EQUAL -> "equal";
            case UNEQUAL -> "unequal";
            case LESS -> "less";
            case AT_MOST -> "atMost";
            case GREATER -> "greater";
            default -> "atLeast";
        };
        numbers(code, name, real ? "DDJ" : "JJJ");
    }

    /** And is settled by false, or by true. */
    private void logic(CodeBuilder code, Logic term) {
        long settles = term.operator() == Operator.AND ? 0 : 1;
        int left = code.allocateLocal(TypeKind.LONG);
        int right = code.allocateLocal(TypeKind.LONG);
        Label settled = code.newLabel();
        Label unknown = code.newLabel();
        Label end = code.newLabel();
        term(code, term.left());
        code.lstore(left).lload(left).loadConstant(settles).lcmp().ifeq(settled);
        term(code, term.right());
        code.lstore(right).lload(right).loadConstant(settles).lcmp().ifeq(settled);
        code.lload(left).loadConstant(Invalid.LONG).lcmp().ifeq(unknown);
        code.lload(right).goto_(end);
        code.labelBinding(unknown).loadConstant(Invalid.LONG).goto_(end);
        code.labelBinding(settled).loadConstant(settles);
        code.labelBinding(end);
    }

    private static void invalid(CodeBuilder code, boolean real) {
        if (real) {
            code.loadConstant(Invalid.REAL);
        } else {
            code.loadConstant(Invalid.LONG);
        }
    }

    private void choice(CodeBuilder code, If term) {
        int condition = code.allocateLocal(TypeKind.LONG);
        Label otherwise = code.newLabel();
        Label unknown = code.newLabel();
        Label end = code.newLabel();
        term(code, term.condition());
        code.lstore(condition).lload(condition).lconst_1().lcmp().ifne(otherwise);
        term(code, term.then());
        code.goto_(end);
        code.labelBinding(otherwise).lload(condition).lconst_0().lcmp().ifne(unknown);
        term(code, term.otherwise());
        code.goto_(end);
        code.labelBinding(unknown);
        invalid(code, term.type().isReal());
        code.labelBinding(end);
    }

    private void coalesce(CodeBuilder code, Coalesce term) {
        TypeKind kind = kind(term);
        int first = code.allocateLocal(kind);
        Label end = code.newLabel();
        Label known = code.newLabel();
        term(code, term.first());
        code.storeLocal(kind, first).loadLocal(kind, first);
        if (term.type().isReal()) {
            code.loadLocal(kind, first).dcmpl().ifeq(known);
        } else {
            code.loadConstant(Invalid.LONG).lcmp().ifne(known);
        }
        term(code, term.second());
        code.goto_(end);
        code.labelBinding(known).loadLocal(kind, first);
        code.labelBinding(end);
    }

    private void converted(CodeBuilder code, Converted term) {
        Type.Kind from = term.inner().type().kind();
        boolean real = term.type().isReal();
        if (from == Type.Kind.NOTHING && real) {
            code.loadConstant(Invalid.REAL);
            return;
        }
        term(code, term.inner());
        if (from == Type.Kind.NOTHING) {
            return;
        }
        if (from == Type.Kind.DURATION) {
            numbers(code, "seconds", "JD");
        } else if (real) {
            code.invokestatic(
                    desc(Invalid.class), "real", MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_long));
        } else {
            numbers(code, "nanos", "DJ");
        }
    }

    private void applied(CodeBuilder code, Applied term) {
        Term first = term.parts().getFirst();
        boolean real = first.type().isReal();
        switch (term.function()) {
            case CEIL, FLOOR, TRUNC -> whole(code, term.function().title(), first);
            case ROUND -> {
                if (term.parts().size() == 1) {
                    whole(code, "round", first);
                } else {
                    term(code, first);
                    term(code, term.parts().get(1));
                    numbers(code, "round", letter(term).repeat(3));
                }
            }
            case ABS -> {
                term(code, first);
                numbers(code, "absolute", letter(first).repeat(2));
            }
            case SQRT, EXP, LN -> {
                term(code, first);
                numbers(code, term.function().title(), "DD");
            }
            case POW -> {
                term(code, first);
                term(code, term.parts().get(1));
                numbers(code, "pow", "DDD");
            }
            case MIN -> folded(code, term.parts(), "least");
            case MAX -> folded(code, term.parts(), "greatest");
            case MIN_VALID -> folded(code, term.parts(), "leastValid");
            case MAX_VALID -> folded(code, term.parts(), "greatestValid");
            case CLAMP -> {
                folded(code, term.parts().subList(0, 2), "greatest");
                term(code, term.parts().get(2));
                numbers(code, "least", letter(first).repeat(3));
            }
            case VALID -> {
                term(code, first);
                numbers(code, "valid", real ? "DJ" : "JJ");
            }
            case ERLANG_N -> {
                term.parts().forEach(each -> term(code, each));
                numbers(code, "erlangServers", "DDDJ");
            }
        }
    }

    /** A whole number is its own. */
    private void whole(CodeBuilder code, String name, Term of) {
        term(code, of);
        if (of.type().isReal()) {
            numbers(code, name, "DJ");
        }
    }

    private void folded(CodeBuilder code, List<Term> parts, String name) {
        term(code, parts.getFirst());
        for (Term each : parts.subList(1, parts.size())) {
            term(code, each);
            numbers(code, name, letter(parts.getFirst()).repeat(3));
        }
    }

    private void load(CodeBuilder code, Object constant, ClassDesc type) {
        constants.add(constant);
        code.loadConstant(
                DynamicConstantDesc.ofNamed(CLASS_DATA, ConstantDescs.DEFAULT_NAME, type, constants.size() - 1));
    }

    private void reading(CodeBuilder code, Native term) {
        ClassDesc type = desc(term.reading() instanceof Reading.Real ? Reading.Real.class : Reading.Whole.class);
        load(code, term.reading(), type);
        code.aload(FRAME_LOCAL).invokeinterface(type, "at", signature(term));
    }

    /** The loop over the pods is Java; what is asked of each of them is of this class. */
    private void overPods(CodeBuilder code, OverPods term) {
        boolean real = term.value().type().isReal();
        Code loop = new PodCode(pods, term.figure(), codes.root(term.value()), real, codes.root(term.where())).code();
        load(code, loop, CODE);
        code.aload(FRAME_LOCAL).invokevirtual(CODE, term.type().isReal() ? "real" : "whole", signature(term));
    }
}
