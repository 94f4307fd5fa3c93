package ebb.validate;

import ebb.balance.Algorithm;
import ebb.balance.Choice;
import ebb.balance.Loads;
import ebb.document.Tree;
import java.util.List;

/** Rows of the activator's choice of a pod, fed to the balancer's algorithms. */
final class ConformanceBalance {
    private ConformanceBalance() {}

    static void choice(ConformanceRow row, String id, ConformanceTally tally) {
        tally.begin(row.text("policy") + " " + id);
        if (!row.text("policy").equals("round-robin")) {
            tally.notSupported("no algorithm takes the oldest pod with a free place");
            return;
        }
        Choice choice = Algorithm.ROUND_ROBIN.choice();
        Pods pods = new Pods(row.count("pods"), row.count("cc"));
        int number = 0;
        for (Tree each : row.list("ops")) {
            List<Tree> op = ConformanceRow.list(each);
            number++;
            if (ConformanceRow.text(op.getFirst()).equals("release")) {
                pods.inFlight[(int) ConformanceRow.number(op.get(1))]--;
                continue;
            }
            pods.visible = (int) ConformanceRow.number(op.get(1));
            int found = choice.choose(pods, Choice.NO_SESSION, 0);
            if (found != Choice.NONE) {
                pods.inFlight[found]++;
            }
            String expected = ConformanceRow.text(op.get(2));
            tally.same("operation " + number, expected, found == Choice.NONE ? "null" : String.valueOf(found));
        }
    }

    private static final class Pods implements Loads {
        private final int[] inFlight;
        private final int places;
        private int visible;

        Pods(int pods, int places) {
            inFlight = new int[pods];
            this.places = places;
        }

        @Override
        public int pods() {
            return visible;
        }

        @Override
        public int inFlight(int pod) {
            return inFlight[pod];
        }

        @Override
        public int open(int pod) {
            return places - inFlight[pod];
        }

        @Override
        public long kv(int pod) {
            return 0;
        }

        @Override
        public long ordinal(int pod) {
            return pod;
        }
    }
}
