package ebb.result;

/**
 * Writes outlines in fewer characters: horizontal and vertical moves by one number, all others relative. Places are tenths of a pixel, whole
 * numbers, so that the sum of a thousand moves does not drift.
 */
final class SvgPath {
    private final StringBuilder out = new StringBuilder();
    private final String value;
    private int at;
    private long x;
    private long y;

    private SvgPath(String value) {
        this.value = value;
    }

    /** @return an attribute's value; only paths of straight lines change */
    static String shortened(String name, String value) {
        boolean straight = name.equals("d") && value.indexOf('C') < 0 && value.indexOf('Q') < 0;
        return straight ? new SvgPath(value).commands() : value.strip();
    }

    /** @param points corners of a filled shape */
    static String polygon(String points) {
        SvgPath path = new SvgPath(points);
        path.move('M');
        while (path.more()) {
            path.move('L');
        }
        return path.out.append('z').toString();
    }

    private String commands() {
        while (more()) {
            char command = value.charAt(at++);
            switch (command) {
                case 'M', 'L' -> move(command);
                case 'Z', 'z' -> out.append('z');
                default -> throw new IllegalStateException("path " + value + " has " + command + " at " + (at - 1));
            }
        }
        return out.toString();
    }

    private void move(char command) {
        long nextX = tenths();
        long nextY = tenths();
        if (command == 'M') {
            number('M', nextX);
            number(' ', nextY);
        } else if (nextX != x && nextY != y) {
            number('l', nextX - x);
            number(nextY < y ? '\0' : ' ', nextY - y);
        } else if (nextX != x) {
            number('h', nextX - x);
        } else if (nextY != y) {
            number('v', nextY - y);
        }
        x = nextX;
        y = nextY;
    }

    private void number(char before, long tenths) {
        if (before != '\0') {
            out.append(before);
        }
        if (tenths < 0) {
            out.append('-');
        }
        long size = Math.abs(tenths);
        if (size >= 10 || size == 0) {
            out.append(size / 10);
        }
        if (size % 10 != 0) {
            out.append('.').append(size % 10);
        }
    }

    private boolean more() {
        while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == ',')) {
            at++;
        }
        return at < value.length();
    }

    private long tenths() {
        if (!more()) {
            throw new IllegalStateException("path " + value + " ends within a point");
        }
        int from = at;
        while (at < value.length() && "+-.0123456789eE".indexOf(value.charAt(at)) >= 0) {
            at++;
        }
        return Math.round(Double.parseDouble(value.substring(from, at)) * 10);
    }
}
