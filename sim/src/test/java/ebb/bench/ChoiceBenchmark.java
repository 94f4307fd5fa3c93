package ebb.bench;

import ebb.balance.Algorithm;
import ebb.balance.Choice;
import ebb.balance.Loads;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One choice among pods of which a tenth are full; the chosen pod gets the request of another one. */
@State(Scope.Thread)
public class ChoiceBenchmark implements Loads {
    private static final int PLACES = 10;

    @Param({"10", "1000"})
    public int pods = 10;

    @Param
    public Algorithm algorithm = Algorithm.ROUND_ROBIN;

    private final SplittableRandom random = new SplittableRandom(1);
    private int[] inFlight = new int[0];
    private Choice choice = Algorithm.ROUND_ROBIN.choice();
    private int ends;

    @Setup
    public void fill() {
        inFlight = random.ints(pods, 1, PLACES + 1).toArray();
        choice = algorithm.choice();
    }

    @Benchmark
    public int choose() {
        long bits = random.nextLong();
        int pod = choice.choose(this, bits & 0xFFFF, bits);
        inFlight[pod]++;
        ends = ends + 1 < pods ? ends + 1 : 0;
        while (inFlight[ends] == 0) {
            ends = ends + 1 < pods ? ends + 1 : 0;
        }
        inFlight[ends]--;
        return pod;
    }

    @Override
    public int pods() {
        return pods;
    }

    @Override
    public int inFlight(int pod) {
        return inFlight[pod];
    }

    @Override
    public int open(int pod) {
        return PLACES - inFlight[pod];
    }

    @Override
    public long kv(int pod) {
        return inFlight[pod] * 1000L;
    }

    @Override
    public long ordinal(int pod) {
        return pod;
    }
}
