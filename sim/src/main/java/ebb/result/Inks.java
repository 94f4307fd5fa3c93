package ebb.result;

import ebb.cluster.Stage;
import java.util.ArrayList;
import java.util.List;

/** Which colour stands for what, the same in every picture: a policy keeps its own. */
final class Inks {
    private final List<String> policies = new ArrayList<>();

    Inks(Summary summary) {
        for (RunSummary run : summary.runs()) {
            String policy = run.key().policy().name();
            if (!policies.contains(policy)) {
                policies.add(policy);
            }
        }
    }

    Ink of(RunKey key) {
        return Ink.series(policies.indexOf(key.policy().name()));
    }

    static Ink of(Stage stage) {
        return switch (stage) {
            case DECISION -> Ink.C8;
            case SCHEDULING -> Ink.C7;
            case NODE -> Ink.C5;
            case PULL -> Ink.C6;
            case CONTAINER -> Ink.C3;
            case WEIGHTS -> Ink.C1;
            case ENGINE -> Ink.C2;
            case READINESS -> Ink.C4;
            case ENDPOINTS -> Ink.DIM;
            case MEASURED -> Ink.STARTING;
        };
    }
}
