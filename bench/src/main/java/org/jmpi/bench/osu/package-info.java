/**
 * Benchmarks written as MPI programs, with the names and columns of the OSU micro-benchmarks: run
 * them with {@code jmpirun}. Data are checked; latencies come with percentiles.
 */
package org.jmpi.bench.osu;
