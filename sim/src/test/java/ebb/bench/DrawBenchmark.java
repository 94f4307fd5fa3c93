package ebb.bench;

import ebb.random.Draw;
import ebb.random.Gamma;
import ebb.random.Law;
import ebb.random.Lognormal;
import ebb.random.Purpose;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import umontreal.ssj.randvar.ExponentialGen;
import umontreal.ssj.rng.MRG32k3a;

/** One random number, found by its key. */
@State(Scope.Thread)
public class DrawBenchmark {
    private final long base = Draw.base(1, 0, Purpose.SERVICE_TIME, 1);
    private final Draw draw = new Draw();
    private final Law lognormal = new Lognormal(1, 1);
    private final Law gamma = new Gamma(3, 1);
    private final SplittableRandom splittable = new SplittableRandom(1);
    private final ExponentialGen ssj = new ExponentialGen(new MRG32k3a(), 1);
    private long ordinal;

    @Benchmark
    public double uniform() {
        return draw.at(base, ordinal++).uniform();
    }

    @Benchmark
    public double exponential() {
        return draw.at(base, ordinal++).exponential();
    }

    @Benchmark
    public double normal() {
        return draw.at(base, ordinal++).normal();
    }

    @Benchmark
    public double lognormal() {
        return lognormal.sample(draw.at(base, ordinal++));
    }

    @Benchmark
    public double gamma() {
        return gamma.sample(draw.at(base, ordinal++));
    }

    /** The next of a stream: no key. */
    @Benchmark
    public double jdkExponential() {
        return splittable.nextExponential();
    }

    @Benchmark
    public double ssjExponential() {
        return ssj.nextDouble();
    }
}
