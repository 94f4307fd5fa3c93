package ebb.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.document.Problems;
import ebb.policy.window.CalendarWindow;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calendar windows as a policy writes them, asked at instants that are in the calendar of 2024. */
class CalendarReaderTest {
    private static final String ICS = """
            BEGIN:VCALENDAR
            VERSION:2.0
            BEGIN:VEVENT
            UID:1
            DTSTART;VALUE=DATE:20240501
            DTEND;VALUE=DATE:20240502
            RRULE:FREQ=YEARLY
            END:VEVENT
            END:VCALENDAR
            """.replace("\n", "\r\n");
    private static final PolicyFiles FILES =
            (reference, from) -> reference.equals("days.ics") ? new PolicyFiles.Found("holidays/days.ics", ICS) : null;

    private static Map<String, CalendarWindow> read(String windows, Problems problems) {
        String text = """
                apiVersion: ebb.dev/v1
                kind: ScalingPolicy
                metadata: { name: p }
                windows:
                %s
                states: { A: { scale: 0 } }
                limits: { max: 1 }
                """.formatted(windows.indent(2).stripTrailing());
        PolicyModel model = PolicyReader.read("p.yaml", text, FILES, problems);
        return new CalendarReader(FILES, problems).read(model.windows());
    }

    private static CalendarWindow window(String windows, String name) {
        Problems problems = new Problems();
        Map<String, CalendarWindow> all = read(windows, problems);
        assertThat(problems.list()).isEmpty();
        CalendarWindow found = all.get(name);
        assertThat(found).isNotNull();
        return found == null ? new CalendarWindow.Any(java.util.List.of()) : found;
    }

    private static long at(String instant) {
        return Instant.parse(instant).getEpochSecond() * 1_000_000_000L;
    }

    private static String endOf(CalendarWindow window, String instant) {
        return Instant.ofEpochSecond(window.endOf(at(instant)) / 1_000_000_000L).toString();
    }

    @Test
    void aWindowThatPassesMidnightBelongsToTheDayItBegins() {
        CalendarWindow night = window("night: { days: fri, from: \"22:00\", to: \"06:00\" }", "night");
        assertThat(night.open(at("2024-01-05T21:59:59Z"))).isFalse();
        assertThat(night.open(at("2024-01-05T22:00:00Z"))).isTrue();
        assertThat(night.open(at("2024-01-06T05:59:59Z"))).isTrue();
        assertThat(night.open(at("2024-01-06T06:00:00Z"))).isFalse();
        assertThat(night.open(at("2024-01-05T05:00:00Z")))
                .as("Thursday opens none")
                .isFalse();
    }

    @Test
    void aNightOfSpringIsAnHourShorterAndOneOfAutumnAnHourLonger() {
        CalendarWindow night = window("night: { from: \"22:00\", to: \"06:30\", zone: Europe/Berlin }", "night");
        assertThat(endOf(night, "2024-03-30T21:00:00Z")).isEqualTo("2024-03-31T04:30:00Z");
        assertThat(endOf(night, "2024-10-26T20:00:00Z")).isEqualTo("2024-10-27T05:30:00Z");
    }

    @Test
    void aTimeThatTheClockPassesOverIsTheFirstInstantAfter() {
        CalendarWindow early =
                window("early: { days: sun, from: \"02:30\", to: \"03:30\", zone: Europe/Berlin }", "early");
        assertThat(early.open(at("2024-03-31T00:59:59Z"))).isFalse();
        assertThat(early.open(at("2024-03-31T01:00:00Z"))).isTrue();
        assertThat(early.open(at("2024-03-31T01:30:00Z"))).isFalse();
    }

    @Test
    void daysAreNamesListsAndRangesThatMayPassSunday() {
        CalendarWindow long_ = window("w: { days: [wed, sat-mon] }", "w");
        assertThat("2024-01-01 2024-01-02 2024-01-03 2024-01-04 2024-01-05 2024-01-06 2024-01-07".split(" ", -1))
                .filteredOn(day -> long_.open(at(day + "T12:00:00Z")))
                .containsExactly("2024-01-01", "2024-01-03", "2024-01-06", "2024-01-07");
        assertThat(window("w: { days: \"sat, sun\" }", "w").open(at("2024-01-06T00:00:00Z")))
                .isTrue();
    }

    @Test
    void cronOpensForATime() {
        CalendarWindow shift = window("shift: { cron: 0 8 * * mon-fri, for: 10h, zone: America/New_York }", "shift");
        assertThat(shift.open(at("2024-01-05T12:59:59Z"))).isFalse();
        assertThat(shift.open(at("2024-01-05T13:00:00Z"))).isTrue();
        assertThat(endOf(shift, "2024-01-05T13:00:00Z")).isEqualTo("2024-01-05T23:00:00Z");
    }

    @Test
    void aCalendarFileIsReadInTheWindowsZone() {
        CalendarWindow holiday = window("holiday: { calendar: days.ics, zone: Europe/Berlin }", "holiday");
        assertThat(holiday.open(at("2024-04-30T22:00:00Z"))).isTrue();
        assertThat(holiday.open(at("2025-05-01T21:59:59Z"))).isTrue();
        assertThat(holiday.open(at("2025-05-01T22:00:00Z"))).isFalse();
    }

    @Test
    void anyAllAndNotReferToOthersWhereverTheyStand() {
        String windows = """
                quiet: { any: [night, weekend] }
                night: { from: "22:00", to: "06:00" }
                weekend: { days: sat-sun }
                work: { not: quiet }
                weekend_night: { all: [night, weekend] }
                """;
        CalendarWindow quiet = window(windows, "quiet");
        // Friday's night runs into Saturday, Sunday into its night: one interval.
        assertThat(endOf(quiet, "2024-01-05T23:00:00Z")).isEqualTo("2024-01-08T06:00:00Z");
        assertThat(window(windows, "work").open(at("2024-01-08T06:00:00Z"))).isTrue();
        assertThat(window(windows, "weekend_night").open(at("2024-01-05T23:30:00Z")))
                .isFalse();
        assertThat(window(windows, "weekend_night").open(at("2024-01-06T00:30:00Z")))
                .isTrue();
    }

    @Test
    void everyMistakeIsToldWithItsPlace() {
        Problems problems = new Problems();
        read("""
                a: { days: mon-fry }
                b: { from: "22:00" }
                c: { from: "25:00", to: "06:00" }
                d: { days: mon, zone: Europe/Berlim }
                e: { cron: 61 8 * * *, for: 1h }
                f: { calendar: none.ics }
                g: { any: [h, a] }
                h: { not: g }
                i: { all: [] }
                j: { zone: UTC }
                k: { days: mon, form: "08:00" }
                """, problems);
        assertThat(problems.list())
                .extracting(Object::toString)
                .containsExactly(
                        "p.yaml:5:14: fry, is no day. Maybe fri?",
                        "p.yaml:6:6: b, has only one of from and to. Give both, or neither for the whole day.",
                        "p.yaml:7:14: from = 25:00, must be a time of day, 00:00 to 24:00. Write \"08:30\", in quotes.",
                        "p.yaml:8:25: zone = Europe/Berlim, is no time zone. Maybe Europe/Berlin?",
                        "p.yaml:9:14: cron, the minute '61' must be 0 to 59",
                        "p.yaml:10:18: calendar = none.ics, is not there. Name an iCalendar file (.ics) beside the policy.",
                        "p.yaml:12:13: g, is made of itself",
                        "p.yaml:13:13: all, takes a list of windows' names",
                        "p.yaml:14:6: j, needs one of days, cron, calendar, any, all, not",
                        "p.yaml:15:19: form, is not a field of k. Maybe from?");
    }
}
