/** Draws what the benchmarks write into CSV files: run it with {@code make bench-plots}. */
package org.jmpi.bench.plot;
