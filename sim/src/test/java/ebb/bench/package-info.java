/** Benchmarks, against rivals where there are some. {@link ebb.bench.Bench} runs them and prints the table of docs/performance.md. */
@NullMarked
package ebb.bench;

import org.jspecify.annotations.NullMarked;
