package ebb.policy;

import ebb.policy.PolicyModel.Output;
import ebb.policy.Program.Action;
import ebb.policy.Program.Assignment;
import ebb.policy.Program.Law;
import ebb.policy.Program.Region;
import ebb.policy.Program.State;
import ebb.policy.Program.Transition;
import ebb.policy.expr.Code;
import ebb.policy.expr.Frame;
import ebb.policy.expr.Generated;
import ebb.policy.expr.Invalid;
import ebb.policy.expr.Mention;
import ebb.policy.expr.Numbers;
import ebb.policy.expr.Way;
import ebb.policy.window.Memory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy document at work on one service.
 *
 * <p>A step brings time up to the event, deadline by deadline at their logical times; puts the event into the levels and windows; then looks
 * at the regions in the order of the document: transitions until none is left, then the law. What the regions propose becomes one number,
 * which passes the limits. A sampled region is looked at by its tick and when its poke becomes true, a reactive one in every step that may
 * concern it, and when something that it read changes by itself.
 */
final class CompiledPolicy implements Automaton {
    private static final int MOST_MICROSTEPS = 8;
    private static final int ALL = -1;
    // Two regions that answer each other for ever then do so a thousand times a second, not without end at one instant.
    private static final long SOON = 1_000_000;
    private static final Output[] OUTPUTS = Output.values();
    private static final long NEVER_SET = Memory.NEVER;
    private static final long DAY = 86_400_000_000_000L;
    private static final long NAN = Double.doubleToRawLongBits(Double.NaN);

    private final Program program;
    private final Frame frame;
    private final boolean[] due;
    private final boolean[] ticks;
    private final Region[] regions;
    private final Feed[] feeds;
    private final Feed[] levelled;
    private final Feed[] arriving;
    private final Feed[] ending;
    private final Feed[] gapped;
    private final Feed[] sampled;
    private final Feed[] starting;
    private final PatternCode[] patterns;
    private final Program.Variable[] variables;
    private final Program.Overlay[] overlaid;
    private long[] assigned = new long[4];
    private final long seed;
    private int acted;
    private long looks;
    private boolean resize;

    @Nullable
    private Decision told;

    @Nullable
    private Generated generated;

    CompiledPolicy(Program program, long seed) {
        this.program = program;
        this.seed = seed;
        frame = new Frame(program.memos());
        regions = program.regions().toArray(Region[]::new);
        feeds = program.feeds().toArray(Feed[]::new);
        patterns = program.patterns().toArray(PatternCode[]::new);
        variables = program.variables().toArray(Program.Variable[]::new);
        overlaid = program.parameters().toArray(Program.Overlay[]::new);
        int transitions = 0;
        for (Region region : program.regions()) {
            transitions += region.initial().size();
            for (State state : region.states()) {
                transitions += state.go().size();
            }
        }
        frame.fired = new boolean[transitions];
        levelled = hearing(Feed.LEVELS);
        arriving = hearing(Feed.ARRIVED);
        ending = hearing(Feed.ENDED);
        gapped = hearing(Feed.GAPS);
        sampled = hearing(Feed.SAMPLES);
        starting = hearing(Feed.COLD_STARTS);
        due = new boolean[program.regions().size()];
        ticks = new boolean[program.regions().size()];
    }

    private Feed[] hearing(int what) {
        return Arrays.stream(feeds).filter(each -> (each.hears & what) != 0).toArray(Feed[]::new);
    }

    Program program() {
        return program;
    }

    /** How often regions were looked at so far: the work that it has done. */
    long looks() {
        return looks;
    }

    /** For tests: gives signals what they say instead of what they compute. */
    Frame frame() {
        return frame;
    }

    // The start.

    @Override
    public long[] start(Event levels) {
        told = null;
        long[] state = new long[program.slots().size()];
        start(state, levels, null);
        return state;
    }

    /** @param durable what variables were, for those that outlive a restart; null at the very start */
    private void start(long[] state, Event levels, long @Nullable [] durable) {
        begin(state, levels.atNanos);
        state[Head.ATTACHED.slot()] = levels.atNanos;
        state[Head.IDLE_SINCE.slot()] = NEVER_SET;
        state[Head.DESIRED.slot()] = Decision.NONE;
        state[Head.PATH_SINCE.slot()] = levels.atNanos;
        state[Head.PATH_CONFIRMED.slot()] = 1;
        state[Head.SCRAPABLE.slot()] = 1;
        state[Head.COLD_LAST.slot()] = Invalid.LONG;
        state[Head.TRANSITION.slot()] = -1;
        state[Head.GUARD.slot()] = -1;
        state[Head.WAKE.slot()] = levels.atNanos;
        program.parameters().forEach(each -> state[each.slot()] = each.bits());
        levels(state, levels);
        state[Head.REPORTED.slot()] = levels.demand();
        for (Feed each : feeds) {
            each.start(state, levels.atNanos);
        }
        for (PatternCode each : patterns) {
            each.start(state, levels.atNanos);
        }
        for (int i = 0; i < variables.length; i++) {
            Program.Variable each = variables[i];
            Code initial = each.initial();
            state[each.slot()] =
                    durable != null && each.durable() ? durable[i] : initial == null ? 0 : initial.bits(frame);
            state[each.seen()] = state[each.slot()];
        }
        program.limits().start(frame);
        program.limits().spend(frame);
        for (Region each : regions) {
            begin(each, levels.atNanos);
        }
        publish(state);
    }

    void begin(long[] state, long nowNanos) {
        frame.state = state;
        frame.now = nowNanos;
        frame.seed = seed;
        frame.edges = 0;
        frame.wake = NEVER;
        frame.reactive = false;
        frame.proposed = Invalid.LONG;
        frame.changed();
        spend(state, nowNanos);
        state[Head.NOW.slot()] = nowNanos;
    }

    /** Pods that are there, start or are on their way out cost money; what was spent begins anew at midnight UTC. */
    private void spend(long[] state, long nowNanos) {
        double each = program.reads().spends();
        if (each == 0) {
            return;
        }
        long day = Math.floorDiv(nowNanos, DAY);
        boolean midnight = state[Head.COST_DAY.slot()] != day;
        long since = midnight ? Math.max(state[Head.NOW.slot()], day * DAY) : state[Head.NOW.slot()];
        double spent = midnight ? 0 : Double.longBitsToDouble(state[Head.COST_SPENT.slot()]);
        long ready = Math.max(0, state[Head.READY.slot()]);
        double pods = (double) ready + state[Head.STARTING.slot()] + state[Head.DRAINING.slot()];
        state[Head.COST_DAY.slot()] = day;
        state[Head.COST_SPENT.slot()] = Double.doubleToRawLongBits(spent + each * pods * (nowNanos - since) / 1e9);
    }

    void begin(Region region, long nowNanos) {
        long[] state = frame.state;
        state[region.nextTick()] = region.tickNanos() == 0 ? NEVER : nowNanos;
        state[region.poked()] = 0;
        state[region.proposal()] = state[Head.REPLICAS.slot()];
        if (region.outputs() >= 0) {
            Arrays.fill(state, region.outputs(), region.outputs() + OUTPUTS.length, Invalid.LONG);
        }
        Limited limits = region.limits();
        if (limits != null) {
            limits.start(frame);
        }
        enterInitial(region);
    }

    private void enterInitial(Region region) {
        for (Transition each : region.initial()) {
            if (each.way().isOpen(frame)) {
                assign(each.set());
                enter(region, Math.max(0, each.to()), 0);
                return;
            }
        }
        enter(region, 0, 0);
    }

    /** For tests: what a state sets and the clocks of its transitions, as if it had been entered when its slot says. */
    void arm(long[] state, Region region, long nowNanos) {
        begin(state, nowNanos);
        State entered = region.states().get((int) state[region.state()]);
        assign(entered.overlays());
        resized();
        frame.now = state[region.entered()];
        for (Transition each : entered.go()) {
            if (each.deadline() >= 0) {
                restart(each.way());
            }
        }
        frame.now = nowNanos;
    }

    /** For tests: whether the last look took it. */
    boolean took(Transition transition) {
        return frame.fired[transition.number()];
    }

    /** What a state puts in the place of parameters. */
    void overlay(State state) {
        assign(state.overlays());
    }

    // A step.

    @Override
    public long[] step(long[] given, Event event, Decision out) {
        long[] state = given;
        told = out;
        for (long due = nextDeadline(state); due <= event.atNanos; due = nextDeadline(state)) {
            boolean woken = state[Head.WAKE.slot()] <= due;
            begin(state, Math.max(due, state[Head.NOW.slot()]));
            if (woken) {
                state[Head.WAKE.slot()] = NEVER;
            }
            run(woken ? ALL : Mention.TIME, out);
        }
        if (event.kind == EventKind.ADVANCE) {
            return state;
        }
        state = withRoom(state, event);
        begin(state, event.atNanos);
        int touched = take(state, event);
        program.limits().spend(frame);
        if (!event.more) {
            run(touched, out);
        }
        return state;
    }

    @Override
    public long nextDeadline(long[] state) {
        long next = state[Head.WAKE.slot()];
        for (Region each : regions) {
            next = Math.min(next, state[each.nextTick()]);
        }
        return next;
    }

    /** Puts an event into the levels, the pods and the windows. @return what may have changed */
    private int take(long[] state, Event event) {
        levels(state, event);
        if (event.kind == EventKind.REPORT) {
            reported(state, event);
        }
        for (Feed each : levelled) {
            each.levels(state, event.atNanos);
        }
        return switch (event.kind) {
            case REPORT -> Mention.LEVELS | Mention.EDGES | Mention.PODS;
            case POD_READY -> {
                frame.edges |= Edge.POD_READY.bit();
                started(state, event);
                yield pod(state, event);
            }
            case POD_FAILED -> {
                frame.edges |= Edge.POD_FAILED.bit();
                yield pod(state, event);
            }
            case POD_GONE -> {
                frame.edges |= Edge.POD_GONE.bit();
                yield pod(state, event);
            }
            case POD_IDLE, POD_BUSY, POD_CHANGED -> pod(state, event);
            case SAMPLE -> sample(state, event);
            case ACTION_FAILED -> {
                frame.edges |= Edge.ACTION_FAILED.bit();
                yield ALL;
            }
            case RESTART -> restart(state, event);
            case APPLY, ADVANCE -> ALL;
        };
    }

    static void levels(long[] state, Event event) {
        state[Head.IN_FLIGHT.slot()] = event.inFlight;
        state[Head.QUEUED.slot()] = event.queued;
        state[Head.READY.slot()] = event.ready < 0 ? Invalid.LONG : event.ready;
        state[Head.STARTING.slot()] = event.starting;
        state[Head.DRAINING.slot()] = event.draining;
        state[Head.REPLICAS.slot()] = event.replicas;
        state[Head.PRESENT.slot()] = event.present < 0 ? event.replicas : event.present;
    }

    /**
     * What the balancer tells: requests that came and ended, and when the service fell idle. Levels may be known before, from what happened
     * to a pod at the same instant; what came and went is told by reports alone.
     */
    private void reported(long[] state, Event event) {
        long before = state[Head.REPORTED.slot()];
        long demand = event.demand();
        state[Head.REPORTED.slot()] = demand;
        boolean came = event.arrivals > 0;
        if (came) {
            frame.edges |= Edge.ARRIVAL.bit();
            long idleSince = state[Head.IDLE_SINCE.slot()];
            if (before == 0 && idleSince != NEVER_SET) {
                for (Feed each : gapped) {
                    each.gap(state, event.atNanos, event.atNanos - idleSince);
                }
            }
            for (Feed each : arriving) {
                each.arrived(state, event.atNanos, event.arrivals);
            }
        }
        if (event.done > 0) {
            frame.edges |= Edge.DONE.bit();
            for (Feed each : ending) {
                each.ended(state, event.atNanos, event.done);
            }
        }
        if (demand > 0) {
            state[Head.IDLE_SINCE.slot()] = NEVER_SET;
        } else if (before > 0 || came) {
            state[Head.IDLE_SINCE.slot()] = event.atNanos;
        }
    }

    private void started(long[] state, Event event) {
        if (event.startNanos < 0) {
            return;
        }
        state[Head.COLD_COUNT.slot()]++;
        state[Head.COLD_LAST.slot()] = event.startNanos;
        for (Feed each : starting) {
            each.coldStart(state, event.atNanos, event.startNanos);
        }
    }

    private int sample(long[] state, Event event) {
        if (event.pod < 0) {
            for (Feed each : sampled) {
                each.sample(state, event.atNanos, event.metric, event.value);
            }
        } else if (program.pods().isRead()) {
            int row = program.pods().row(state, event.pod);
            state[row + PodColumn.COUNT + event.metric] = Double.doubleToRawLongBits(event.value);
        }
        return Mention.SAMPLES | Mention.PODS;
    }

    /** All is forgotten but what is durable and which pods there are: as it begins, it may look at that. */
    private int restart(long[] state, Event event) {
        long[] durable = new long[variables.length];
        for (int i = 0; i < durable.length; i++) {
            durable[i] = state[variables[i].slot()];
        }
        int pods = program.pods().count(state);
        Arrays.fill(state, 0, program.slots().size(), 0);
        start(state, event, durable);
        // The pods are there to be asked again; what was measured is not.
        state[Head.PODS.slot()] = pods;
        for (int i = 0; i < pods; i++) {
            int row = program.pods().first() + i * program.pods().width();
            Arrays.fill(state, row + PodColumn.COUNT, row + program.pods().width(), NAN);
        }
        frame.edges |= Edge.RESTART.bit();
        return ALL;
    }

    // Pods.

    private boolean aboutPod(Event event) {
        return event.pod >= 0
                && program.pods().isRead()
                && switch (event.kind) {
                    case POD_READY, POD_IDLE, POD_BUSY, POD_GONE, POD_FAILED, POD_CHANGED, SAMPLE -> true;
                    case REPORT, ADVANCE, APPLY, RESTART, ACTION_FAILED -> false;
                };
    }

    /** @return the state with a row for the pod that the event is about */
    private long[] withRoom(long[] state, Event event) {
        if (!aboutPod(event) || program.pods().row(state, event.pod) >= 0) {
            return state;
        }
        int width = program.pods().width();
        int count = program.pods().count(state);
        int end = program.pods().first() + count * width;
        long[] grown =
                end + width <= state.length ? state : Arrays.copyOf(state, Math.max(end + width, end + count * width));
        int at = program.pods().first();
        while (at < end && grown[at] < event.pod) {
            at += width;
        }
        System.arraycopy(grown, at, grown, at + width, end - at);
        Arrays.fill(grown, at, at + width, 0);
        fill(grown, at, event);
        grown[Head.PODS.slot()] = count + 1L;
        return grown;
    }

    private void fill(long[] state, int row, Event event) {
        state[row + PodColumn.ORDINAL.column()] = event.pod;
        state[row + PodColumn.PHASE.column()] = 1;
        state[row + PodColumn.STARTED.column()] = event.atNanos;
        state[row + PodColumn.READY_CHANGED.column()] = event.atNanos;
        state[row + PodColumn.CREATED.column()] =
                event.startNanos < 0 ? event.atNanos : event.atNanos - event.startNanos;
        state[row + PodColumn.IDLE_SINCE.column()] = event.atNanos;
        state[row + PodColumn.CPU_SAMPLED.column()] = Invalid.LONG;
        long unknown = Double.doubleToRawLongBits(Double.NaN);
        for (PodColumn each : List.of(PodColumn.CPU_USAGE, PodColumn.CPU_REQUEST, PodColumn.MEMORY, PodColumn.GPU)) {
            state[row + each.column()] = unknown;
        }
        Arrays.fill(state, row + PodColumn.COUNT, row + program.pods().width(), unknown);
    }

    private int pod(long[] state, Event event) {
        int row = program.pods().isRead() ? program.pods().row(state, event.pod) : -1;
        if (row < 0) {
            return Mention.PODS | Mention.LEVELS | Mention.EDGES;
        }
        switch (event.kind) {
            case POD_READY -> ready(state, row, event.atNanos);
            case POD_IDLE -> {
                state[row + PodColumn.READY.column()] = 1;
                state[row + PodColumn.IN_FLIGHT.column()] = 0;
                state[row + PodColumn.IDLE_SINCE.column()] = event.atNanos;
            }
            case POD_BUSY -> state[row + PodColumn.IN_FLIGHT.column()] = 1;
            case POD_GONE, POD_FAILED -> remove(state, row);
            case POD_CHANGED -> {
                facts(state, row, event.facts);
                if (event.facts.deleting) {
                    // What is on its way out is not measured any more.
                    Arrays.fill(
                            state, row + PodColumn.COUNT, row + program.pods().width(), NAN);
                }
            }
            case REPORT, SAMPLE, ACTION_FAILED, ADVANCE, APPLY, RESTART -> {}
        }
        return Mention.PODS | Mention.LEVELS | Mention.EDGES;
    }

    private static void ready(long[] state, int row, long nowNanos) {
        state[row + PodColumn.PHASE.column()] = 1;
        if (state[row + PodColumn.READY.column()] != 1) {
            state[row + PodColumn.READY.column()] = 1;
            state[row + PodColumn.READY_CHANGED.column()] = nowNanos;
            state[row + PodColumn.IDLE_SINCE.column()] = nowNanos;
        }
    }

    private void remove(long[] state, int row) {
        int width = program.pods().width();
        int end = program.pods().first() + program.pods().count(state) * width;
        System.arraycopy(state, row + width, state, row, end - row - width);
        Arrays.fill(state, end - width, end, 0);
        state[Head.PODS.slot()]--;
    }

    private static void facts(long[] state, int row, PodFacts facts) {
        state[row + PodColumn.DELETING.column()] = facts.deleting ? 1 : 0;
        state[row + PodColumn.PHASE.column()] = facts.phase;
        state[row + PodColumn.READY.column()] = facts.ready;
        if (facts.ready != 1 || !Invalid.is(facts.idleSinceNanos)) {
            state[row + PodColumn.IDLE_SINCE.column()] = facts.ready == 1 ? facts.idleSinceNanos : Invalid.LONG;
        }
        if (!Invalid.is(facts.inFlight)) {
            state[row + PodColumn.IN_FLIGHT.column()] = facts.inFlight;
        }
        state[row + PodColumn.STARTED.column()] = facts.startedNanos;
        state[row + PodColumn.READY_CHANGED.column()] = facts.readyChangedNanos;
        state[row + PodColumn.CREATED.column()] = facts.createdNanos;
        state[row + PodColumn.CPU_USAGE.column()] = Double.doubleToRawLongBits(facts.cpuUsage);
        state[row + PodColumn.CPU_REQUEST.column()] = Double.doubleToRawLongBits(facts.cpuRequest);
        state[row + PodColumn.CPU_SAMPLED.column()] = facts.cpuSampledNanos;
        state[row + PodColumn.CPU_WINDOW.column()] = facts.cpuWindowNanos;
        state[row + PodColumn.MEMORY.column()] = Double.doubleToRawLongBits(facts.memory);
        state[row + PodColumn.GPU.column()] = Double.doubleToRawLongBits(facts.gpu);
    }

    // Regions.

    private void run(int touched, Decision out) {
        long[] state = frame.state;
        boolean any = false;
        boolean all = true;
        for (Region each : regions) {
            boolean tick = ticks(each);
            boolean poke = pokes(each);
            due[each.index()] = tick || poke || (!each.sampled() && concerns(each, touched));
            any |= due[each.index()];
            all &= due[each.index()] || each.sampled();
        }
        if (!any) {
            return;
        }
        looks++;
        generated = generated == null ? program.codes().generated() : generated;
        look();
        Arrays.fill(frame.fired, false);
        acted = -1;
        long chained = Invalid.LONG;
        for (Region each : regions) {
            if (due[each.index()]) {
                frame.edges = ticks[each.index()] ? frame.edges | Edge.TICK.bit() : frame.edges & ~Edge.TICK.bit();
                frame.proposed = chained;
                frame.reactive = !each.sampled();
                frame.changed();
                long proposal = region(each);
                chained = Invalid.is(proposal) ? chained : proposal;
            }
        }
        frame.reactive = true;
        publish(state);
        decide(combined(chained), out);
        // A reactive region that was not looked at waits for what it waited for.
        long before = all || state[Head.WAKE.slot()] <= frame.now ? NEVER : state[Head.WAKE.slot()];
        state[Head.WAKE.slot()] = Math.min(before, frame.wake);
    }

    /** Whether a region's tick has come; the next one is then set. */
    private boolean ticks(Region region) {
        long[] state = frame.state;
        long tick = state[region.nextTick()];
        ticks[region.index()] = tick <= frame.now;
        if (tick <= frame.now) {
            state[region.nextTick()] =
                    frame.now - Math.floorMod(frame.now - tick, region.tickNanos()) + region.tickNanos();
        }
        return ticks[region.index()];
    }

    /** Whether a region's poke becomes true in this step. */
    private boolean pokes(Region region) {
        Code poke = region.poke();
        if (poke == null) {
            return false;
        }
        boolean before = frame.state[region.poked()] == 1;
        boolean now = poke.whole(frame) == 1;
        frame.state[region.poked()] = now ? 1 : 0;
        return now && !before;
    }

    private static boolean concerns(Region region, int touched) {
        // What the policy changes itself, it may have changed since.
        return (region.mentions() & (touched | Mention.OWN)) != 0 || touched == ALL;
    }

    /** Patterns are looked at before the regions. */
    private void look() {
        if (patterns.length == 0) {
            return;
        }
        frame.reactive = true;
        for (PatternCode each : patterns) {
            each.look(frame);
        }
        frame.changed();
    }

    private long region(Region region) {
        // By places: an iterator for each look would be memory for each event until it is compiled.
        List<Feed> recorded = region.recorded();
        for (int i = 0; i < recorded.size(); i++) {
            recorded.get(i).evaluated(frame);
        }
        frame.changed();
        boolean moved = transitions(region);
        State state = region.states().get((int) frame.state[region.state()]);
        keepOutputs(region, state);
        boolean lawful = region.tickNanos() == 0 || ticks[region.index()] || moved || region.sampled();
        long proposal = lawful ? law(region, state) : held(region, state);
        Limited limits = region.limits();
        if (limits != null && lawful) {
            long limited = limits.apply(frame, proposal);
            limits.decided(
                    frame,
                    frame.state[Head.REPLICAS.slot()],
                    Invalid.is(limited) ? frame.state[Head.REPLICAS.slot()] : limited);
            proposal = limited;
        }
        frame.state[region.proposal()] = proposal;
        return proposal;
    }

    private long held(Region region, State state) {
        return state.law() == null ? Invalid.LONG : frame.state[region.proposal()];
    }

    private boolean transitions(Region region) {
        boolean moved = false;
        for (int i = 0; i < MOST_MICROSTEPS; i++) {
            Transition next = first(region);
            if (next == null) {
                return moved;
            }
            fire(region, next);
            moved = true;
            if (next.to() < 0) {
                return true;
            }
        }
        return moved;
    }

    private @Nullable Transition first(Region region) {
        State state = region.states().get((int) frame.state[region.state()]);
        List<Transition> all = state.go();
        Generated made = generated;
        if (made != null) {
            int place = made.first(state.number(), frame);
            return place < 0 ? null : all.get(place);
        }
        for (int i = 0; i < all.size(); i++) {
            Transition each = all.get(i);
            if (!frame.fired[each.number()] && each.way().isOpen(frame)) {
                return each;
            }
        }
        return null;
    }

    /** How long a clock runs that begins now, ns. */
    long time(Way way) {
        Code time = way.time();
        long nanos = time == null ? 0 : time.whole(frame);
        return Invalid.is(nanos) ? NEVER - frame.now : Math.max(0, nanos);
    }

    private void fire(Region region, Transition transition) {
        frame.fired[transition.number()] = true;
        acted = transition.number();
        long[] state = frame.state;
        state[Head.TRANSITION.slot()] = transition.number();
        watch(region, transition);
        boolean moves = transition.to() >= 0;
        State left = region.states().get((int) state[region.state()]);
        int kept = moves ? kept(left, region.states().get(transition.to()), transition.named()) : 0;
        if (moves) {
            act(region, left.exit());
            for (int i = left.around().size() - 1; i >= kept; i--) {
                act(region, left.around().get(i).exit());
            }
        }
        assign(transition.set());
        act(region, transition.action());
        if (moves) {
            leave(left);
            enter(region, transition.to(), kept);
        } else if (transition.deadline() >= 0) {
            restart(transition.way()); // after firing, an internal `for` begins anew
        }
        frame.changed();
    }

    /** How many states around are not left: those around both, down to the one that is entered anew. */
    private static int kept(State left, State next, String named) {
        int kept = 0;
        int most = Math.min(left.around().size(), next.around().size());
        while (kept < most
                && left.around().get(kept).entered() == next.around().get(kept).entered()
                && !left.around().get(kept).name().equals(named)) {
            kept++;
        }
        return kept;
    }

    /** An `after` runs from now on, a `for` when its condition is true. */
    private void restart(Way way) {
        if (way.cause() == Way.Cause.AFTER) {
            way.begin(frame);
        } else {
            frame.state[way.deadline()] = NEVER;
        }
    }

    /** Notes the values that let a transition be taken, before it changes them. */
    private void watch(Region region, Transition transition) {
        long[] state = frame.state;
        state[Head.GUARD.slot()] = -1;
        if (transition.way().cause() == Way.Cause.AFTER) {
            state[Head.GUARD.slot()] = Head.TIMED;
            state[Head.GUARD_LEFT.slot()] = frame.now - state[region.entered()];
            state[Head.GUARD_RIGHT.slot()] = state[transition.deadline()] - state[region.entered()];
            return;
        }
        List<Watch> watches = transition.watches();
        for (int i = 0; i < watches.size(); i++) {
            Watch each = watches.get(i);
            if (each.counts(frame)) {
                state[Head.GUARD.slot()] = i;
                state[Head.GUARD_LEFT.slot()] = each.left().bits(frame);
                state[Head.GUARD_RIGHT.slot()] = each.right().bits(frame);
                return;
            }
        }
    }

    private void leave(State left) {
        if (!left.overlays().isEmpty()) {
            for (Program.Overlay each : overlaid) {
                for (int i = 0; i < left.overlays().size(); i++) {
                    if (left.overlays().get(i).slot() == each.slot()) {
                        frame.state[each.slot()] = each.bits();
                    }
                }
            }
            // Windows change when the next state has said what it sets: to shrink and grow again would forget.
            resize = true;
        }
    }

    /** @param kept how many of the states around it were not left */
    private void enter(Region region, int to, int kept) {
        long[] state = frame.state;
        state[region.state()] = to;
        state[region.entered()] = frame.now;
        State entered = region.states().get(to);
        List<Program.Group> around = entered.around();
        for (int i = kept; i < around.size(); i++) {
            state[around.get(i).entered()] = frame.now;
        }
        frame.changed();
        if (!entered.overlays().isEmpty()) {
            assign(entered.overlays());
            resize = true;
        }
        if (resize) {
            resize = false;
            resized();
        }
        for (int i = kept; i < around.size(); i++) {
            Program.Group each = around.get(i);
            act(region, each.enter());
            unmark(each.law());
            restart(each.go(), each.go().size());
        }
        act(region, entered.enter());
        unmark(entered.lawful() ? entered.law() : null);
        restart(entered.go(), entered.own());
        frame.changed();
    }

    private void unmark(@Nullable Law law) {
        if (law != null && law.mark() >= 0) {
            Code from = law.from();
            frame.state[law.mark()] = from == null ? Invalid.LONG : from.whole(frame);
        }
    }

    private void restart(List<Transition> all, int count) {
        for (int i = 0; i < count; i++) {
            if (all.get(i).deadline() >= 0) {
                restart(all.get(i).way());
            }
        }
    }

    void resized() {
        frame.changed();
        for (Feed each : feeds) {
            each.resize(frame);
        }
    }

    /** All are computed before any is changed; what is unknown is left as it is. */
    private void assign(List<Assignment> assignments) {
        int count = assignments.size();
        if (count == 0) {
            return;
        }
        assigned = count <= assigned.length ? assigned : new long[count];
        for (int i = 0; i < count; i++) {
            assigned[i] = assignments.get(i).value().bits(frame);
        }
        for (int i = 0; i < count; i++) {
            if (!Invalid.is(assigned[i]) && assigned[i] != NAN) {
                frame.state[assignments.get(i).slot()] = assigned[i];
            }
        }
        frame.changed();
    }

    private void act(Region region, Action action) {
        if (told != null && !action.notices().isEmpty()) {
            told.notices.addAll(action.notices());
        }
        Code step = action.step();
        if (step != null) {
            long by = step.whole(frame);
            long before = frame.state[region.proposal()];
            frame.state[region.proposal()] = Math.max(0, Numbers.plus(before, Invalid.is(by) ? 0 : by));
        }
    }

    private long law(Region region, State state) {
        Law law = state.law();
        if (law == null) {
            return Invalid.LONG;
        }
        Code value = law.value();
        long proposal = value == null ? frame.state[region.proposal()] : value.whole(frame);
        if (law.form() == Law.Form.HIGH_WATER || law.form() == Law.Form.LOW_WATER) {
            proposal = marked(law, proposal, law.form() == Law.Form.HIGH_WATER);
        }
        return Invalid.is(proposal) ? proposal : Math.max(0, Math.min(Integer.MAX_VALUE, proposal));
    }

    private long marked(Law law, long proposal, boolean high) {
        long mark = frame.state[law.mark()];
        if (Invalid.is(proposal)) {
            return proposal;
        }
        long marked = Invalid.is(mark) ? proposal : high ? Math.max(mark, proposal) : Math.min(mark, proposal);
        frame.state[law.mark()] = marked;
        return marked;
    }

    // The decision.

    /** What a state sets are levels: they stay until its region is looked at again. */
    private void keepOutputs(Region region, State state) {
        if (region.outputs() < 0) {
            return;
        }
        for (Output each : OUTPUTS) {
            Code code = state.outputs().get(each);
            frame.state[region.outputs() + each.ordinal()] = code == null ? Invalid.LONG : code.whole(frame);
        }
    }

    /** @return of all regions that set it the greatest, the least, or the last one's; unknown if none does */
    private long output(Output output) {
        long found = Invalid.LONG;
        for (Region each : regions) {
            long value = each.outputs() < 0 ? Invalid.LONG : frame.state[each.outputs() + output.ordinal()];
            if (!Invalid.is(value)) {
                found = switch (output) {
                    case MIN, PREWARM -> Numbers.greatestValid(found, value);
                    case MAX -> Numbers.leastValid(found, value);
                    case BALANCER, PATH, GATEWAYS, VICTIMS -> value;
                };
            }
        }
        return found;
    }

    private long combined(long chained) {
        long[] state = frame.state;
        if (program.model().combine() == PolicyModel.Combine.CHAIN) {
            return chained;
        }
        long all = Invalid.LONG;
        for (Region each : regions) {
            long proposal = state[each.proposal()];
            if (Invalid.is(proposal)) {
                continue;
            }
            all = Invalid.is(all)
                    ? proposal
                    : switch (program.model().combine()) {
                        case MAX, CHAIN -> Math.max(all, proposal);
                        case PRIORITY -> proposal;
                        case MIN -> Math.min(all, proposal);
                        case SUM -> Numbers.plus(all, proposal);
                    };
        }
        return all;
    }

    private void decide(long proposal, Decision out) {
        long[] state = frame.state;
        frame.clamp = 0;
        frame.proposed = proposal;
        long limited = program.limits().apply(frame, proposal);
        if (!Invalid.is(limited)) {
            limited = floors(limited);
            limited = program.limits().afforded(frame, limited, least());
            long before = state[Head.REPLICAS.slot()];
            program.limits().decided(frame, before, limited);
            state[Head.DESIRED.slot()] = limited;
            // Until the next event says otherwise, what is asked for is so.
            state[Head.REPLICAS.slot()] = limited;
            state[Head.STARTING.slot()] += Math.max(0, limited - before);
            program.limits().watch(frame, limited);
            state[Head.LAW.slot()] = proposal;
            state[Head.CLAMP.slot()] = frame.clamp;
            out.desired = (int) limited;
            out.why = acted;
            out.left = proposal;
            out.right = limited;
        }
        way(state, out);
    }

    /** Pods that must be there. */
    private long least() {
        long limits = program.limits().least(frame);
        return Numbers.greatestValid(
                Numbers.greatestValid(limits, output(Output.MIN)),
                program.service().min());
    }

    private long floors(long limited) {
        long prewarm = output(Output.PREWARM);
        long least = output(Output.MIN);
        long most = output(Output.MAX);
        long value = clamped(limited, Clamp.PREWARM, Invalid.is(prewarm) ? limited : Math.max(limited, prewarm));
        value = clamped(value, Clamp.MIN, Invalid.is(least) ? value : Math.max(value, least));
        value = clamped(value, Clamp.MAX, Invalid.is(most) ? value : Math.min(value, most));
        return clamped(value, Clamp.SERVICE, program.service().clamp(value));
    }

    private long clamped(long before, Clamp by, long after) {
        frame.clamp = before == after ? frame.clamp : by.ordinal();
        return after;
    }

    private void way(long[] state, Decision out) {
        int path = (int) Math.max(0, output(Output.PATH));
        if (path != 0 && path != state[Head.PATH.slot()]) {
            state[Head.PATH.slot()] = path;
            state[Head.PATH_SINCE.slot()] = frame.now;
        }
        out.path = path;
        out.gateways = (int) Math.max(-1, output(Output.GATEWAYS));
        out.balancer = (int) Math.max(-1, output(Output.BALANCER));
        out.victims = (int) Math.max(-1, output(Output.VICTIMS));
    }

    /** From now on others see what this step did, and are looked at again soon if it did something. */
    private void publish(long[] state) {
        boolean changed = false;
        for (Region each : regions) {
            changed |= state[each.seen()] != state[each.state()];
            state[each.seen()] = state[each.state()];
        }
        for (Program.Variable each : variables) {
            changed |= state[each.seen()] != state[each.slot()];
            state[each.seen()] = state[each.slot()];
        }
        frame.changed();
        if (changed && regions.length > 1) {
            frame.wakeAt(frame.now + SOON);
        }
    }

    // To the outside.

    @Override
    public String describe(long[] state) {
        return Explanation.now(program, state);
    }

    @Override
    public long[] startFrom(Automaton before, long[] state, Event levels) {
        return before instanceof CompiledPolicy other ? Succession.of(this, other, state, levels) : start(levels);
    }

    @Override
    public Anatomy anatomy() {
        return program.anatomy();
    }

    @Override
    public void places(long[] state, int[] into) {
        for (Region each : regions) {
            into[each.index()] = (int) state[each.state()];
        }
    }

    @Override
    public EventSet wants() {
        boolean pods = program.pods().isRead();
        Program.Reads reads = program.reads();
        return new EventSet(true, pods, pods, reads.podUse(), program.metrics(), reads.podMetrics());
    }

    @Override
    public String explain(int why, long left, long right) {
        Standing standing = new Standing(standing(frame.state));
        return Explanation.of(program, standing, frame.state, why, left, right);
    }

    @Override
    public long standing(long[] state) {
        long packed = Standing.NOWHERE.packed() | state[Head.CLAMP.slot()];
        for (Region each : regions) {
            packed = Standing.with(packed, each.index(), state[each.state()]);
        }
        return packed;
    }

    @Override
    public String explain(Standing standing, int why, long left, long right) {
        return Explanation.of(program, standing, null, why, left, right);
    }
}
