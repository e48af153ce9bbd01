/**
 * Part of the build, not of the distribution: makes the compile-only jar of one dialect from the
 * classes of both. In come the compiled {@code mpi} package and a signature file, out go class
 * files.
 */
package org.jmpi.stubs;
