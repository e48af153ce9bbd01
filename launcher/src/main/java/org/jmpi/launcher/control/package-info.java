/**
 * {@code jmpirun}'s driver: runs {@code core.JobCore} over its own agent and those on other hosts,
 * feeds standard input, makes certificates, and ends. Knows {@code agent}, {@code core}, {@code
 * output} and {@code wire}; not the command line.
 */
package org.jmpi.launcher.control;
