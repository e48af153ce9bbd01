/**
 * A program that survives the death of its ranks, with the calls of ULFM. It knows package {@code
 * mpi} alone; data come in from the command line and go out to standard output.
 */
package org.jmpi.examples.recovery;
