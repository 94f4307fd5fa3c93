package ebb.policy.check;

import ebb.document.Mapping;
import ebb.document.NearestName;
import ebb.document.Node;
import ebb.document.Position;
import ebb.document.Problems;
import ebb.policy.Expression;
import ebb.policy.PolicyModel;
import ebb.policy.check.Guarantee.Kind;
import ebb.policy.check.Guarantee.Subject;
import ebb.policy.expr.ExpressionException;
import ebb.policy.expr.Parser;
import ebb.policy.expr.Syntax;
import ebb.policy.expr.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a policy promises: {@code wake: P within D of E}, {@code never: P while S} and the like. */
final class GuaranteeReader {
    private static final List<String> KINDS = List.of("wake", "never", "always", "flaps", "slo", "progress");
    private static final Pattern PARTS = Pattern.compile(
            "(?<what>.*?)(?:\\s+while\\s+(?<during>.+?))?(?:\\s+at\\s+(?<at>.+?))?(?:\\s+unless\\s+(?<unless>.+))?",
            Pattern.DOTALL);
    private static final Pattern WAKE =
            Pattern.compile("(?<p>.+)\\s+within\\s+(?<d>\\S+)\\s+of\\s+(?<e>.+)", Pattern.DOTALL);
    private static final Pattern LEADS =
            Pattern.compile("(?<e>.+)\\s+leads_to\\s+(?<p>.+)\\s+within\\s+(?<d>\\S+)", Pattern.DOTALL);
    private static final Pattern FLAPS = Pattern.compile("(?<n>\\d{1,6})\\s+per\\s+(?<d>\\S+)");
    private static final Pattern CHANGES = Pattern.compile("(?<x>scale|law|replicas)\\s+(?<way>increases|decreases)");

    // States begin with a capital; what does not is a condition.
    private static final Pattern STATE = Pattern.compile("[A-Z][A-Za-z0-9_]*");

    private final PolicyModel model;
    private final Problems problems;

    GuaranteeReader(PolicyModel model, Problems problems) {
        this.model = model;
        this.problems = problems;
    }

    List<Guarantee> read() {
        List<Guarantee> all = new ArrayList<>();
        for (Node each : new Mapping(problems, "this policy", model.rendered())
                .get("guarantees")
                .list()) {
            Mapping mapping = each.mapping();
            List<String> given = KINDS.stream().filter(mapping::has).toList();
            if (given.size() != 1) {
                each.problem(
                        "must be one of " + String.join(", ", KINDS), "Write - wake: scale >= 1 within 1s of request.");
            } else {
                Node what = mapping.get(given.getFirst());
                Guarantee read = guarantee(Kind.valueOf(given.getFirst().toUpperCase(Locale.ROOT)), what);
                if (read != null) {
                    all.add(read);
                }
            }
            mapping.done();
        }
        return all;
    }

    private @Nullable Guarantee guarantee(Kind kind, Node node) {
        String text = node.text().strip();
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        long before = problems.count();
        Expression during = state(parts, "during", node);
        Expression unless = state(parts, "unless", node);
        String what = parts.group("what");
        Guarantee read = switch (kind) {
            case WAKE -> clocked(kind, WAKE, "P within D of E", what, during, unless, node);
            case PROGRESS -> clocked(kind, LEADS, "P leads_to P within D", what, during, unless, node);
            case FLAPS -> flaps(what, during, unless, node);
            case NEVER, ALWAYS, SLO -> plain(kind, what, during, unless, parts.group("at") != null, node);
        };
        return problems.count() > before ? null : read;
    }

    private @Nullable Guarantee clocked(
            Kind kind,
            Pattern form,
            String shown,
            String what,
            @Nullable Expression during,
            @Nullable Expression unless,
            Node node) {
        Matcher match = form.matcher(what);
        if (!match.matches()) {
            node.problem("must be " + shown, "");
            return null;
        }
        Expression condition = expression(match.group("p"), match.start("p"), node);
        Expression event = expression(match.group("e"), match.start("e"), node);
        long within = duration(match.group("d"), match.start("d"), node);
        return new Guarantee(kind, node.text(), null, condition, event, within, 0, during, unless, false, node.at());
    }

    private @Nullable Guarantee flaps(
            String what, @Nullable Expression during, @Nullable Expression unless, Node node) {
        Matcher match = FLAPS.matcher(what);
        if (!match.matches()) {
            node.problem("must be n per D, as 4 per 10m", "");
            return null;
        }
        long within = duration(match.group("d"), match.start("d"), node);
        int most = Integer.parseInt(match.group("n"));
        return new Guarantee(Kind.FLAPS, node.text(), null, null, null, within, most, during, unless, false, node.at());
    }

    private Guarantee plain(
            Kind kind,
            String what,
            @Nullable Expression during,
            @Nullable Expression unless,
            boolean timed,
            Node node) {
        Matcher changes = CHANGES.matcher(what);
        if (changes.matches()) {
            String slot = changes.group("x").equals("scale") ? "desired" : changes.group("x");
            Subject subject = new Subject(slot, changes.group("way").equals("increases"));
            return new Guarantee(kind, node.text(), subject, null, null, 0, 0, during, unless, timed, node.at());
        }
        Expression condition = expression(what, 0, node);
        return new Guarantee(kind, node.text(), null, condition, null, 0, 0, during, unless, timed, node.at());
    }

    /** A state's name stands for being in it. */
    private @Nullable Expression state(Matcher parts, String group, Node node) {
        String text = parts.group(group);
        if (text == null) {
            return null;
        }
        List<String> states = model.regions().stream()
                .flatMap(each -> each.states().stream())
                .map(PolicyModel.StateModel::name)
                .toList();
        if (!states.contains(text)) {
            boolean meant = STATE.matcher(text).matches() && !model.signals().containsKey(text);
            if (meant) {
                Position at = place(node, parts.start(group)).of(0);
                problems.add(at, text, "is no state", NearestName.suggest(text, states));
            }
            return meant ? null : expression(text, parts.start(group), node);
        }
        Syntax in = new Syntax.Call(0, "in", List.of(new Syntax.Name(0, text)), Map.of());
        return new Expression(text, in, place(node, parts.start(group)));
    }

    private static Expression.Place place(Node node, int from) {
        Position at = node.at();
        return offset -> new Position(at.file(), at.line(), at.column() + from + offset);
    }

    private @Nullable Expression expression(String text, int from, Node node) {
        Expression.Place place = place(node, from);
        try {
            return new Expression(text, Parser.parse(text), place);
        } catch (ExpressionException bad) {
            problems.add(place.of(bad.at()), bad.value().isEmpty() ? text : bad.value(), bad.rule(), bad.wayOut());
            return null;
        }
    }

    private long duration(String text, int from, Node node) {
        Expression read = expression(text, from, node);
        if (read != null
                && read.syntax() instanceof Syntax.Literal literal
                && literal.type().kind() == Type.Kind.DURATION) {
            return literal.bits();
        }
        if (read != null) {
            problems.add(place(node, from).of(0), text, "must be a duration such as 30s", "");
        }
        return 0;
    }
}
