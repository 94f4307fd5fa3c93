package ebb.policy;

import ebb.document.Problems;
import ebb.policy.PolicyModel.WindowModel;
import ebb.policy.window.CalendarWindow;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the calendar windows of a policy. */
final class CalendarReader {
    private final PolicyFiles files;
    private final Problems problems;

    CalendarReader(PolicyFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    Map<String, CalendarWindow> read(Map<String, WindowModel> windows) {
        windows.values()
                .forEach(each -> problems.add(each.at(), each.name(), "windows are not read yet", files.toString()));
        return new LinkedHashMap<>();
    }
}
