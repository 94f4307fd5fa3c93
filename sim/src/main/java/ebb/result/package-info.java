/** Metrics with units, result files, tables and the report. */
@NullMarked
package ebb.result;

import org.jspecify.annotations.NullMarked;
