package ebb.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;

/** Instants as logs and tables write them, to nanoseconds from the epoch; years 1970 to 2261. */
final class Instants {
    private static final long SECOND = 1_000_000_000;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private final byte[] b;
    private final int end;
    private int at;
    private boolean bad;

    private Instants(byte[] b, int from, int to) {
        this.b = b;
        this.at = from;
        this.end = to;
    }

    /** {@code 2023-11-16 18:15:46.6805900}, with T or a blank, with Z, an offset or neither (UTC). @return {@link Rows#BAD} if it is none */
    static long iso(byte[] b, int from, int to) {
        Instants text = new Instants(b, from, to);
        int year = text.digits(4);
        text.expect('-');
        int month = text.digits(2);
        text.expect('-');
        int day = text.digits(2);
        if (!text.skip('T')) {
            text.expect(' ');
        }
        long clock = text.clock();
        long fraction = text.skip('.') ? text.fraction() : 0;
        long offset = text.at == to || text.skip('Z') ? 0 : text.offset();
        return text.at == to ? text.nanos(year, month, day, clock - offset, fraction) : Rows.BAD;
    }

    /** {@code 05/Jan/2026:00:00:00 +0100}, as Apache and nginx write it. @return {@link Rows#BAD} if it is none */
    static long log(byte[] b, int from, int to) {
        Instants text = new Instants(b, from, to);
        int day = text.digits(2);
        text.expect('/');
        int month = text.month();
        text.expect('/');
        int year = text.digits(4);
        text.expect(':');
        long clock = text.clock();
        text.expect(' ');
        long offset = text.offset();
        return text.at == to ? text.nanos(year, month, day, clock - offset, 0) : Rows.BAD;
    }

    static Instant instant(long nanos) {
        return Instant.EPOCH.plusNanos(nanos);
    }

    private long clock() {
        int hours = digits(2);
        expect(':');
        int minutes = digits(2);
        expect(':');
        int seconds = digits(2);
        bad |= hours > 23 || minutes > 59 || seconds > 60;
        return hours * 3600L + minutes * 60L + seconds;
    }

    /** Seconds east of Greenwich. */
    private long offset() {
        int sign = skip('-') ? -1 : 1;
        if (sign > 0) {
            expect('+');
        }
        int hours = digits(2);
        skip(':');
        int minutes = digits(2);
        bad |= hours > 18 || minutes > 59;
        return sign * (hours * 3600L + minutes * 60L);
    }

    private long fraction() {
        long nanos = 0;
        int read = 0;
        while (at < end && b[at] >= '0' && b[at] <= '9') {
            nanos = read < 9 ? nanos * 10 + b[at] - '0' : nanos;
            read++;
            at++;
        }
        bad |= read == 0;
        for (int i = read; i < 9; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    private int month() {
        if (at + 3 > end) {
            bad = true;
            return 1;
        }
        int found = MONTHS.indexOf(new String(b, at, 3, ISO_8859_1));
        at += 3;
        bad |= found < 0 || found % 3 != 0;
        return found / 3 + 1;
    }

    private int digits(int n) {
        int value = 0;
        for (int i = 0; i < n; i++, at++) {
            if (at >= end || b[at] < '0' || b[at] > '9') {
                bad = true;
                return 0;
            }
            value = value * 10 + b[at] - '0';
        }
        return value;
    }

    private boolean skip(char c) {
        if (at < end && b[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        bad |= !skip(c);
    }

    private long nanos(int year, int month, int day, long seconds, long fraction) {
        if (bad || year < 1970 || year > 2261 || month < 1 || month > 12 || day < 1 || day > 31) {
            return Rows.BAD;
        }
        return (days(year, month, day) * 86_400 + seconds) * SECOND + fraction;
    }

    // Days from 1970-01-01 in the Gregorian calendar: H. Hinnant, "chrono-compatible low-level date algorithms",
    // days_from_civil.
    private static long days(int year, int month, int day) {
        long y = month <= 2 ? year - 1 : year;
        long era = y / 400;
        long ofEra = y - era * 400;
        long ofYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468;
    }
}
