/**
 * The rank's side of the life-line: {@link org.jmpi.launcher.rank.LaunchedJob} is what {@code
 * org.jmpi.job.Job} is in a process that {@code jmpirun} started. Small, because every rank loads
 * it when it starts. Knows {@code wire} and {@code org.jmpi.job}.
 */
package org.jmpi.launcher.rank;
