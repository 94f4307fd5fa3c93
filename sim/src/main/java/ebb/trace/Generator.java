package ebb.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import ebb.random.Draw;
import ebb.random.Law;
import ebb.random.Lognormal;
import ebb.random.Purpose;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Makes a specification into services that can be read. */
final class Generator {
    private static final double DAY = 86_400;

    private final Setting setting;
    private final List<Generated> services = new ArrayList<>();
    private final Map<String, ServiceFacts> facts = new TreeMap<>();
    private final Map<List<Warp.Keyed>, Warp> warps = new HashMap<>();

    /** The arguments of {@link TrafficSpec#trace}. */
    record Setting(String name, long durationNanos, long seed) {
        Setting {
            if (durationNanos <= 0) {
                throw new IllegalArgumentException("generated traffic needs a duration above 0: " + durationNanos);
            }
        }

        double seconds() {
            return durationNanos / 1e9;
        }
    }

    /**
     * One service.
     *
     * @param shape what its requests have
     * @param perSecond requests in the long run, where no shape changes their number
     */
    private record Generated(String name, Columns.Shape shape, double perSecond, Supplier<RequestStream> open) {}

    private Generator(Setting setting) {
        this.setting = setting;
    }

    static Trace trace(TrafficSpec spec, Setting setting) {
        Generator generator = new Generator(setting);
        generator.add(spec, setting.name, setting.name, List.of());
        return new GeneratedTrace(generator.services, generator.facts, setting.durationNanos, hash(spec, setting));
    }

    private static String hash(TrafficSpec spec, Setting setting) {
        String text = "ebb generated traffic 1\n" + spec + "\n" + setting;
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /**
     * @param key of the draws: the whole path of names
     * @param shapes that are shared with others
     */
    private void add(TrafficSpec spec, String name, String key, List<Warp.Keyed> shapes) {
        switch (spec) {
            case TrafficSpec.Service service ->
                add(name, key, service.arrivals(), service.work(), joined(shapes, service.shapes(), key));
            case TrafficSpec.Conversations talk -> {
                Warp warp = warp(joined(shapes, talk.shapes(), key));
                Columns.Shape shape = new Columns.Shape(talk.seconds() != null, true, true, true);
                services.add(new Generated(
                        name,
                        shape,
                        talk.starts().ratePerSecond() * talk.meanTurns(),
                        () -> new ConversationStream(talk, warp, setting, Draw.key(key))));
            }
            case TrafficSpec.Population population ->
                add(population, inside(name, key), key, joined(shapes, population.shapes(), key));
            case TrafficSpec.Superposition sum -> superpose(sum, name, key, shapes);
            case TrafficSpec.Group group -> {
                List<Warp.Keyed> shared = joined(shapes, group.shapes(), key);
                String inside = inside(name, key);
                group.services().forEach((each, inner) -> add(inner, inside + each, key + "/" + each, shared));
            }
        }
    }

    /** What stands before the names of several services. */
    private String inside(String name, String key) {
        return key.equals(setting.name) ? "" : name + "/";
    }

    private static List<Warp.Keyed> joined(List<Warp.Keyed> shared, List<RateShape> own, String key) {
        List<Warp.Keyed> all = new ArrayList<>(shared);
        for (RateShape each : own) {
            all.add(new Warp.Keyed(each, Draw.key(key + "#" + all.size())));
        }
        return all;
    }

    private Warp warp(List<Warp.Keyed> shapes) {
        return warps.computeIfAbsent(shapes, all -> new Warp(all, setting.seconds(), setting.seed));
    }

    private void add(String name, String key, ArrivalProcess arrivals, Work work, List<Warp.Keyed> shapes) {
        Warp warp = warp(shapes);
        long drawn = Draw.key(key);
        services.add(new Generated(
                name,
                work.shape(),
                arrivals.ratePerSecond(),
                () -> new ArrivalStream(arrivals, work, warp, setting, drawn)));
    }

    /** @return whether the requests of all parts have the same columns */
    static boolean agrees(TrafficSpec.Superposition sum) {
        Generator parts = new Generator(new Setting("", 1, 0));
        sum.parts().forEach(each -> parts.add(each, "", "", List.of()));
        return parts.agree();
    }

    private boolean agree() {
        return services.stream().allMatch(each -> each.shape.equals(services.getFirst().shape));
    }

    private void superpose(TrafficSpec.Superposition sum, String name, String key, List<Warp.Keyed> shapes) {
        Generator parts = new Generator(setting);
        parts.warps.putAll(warps);
        for (int i = 0; i < sum.parts().size(); i++) {
            parts.add(sum.parts().get(i), String.valueOf(i), key + "/" + i, shapes);
        }
        Columns.Shape shape = parts.services.getFirst().shape;
        if (!parts.agree()) {
            throw new IllegalArgumentException(
                    "parts of a superposition with and without service times, tokens or sessions: " + sum);
        }
        List<Generated> all = List.copyOf(parts.services);
        services.add(new Generated(
                name,
                shape,
                all.stream().mapToDouble(Generated::perSecond).sum(),
                () -> new MergedStream(all.stream().map(each -> each.open.get()).toList(), shape)));
    }

    private void add(TrafficSpec.Population population, String inside, String key, List<Warp.Keyed> shapes) {
        AzurePopulation like = AzurePopulation.get();
        Draw draw = new Draw();
        int digits = String.valueOf(population.services()).length();
        for (int i = 0; i < population.services(); i++) {
            String name = inside + String.format(Locale.ROOT, "app-%0" + digits + "d", i + 1);
            String path = key + "/" + name;
            draw.at(Draw.base(setting.seed, 3, Purpose.ARRIVAL, Draw.key(path)), 0);
            double perDay = like.perDay().quantile((i + 0.5) / population.services());
            double rate = Math.min(population.mostPerSecond(), perDay * population.scale() / DAY);
            // n gaps have a coefficient of variation of at most the root of n - 1.
            double cv = Math.min(like.cv().sample(draw), Math.sqrt(Math.max(1, perDay)));
            Law seconds = around(Math.max(0.001, like.seconds().sample(draw)), like.sigma());
            add(name, path, process(rate, cv), new Work(seconds, null, null), shapes);
            long memory = Math.round(like.megabytes().sample(draw) * 1e6);
            facts.put(name, new ServiceFacts(name, cv < AzurePopulation.REGULAR ? "timer" : "http", memory));
        }
    }

    private static ArrivalProcess process(double rate, double cv) {
        return cv < AzurePopulation.REGULAR ? new ArrivalProcess.Timer(1 / rate, 0) : ArrivalProcess.bursty(rate, cv);
    }

    private static Law around(double mean, double sigma) {
        return new Lognormal(mean * StrictMath.exp(-sigma * sigma / 2), sigma);
    }

    /** @param facts by name */
    private record GeneratedTrace(
            List<Generated> all,
            Map<String, ServiceFacts> facts,
            long durationNanos,
            String hash,
            List<String> services)
            implements Trace {
        GeneratedTrace(List<Generated> all, Map<String, ServiceFacts> facts, long durationNanos, String hash) {
            this(
                    List.copyOf(all),
                    Map.copyOf(facts),
                    durationNanos,
                    hash,
                    all.stream().map(Generated::name).toList());
        }

        @Override
        public long requests(int service) {
            return -1;
        }

        @Override
        public double expected(int service) {
            return all.get(service).perSecond * durationNanos / 1e9;
        }

        @Override
        public boolean drawnAnew() {
            return true;
        }

        @Override
        public RequestStream open(int service) {
            return all.get(service).open.get();
        }
    }
}
