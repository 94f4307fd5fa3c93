/**
 * What runs produced, for people and for programs.
 *
 * <p>A caller makes one {@link ebb.result.RunRecord} for each run (statistics as the simulation left them), puts them with the question
 * they answer into {@link ebb.result.Results} and calls {@link ebb.result.ResultFolder#write}. Everything else is derived: a
 * {@link ebb.result.Metric} is one enum entry with its unit, direction and definition; a {@link ebb.result.RunSummary} is a run as numbers,
 * and is also what comes back from a folder; an {@link ebb.result.Objective} turns one of the numbers into pass or fail.
 *
 * <p>Data files are the same bytes for the same results on any machine: no dates, paths, locale, threads, and a compression of our own
 * making for histograms. Pictures may differ with the machine's fonts.
 */
@NullMarked
package ebb.result;

import org.jspecify.annotations.NullMarked;
