package ebb.policy.expr;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of the units that a policy does not write: equations between units, solved one by one as they are found. */
public final class Units {
    private final Map<Integer, Unit> found = new TreeMap<>();
    private int next;

    public Unit fresh() {
        return Unit.unknown(next++);
    }

    /** @return with everything put in that is known by now */
    public Unit resolve(Unit unit) {
        Unit now = unit;
        while (true) {
            Integer index = solved(now);
            if (index == null) {
                return now;
            }
            now = now.with(index, found.getOrDefault(index, Unit.NONE));
        }
    }

    private @Nullable Integer solved(Unit unit) {
        for (Integer each : unit.unknowns().keySet()) {
            if (found.containsKey(each)) {
                return each;
            }
        }
        return null;
    }

    /** @return whether the two can be one unit; from now on they are */
    public boolean unify(Unit left, Unit right) {
        Unit ratio = resolve(left).per(resolve(right));
        if (ratio.isKnown()) {
            return ratio.isNone();
        }
        Map.Entry<Integer, Double> first =
                ratio.unknowns().entrySet().iterator().next();
        // u^e · rest = 1, so u = rest^(-1/e)
        Unit rest = ratio.per(Unit.unknown(first.getKey()).power(first.getValue()));
        found.put(first.getKey(), rest.power(-1 / first.getValue()));
        return true;
    }
}
