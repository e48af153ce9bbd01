/**
 * Puts an engine together: the job, the links, the protocol cores, and the threads that drive them.
 * {@link org.jmpi.runtime.ProgressLoop} is the lock and the wait; {@link
 * org.jmpi.runtime.InProcess} runs several ranks in one JVM. May know every room but {@code mpi}.
 */
package org.jmpi.runtime;
