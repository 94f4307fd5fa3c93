/**
 * The local HTTP interface: health, metrics, and what the command line's {@code ebb live status|why|pause|resume|keep|wake-all|record} ask for.
 */
@NullMarked
package ebb.live.api;

import org.jspecify.annotations.NullMarked;
