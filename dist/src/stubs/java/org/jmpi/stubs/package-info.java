/**
 * Part of the build, not of the distribution: makes of the compiled {@code mpi} package what source
 * code cannot say, the compile-only jar of one dialect and a method for old class files. In come
 * class files and a signature file, out go class files.
 */
package org.jmpi.stubs;
