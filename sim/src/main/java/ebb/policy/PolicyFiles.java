package ebb.policy;

import org.jspecify.annotations.Nullable;

/** Where a policy's bases and calendars come from. */
public interface PolicyFiles {
    /** Only what comes with Ebb. */
    PolicyFiles BUILT_IN = (reference, from) -> null;

    /**
     * @param shown how the file is named to the user
     */
    record Found(String shown, String text) {}

    /**
     * @param reference as written in {@code extends} or {@code calendar}
     * @param from the file that asks
     * @return null if it is not there
     */
    @Nullable
    Found find(String reference, String from);
}
