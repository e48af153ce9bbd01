/**
 * Who a process is and how a job is wired up. A process is (job, index, incarnation), never an
 * address. {@link org.jmpi.job.Job} is what the launcher implements; a process that was started
 * alone gets one of size 1. Knows nothing.
 */
package org.jmpi.job;
