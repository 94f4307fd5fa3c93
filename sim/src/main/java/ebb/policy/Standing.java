package ebb.policy;

/**
 * Where a policy stands after a step, small enough to be kept for every step of a day: the state of each region and the limit in force.
 *
 * @param packed the limit in the lowest byte, then a byte for each region
 */
public record Standing(long packed) {
    /** Regions that are told; a policy may have more. */
    public static final int REGIONS = 7;

    private static final int UNKNOWN = 0xff;

    /** Of a policy without states. */
    public static final Standing NOWHERE = new Standing(-1L << Byte.SIZE);

    /** @return the place of a region's state among those of its model; -1 where it is not told */
    public int state(int region) {
        int state = region < REGIONS ? (int) (packed >>> (Byte.SIZE * (region + 1))) & UNKNOWN : UNKNOWN;
        return state == UNKNOWN ? -1 : state;
    }

    int clamp() {
        return (int) packed & UNKNOWN;
    }

    /** Puts the place of a region's state into what was packed before. */
    static long with(long packed, int region, long state) {
        if (region >= REGIONS) {
            return packed;
        }
        int shift = Byte.SIZE * (region + 1);
        return (packed & ~((long) UNKNOWN << shift)) | (Math.min(state, UNKNOWN) & UNKNOWN) << shift;
    }
}
