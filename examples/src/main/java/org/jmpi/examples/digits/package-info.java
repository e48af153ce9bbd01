/**
 * A classifier of handwritten digits, trained data-parallel: the program that {@code make run}
 * shows. Written as a user of MPI would write it, in the spelling of Open MPI's Java bindings; it
 * knows package {@code mpi} and nothing of the engine.
 *
 * <p>Data come in from {@code digits.csv.gz} at rank 0 ({@link
 * org.jmpi.examples.digits.DigitsData}), go to all ranks by a broadcast, and meet again in one
 * allReduce per step ({@link org.jmpi.examples.digits.DataParallelTrainer}).
 */
package org.jmpi.examples.digits;
