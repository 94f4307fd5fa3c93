package ebb.result;

import java.util.List;

/**
 * The question that runs answer.
 *
 * @param name of the scenario, short, without folders
 * @param title one line
 * @param claim what it is to show; empty where it claims nothing
 * @param scenario the scenario as resolved: every default filled in
 * @param currency of the prices, as in {@code USD}
 */
public record Experiment(
        String name, String title, String claim, String scenario, String currency, List<Objective> objectives) {
    public Experiment {
        objectives = List.copyOf(objectives);
    }
}
