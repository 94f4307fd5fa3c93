package ebb.policy;

import ebb.document.Mapping;
import ebb.document.Node;
import ebb.policy.PolicyModel.PatternModel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads patterns: {@code A then B within T}, {@code n of E within T}, {@code A without B within T}, {@code n of m samples CONDITION},
 * {@code CONDITION for T}, each with {@code keep_for T} at its end.
 */
final class PatternReader {
    private static final Pattern KEPT = Pattern.compile("(.*)\\bkeep_for\\s+(.+)", Pattern.DOTALL);
    private static final Pattern SAMPLES =
            Pattern.compile("\\s*(\\d+)\\s+of\\s+(\\d+)\\s+samples\\s+(.+)", Pattern.DOTALL);
    private static final Pattern OFTEN = Pattern.compile("\\s*(\\d+)\\s+of\\s+(.+?)\\s+within\\s+(.+)", Pattern.DOTALL);
    private static final Pattern WITHOUT =
            Pattern.compile("(.+?)\\s+without\\s+(.+?)\\s+within\\s+(.+)", Pattern.DOTALL);
    private static final Pattern FOLLOWS = Pattern.compile("(.+?\\s+then\\s+.+?)\\s+within\\s+(.+)", Pattern.DOTALL);
    private static final Pattern HOLDS = Pattern.compile("(.+?)\\s+for\\s+(.+)", Pattern.DOTALL);
    private static final int MOST_SAMPLES = 64;
    private static final int MOST_EVENTS = 1000;

    private final Expressions expressions;

    PatternReader(Expressions expressions) {
        this.expressions = expressions;
    }

    @Nullable
    PatternModel read(Node node) {
        if (node.kind() == Node.Kind.MAPPING) {
            return held(node);
        }
        String text = node.text();
        Expression.Place place = expressions.place(node, text);
        Matcher kept = KEPT.matcher(text);
        if (kept.matches()) {
            Expression keep = part(kept, 2, place);
            return keep == null ? null : pattern(kept.group(1).stripTrailing(), place, keep, node);
        }
        return pattern(text, place, null, node);
    }

    /** {@code { when: CONDITION, for: T, keep_for: T }} */
    private @Nullable PatternModel held(Node node) {
        Mapping mapping = node.mapping();
        Expression condition = expressions.read(mapping.get("when"));
        Expression forTime = expressions.readIfPresent(mapping.get("for"));
        Expression keep = expressions.readIfPresent(mapping.get("keep_for"));
        mapping.done();
        return condition == null ? null : new PatternModel.Holds(condition, forTime, keep, node.at());
    }

    private @Nullable PatternModel pattern(String text, Expression.Place place, @Nullable Expression keep, Node node) {
        Matcher samples = SAMPLES.matcher(text);
        if (samples.matches()) {
            Expression condition = part(samples, 3, place);
            int of = count(samples.group(2), MOST_SAMPLES, node);
            return condition == null
                    ? null
                    : new PatternModel.OfSamples(count(samples.group(1), of, node), of, condition, keep, node.at());
        }
        Matcher often = OFTEN.matcher(text);
        if (often.matches()) {
            Expression event = part(often, 2, place);
            Expression within = part(often, 3, place);
            int n = count(often.group(1), MOST_EVENTS, node);
            return event == null || within == null ? null : new PatternModel.Often(n, event, within, keep, node.at());
        }
        Matcher without = WITHOUT.matcher(text);
        if (without.matches()) {
            Expression event = part(without, 1, place);
            Expression other = part(without, 2, place);
            Expression within = part(without, 3, place);
            return event == null || other == null || within == null
                    ? null
                    : new PatternModel.Without(event, other, within, keep, node.at());
        }
        Matcher follows = FOLLOWS.matcher(text);
        return follows.matches() ? follows(follows, place, keep, node) : holds(text, place, keep, node);
    }

    private static int count(String digits, int most, Node node) {
        int n = digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
        if (n < 1 || n > most) {
            node.problem("counts " + digits + ", which must be from 1 to " + most, "");
            return 1;
        }
        return n;
    }

    private @Nullable PatternModel follows(
            Matcher match, Expression.Place place, @Nullable Expression keep, Node node) {
        List<Expression> events = new ArrayList<>();
        int from = 0;
        String chain = match.group(1);
        for (String each : chain.split("\\s+then\\s+", -1)) {
            int at = chain.indexOf(each, from);
            Expression event = expressions.read(each, moved(place, at));
            if (event != null) {
                events.add(event);
            }
            from = at + each.length();
        }
        Expression within = part(match, 2, place);
        return within == null ? null : new PatternModel.Follows(events, within, keep, node.at());
    }

    private @Nullable PatternModel holds(String text, Expression.Place place, @Nullable Expression keep, Node node) {
        Matcher holds = HOLDS.matcher(text);
        boolean timed = holds.matches();
        Expression condition = timed ? part(holds, 1, place) : expressions.read(text, place);
        Expression forTime = timed ? part(holds, 2, place) : null;
        return condition == null ? null : new PatternModel.Holds(condition, forTime, keep, node.at());
    }

    private @Nullable Expression part(Matcher match, int group, Expression.Place place) {
        return expressions.read(match.group(group), moved(place, match.start(group)));
    }

    private static Expression.Place moved(Expression.Place place, int by) {
        return at -> place.of(at + by);
    }
}
