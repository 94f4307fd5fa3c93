package ebb.policy.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarWindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long MINUTE = 60_000_000_000L;
    private static final long HOUR = 60 * MINUTE;
    private static final Set<DayOfWeek> WEEKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    private static final Set<DayOfWeek> WEEKEND = EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);

    private static long at(String local) {
        return nanos(ZonedDateTime.of(LocalDateTime.parse(local), BERLIN).toInstant());
    }

    private static long utc(String instant) {
        return nanos(Instant.parse(instant));
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    private static Weekly weekly(Set<DayOfWeek> days, String from, String to) {
        return new Weekly(days, LocalTime.parse(from), LocalTime.parse(to), BERLIN);
    }

    @Test
    void aNightBelongsToTheDayOnWhichItStarts() {
        Weekly night = weekly(WEEKDAYS, "22:00", "06:30");
        assertThat(night.open(at("2026-03-06T22:00"))).isTrue(); // a Friday
        assertThat(night.open(at("2026-03-06T22:00") - 1)).isFalse();
        assertThat(night.open(at("2026-03-07T06:30") - 1)).isTrue();
        assertThat(night.open(at("2026-03-07T06:30"))).isFalse();
        assertThat(night.open(at("2026-03-07T23:00"))).isFalse();
        assertThat(night.open(at("2026-03-09T03:00"))).isFalse(); // Sunday starts none
        assertThat(night.nextChange(at("2026-03-07T06:30"))).isEqualTo(at("2026-03-09T22:00"));
        assertThat(night.endOf(at("2026-03-06T23:00"))).isEqualTo(at("2026-03-07T06:30"));
        assertThat(night.endOf(at("2026-03-07T12:00"))).isEqualTo(at("2026-03-10T06:30"));
    }

    @Test
    void intervalsThatTouchAreOne() {
        CalendarWindow quiet =
                new CalendarWindow.Any(List.of(weekly(WEEKDAYS, "22:00", "06:30"), Weekly.days(WEEKEND, BERLIN)));
        // Friday 22:00 to Monday 00:00; Sunday's night does not count.
        assertThat(quiet.endOf(at("2026-03-06T23:00"))).isEqualTo(at("2026-03-09T00:00"));
        assertThat(quiet.nextChange(at("2026-03-06T12:00"))).isEqualTo(at("2026-03-06T22:00"));
        CalendarWindow busy = new CalendarWindow.Not(quiet);
        assertThat(busy.endOf(at("2026-03-08T12:00"))).isEqualTo(at("2026-03-09T22:00"));
        CalendarWindow both = new CalendarWindow.All(List.of(quiet, weekly(WEEKEND, "12:00", "13:00")));
        assertThat(both.nextChange(at("2026-03-06T12:00"))).isEqualTo(at("2026-03-07T12:00"));
    }

    @Test
    void whatIsAlwaysOpenNeverChanges() {
        CalendarWindow all =
                new CalendarWindow.Any(List.of(Weekly.days(WEEKDAYS, BERLIN), Weekly.days(WEEKEND, BERLIN)));
        assertThat(all.open(at("2026-03-06T12:00"))).isTrue();
        assertThat(all.nextChange(at("2026-03-06T12:00"))).isEqualTo(Memory.NO_CHANGE);
        assertThat(all.endOf(at("2026-03-06T12:00"))).isEqualTo(Memory.NO_CHANGE);
        assertThat(new CalendarWindow.Not(all).endOf(at("2026-03-06T12:00"))).isEqualTo(Memory.NO_CHANGE);
        assertThat(new Cron("* * * * *", MINUTE, BERLIN).nextChange(0)).isNotZero();
    }

    @Test
    void aTimeThatTheClockPassesOverIsTheFirstInstantAfterIt() {
        // 29 March 2026: 02:00 becomes 03:00.
        Weekly window = weekly(Set.of(DayOfWeek.SUNDAY), "02:30", "04:00");
        assertThat(window.nextChange(at("2026-03-28T12:00"))).isEqualTo(utc("2026-03-29T01:00:00Z"));
        assertThat(window.endOf(at("2026-03-28T12:00"))).isEqualTo(utc("2026-03-29T02:00:00Z"));
        Weekly swallowed = weekly(Set.of(DayOfWeek.SUNDAY), "02:10", "02:50");
        assertThat(swallowed.nextChange(at("2026-03-28T12:00"))).isEqualTo(at("2026-04-05T02:10"));
    }

    @Test
    void aTimeThatComesTwiceIsTheFirst() {
        // 25 October 2026: 03:00 becomes 02:00.
        Weekly window = weekly(Set.of(DayOfWeek.SUNDAY), "02:30", "02:45");
        assertThat(window.nextChange(at("2026-10-24T12:00"))).isEqualTo(utc("2026-10-25T00:30:00Z"));
        assertThat(window.endOf(at("2026-10-24T12:00"))).isEqualTo(utc("2026-10-25T00:45:00Z"));
        assertThat(window.open(utc("2026-10-25T01:35:00Z"))).isFalse();
        Weekly night = weekly(Set.of(DayOfWeek.SATURDAY), "22:00", "06:00");
        assertThat(night.endOf(utc("2026-10-24T20:00:00Z")) - utc("2026-10-24T20:00:00Z"))
                .isEqualTo(9 * HOUR);
        Cron cron = new Cron("30 2 * * sun", 15 * MINUTE, BERLIN);
        assertThat(cron.nextChange(at("2026-10-24T12:00"))).isEqualTo(utc("2026-10-25T00:30:00Z"));
        assertThat(cron.nextChange(utc("2026-10-25T01:00:00Z"))).isEqualTo(at("2026-11-01T02:30"));
    }

    /** Searches a year minute by minute, by a rule on local time that knows nothing of intervals. */
    private static void equals(CalendarWindow window, ZoneId zone, Predicate<LocalDateTime> open, String as) {
        Random random = new Random(9);
        for (int i = 0; i < 150; i++) {
            long t = utc("2026-01-01T00:00:00Z") + random.nextInt(365 * 1440) * MINUTE + random.nextInt(60);
            boolean now = at(open, zone, t);
            assertThat(window.open(t)).as("%s at %s", as, Civil.local(t, zone)).isEqualTo(now);
            long change = t - Math.floorMod(t, MINUTE) + MINUTE;
            while (at(open, zone, change) == now && change - t < 40 * 24 * HOUR) {
                change += MINUTE;
            }
            if (change - t < 40 * 24 * HOUR) {
                assertThat(window.nextChange(t))
                        .as("%s after %s", as, Civil.local(t, zone))
                        .isEqualTo(change);
            }
        }
    }

    private static boolean at(Predicate<LocalDateTime> open, ZoneId zone, long t) {
        return open.test(Civil.local(t, zone));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void weeklyWindowsEqualASearchOfAYearInAZoneWithoutDaylightSaving(long seed) {
        Random random = new Random(seed);
        ZoneId zone = ZoneId.of("Asia/Kolkata");
        for (int run = 0; run < 12; run++) {
            Set<DayOfWeek> days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
            days.add(DayOfWeek.of(1 + random.nextInt(7)));
            LocalTime from = LocalTime.of(random.nextInt(24), random.nextInt(60));
            LocalTime to = run == 0 ? from : LocalTime.of(random.nextInt(24), random.nextInt(60));
            boolean crosses = !to.isAfter(from);
            Weekly weekly = new Weekly(days, from, to, zone);
            equals(
                    weekly,
                    zone,
                    local -> {
                        LocalTime time = local.toLocalTime();
                        boolean today = days.contains(local.getDayOfWeek());
                        boolean yesterday = days.contains(local.getDayOfWeek().minus(1));
                        return crosses
                                ? (today && !time.isBefore(from)) || (yesterday && time.isBefore(to))
                                : today && !time.isBefore(from) && time.isBefore(to);
                    },
                    "seed " + seed + " " + weekly);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0 8 * * mon-fri; 2026-03-06T12:00; 2026-03-09T08:00",
                "0 8 * * mon-fri; 2026-03-09T07:58; 2026-03-09T08:00",
                "0 8 * * mon-fri; 2026-03-09T08:00; 2026-03-10T08:00",
                "*/15 9-17/4 * * *; 2026-03-09T09:45; 2026-03-09T13:00",
                "30 6 1,15 * *; 2026-03-02T00:00; 2026-03-15T06:30",
                "0 0 29 feb *; 2026-03-01T00:00; 2028-02-29T00:00",
                "0 0 13 * fri; 2026-03-07T00:00; 2026-03-13T00:00",
                "0 0 13 * fri; 2026-03-13T00:00; 2026-03-20T00:00",
                "0 0 */2 * fri; 2026-03-01T00:00; 2026-03-13T00:00",
                "0 12 * * 7; 2026-03-07T00:00; 2026-03-08T12:00",
                "0 12 * * fri-mon/3; 2026-03-03T13:00; 2026-03-06T12:00",
                "0 12 * * FRI-MON/3; 2026-03-06T13:00; 2026-03-09T12:00",
                "5 0 * DEC,jan *; 2026-03-07T00:00; 2026-12-01T00:05",
            })
    void cronOpensWhenItSays(String expression, String after, String opens) {
        Cron cron = new Cron(expression, MINUTE, BERLIN);
        assertThat(cron.nextChange(at(after) + MINUTE)).isEqualTo(at(opens));
        assertThat(cron.open(at(opens) - 1)).isFalse();
        assertThat(cron.open(at(opens))).isTrue();
        assertThat(cron.open(at(opens) + MINUTE - 1)).isTrue();
        assertThat(cron.endOf(at(opens))).isEqualTo(at(opens) + MINUTE);
    }

    @Test
    void cronOpeningsThatOverlapAreOne() {
        Cron cron = new Cron("*/10 8-9 * * *", 25 * MINUTE, BERLIN);
        assertThat(cron.endOf(at("2026-03-09T08:00"))).isEqualTo(at("2026-03-09T10:15"));
        Cron most = new Cron("* * * * mon-sat", MINUTE, BERLIN);
        assertThat(most.endOf(at("2026-03-09T08:00"))).isEqualTo(at("2026-03-15T00:00"));
    }

    @Test
    void cronSaysAllThatIsWrong() {
        assertThat(Cron.problems("0 8 * *")).singleElement().asString().contains("4 fields", "needs five");
        assertThat(Cron.problems("60 8-5 */0 foo mon"))
                .satisfiesExactly(
                        one -> assertThat(one).contains("minute '60'", "0 to 59"),
                        two -> assertThat(two).contains("hour '8-5'", "backwards"),
                        three -> assertThat(three).contains("day of the month '*/0'", "step"),
                        four -> assertThat(four).contains("month 'foo'", "jan"));
        assertThat(Cron.problems("5/10 * * * *")).singleElement().asString().contains("5-59/10");
        assertThat(Cron.problems("0 0 31 feb,apr *")).singleElement().asString().contains("never comes");
        assertThatThrownBy(() -> new Cron("x y * * *", HOUR, BERLIN))
                .hasMessageContaining("'x'")
                .hasMessageContaining("'y'");
        assertThat(Cron.problems("1,,2 * * * *")).isNotEmpty();
        assertThat(Cron.problems("0 0 31 feb mon")).isEmpty(); // on Mondays
    }

    private static final String FILE = """
            BEGIN:VCALENDAR\r
            VERSION:2.0\r
            BEGIN:VTIMEZONE\r
            TZID:Europe/Berlin\r
            BEGIN:STANDARD\r
            DTSTART:19701025T030000\r
            RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
            END:STANDARD\r
            END:VTIMEZONE\r
            BEGIN:VEVENT\r
            SUMMARY:Labour day\\, every year\\; a long\r
              line: folded\r
            DTSTART;VALUE=DATE:20200501\r
            RRULE:FREQ=YEARLY\r
            END:VEVENT\r
            BEGIN:VEVENT\r
            DTSTART;VALUE=DATE:20261224\r
            DTEND;VALUE=DATE:20261227\r
            BEGIN:VALARM\r
            TRIGGER:-PT15M\r
            DURATION:PT5M\r
            END:VALARM\r
            END:VEVENT\r
            BEGIN:VEVENT\r
            DTSTART:20260310T080000Z\r
            DTEND:20260310T090000Z\r
            END:VEVENT\r
            BEGIN:VEVENT\r
            DTSTART;TZID="America/New_York":20260311T080000\r
            DURATION:PT90M\r
            END:VEVENT\r
            BEGIN:VEVENT\r
            DTSTART:20260312T080000\r
            DTEND:2026031\r
             2T100000\r
            END:VEVENT\r
            BEGIN:VEVENT\r
            STATUS:CANCELLED\r
            DTSTART;VALUE=DATE:20260313\r
            END:VEVENT\r
            END:VCALENDAR\r
            """;

    @Test
    void aCalendarFilesDaysAndTimes() {
        Holidays.Reading reading = Holidays.read(FILE, BERLIN);
        assertThat(reading.problems()).isEmpty();
        Holidays holidays = reading.holidays();
        assertThat(holidays.endOf(at("2026-04-01T00:00"))).isEqualTo(at("2026-05-02T00:00"));
        assertThat(holidays.nextChange(at("2031-01-01T00:00"))).isEqualTo(at("2031-05-01T00:00"));
        assertThat(holidays.open(at("2019-05-01T12:00"))).isFalse();
        assertThat(holidays.endOf(at("2026-12-24T00:00"))).isEqualTo(at("2026-12-27T00:00"));
        assertThat(holidays.nextChange(at("2026-03-01T00:00"))).isEqualTo(utc("2026-03-10T08:00:00Z"));
        assertThat(holidays.endOf(at("2026-03-01T00:00"))).isEqualTo(utc("2026-03-10T09:00:00Z"));
        assertThat(holidays.nextChange(utc("2026-03-10T09:00:00Z"))).isEqualTo(utc("2026-03-11T12:00:00Z"));
        assertThat(holidays.endOf(utc("2026-03-11T12:00:00Z"))).isEqualTo(utc("2026-03-11T13:30:00Z"));
        assertThat(holidays.endOf(at("2026-03-12T00:00"))).isEqualTo(at("2026-03-12T10:00"));
        assertThat(holidays.open(at("2026-03-13T12:00"))).isFalse();
    }

    private static Holidays event(String... lines) {
        String text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + String.join("\n", lines) + "\nEND:VEVENT\nEND:VCALENDAR\n";
        Holidays.Reading reading = Holidays.read(text, BERLIN);
        assertThat(reading.problems()).isEmpty();
        return reading.holidays();
    }

    /** The first days on which it opens. */
    private static List<String> openings(Holidays holidays, int count) {
        return java.util.stream.Stream.iterate(holidays.nextChange(0), t -> holidays.nextChange(holidays.nextChange(t)))
                .limit(count)
                .takeWhile(t -> t != Memory.NO_CHANGE)
                .map(t -> Civil.local(t, BERLIN).toLocalDate().toString().substring(2))
                .toList();
    }

    @Test
    void eventsComeAgainByTheirRules() {
        assertThat(openings(event("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY;COUNT=2"), 3))
                .containsExactly("24-02-29", "28-02-29");
        assertThat(openings(event("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;INTERVAL=3;UNTIL=20260111"), 9))
                .containsExactly("26-01-05", "26-01-08", "26-01-11");
        assertThat(openings(
                        event("DTSTART;VALUE=DATE:20260107", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SA;COUNT=6"), 9))
                .containsExactly("26-01-07", "26-01-10", "26-01-19", "26-01-21", "26-01-24", "26-02-02");
        assertThat(openings(
                        event(
                                "DTSTART:20260107T080000",
                                "DURATION:PT1H",
                                "RRULE:FREQ=WEEKLY",
                                "EXDATE:20260114T080000,20260128T080000"),
                        3))
                .containsExactly("26-01-07", "26-01-21", "26-02-04");
        assertThat(openings(event("DTSTART;VALUE=DATE:20260101", "DURATION:P1W", "RRULE:FREQ=YEARLY;INTERVAL=5"), 99))
                .hasSize(15)
                .endsWith("96-01-01");
    }

    @Test
    void aRuleForDaylightSavingKeepsItsLocalTimeAndEndsInUtc() {
        Holidays daily = event(
                "DTSTART;TZID=Europe/Berlin:20260328T080000",
                "DTEND;TZID=Europe/Berlin:20260328T090000",
                "RRULE:FREQ=DAILY;UNTIL=20260330T060000Z");
        assertThat(daily.nextChange(at("2026-03-28T12:00"))).isEqualTo(at("2026-03-29T08:00"));
        assertThat(daily.endOf(at("2026-03-30T00:00"))).isEqualTo(at("2026-03-30T09:00"));
        assertThat(daily.nextChange(at("2026-03-30T09:00"))).isEqualTo(Memory.NO_CHANGE);
    }

    @Test
    void whatACalendarFileCannotSayIsAllReportedWithItsLine() {
        String text = """
                BEGIN:VCALENDAR
                nonsense
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20261332
                END:VEVENT
                BEGIN:VEVENT
                SUMMARY:no start
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;TZID=W. Europe Standard Time:20260101T080000
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20260101
                RRULE:FREQ=MONTHLY
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20260101
                RRULE:FREQ=YEARLY;BYMONTH=5
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20260102
                DTEND;VALUE=DATE:20260101
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20260102
                RDATE:20260105
                END:VEVENT
                BEGIN:VEVENT
                DTSTART:20260102T080000
                DTEND;VALUE=DATE:20260103
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20260102
                DURATION:tomorrow
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20260102
                RRULE:FREQ=WEEKLY;BYDAY=1MO
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20260102
                RRULE:FREQ=DAILY;COUNT=0
                """;
        Holidays.Reading reading = Holidays.read(text, BERLIN);
        assertThat(reading.problems())
                .extracting(Holidays.Problem::line)
                .containsExactly(2, 4, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42);
        assertThat(reading.problems()).extracting(Holidays.Problem::text).satisfies(all -> {
            assertThat(all.get(3)).contains("W. Europe Standard Time", "Europe/Berlin");
            assertThat(all.get(4)).contains("FREQ=MONTHLY");
            assertThat(all.get(5)).contains("BYMONTH=5");
            assertThat(all.get(11)).contains("ends within VEVENT");
        });
        assertThat(reading.holidays().nextChange(0)).isEqualTo(Memory.NO_CHANGE);
    }

    @Test
    void noFileHangs() {
        String daily = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY\nEND:VEVENT\n";
        assertThat(Holidays.read(daily.repeat(50), BERLIN).problems())
                .hasSize(50)
                .allMatch(each -> each.text().contains("more than 500000"));
        Random random = new Random(4);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder(FILE);
            for (int j = 0; j < 1 + random.nextInt(8); j++) {
                text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
            }
            Holidays.read(text.toString(), BERLIN); // seed 4: whatever it is, it is read or reported
        }
    }
}
