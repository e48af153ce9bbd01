/**
 * A classifier of handwritten digits, trained data-parallel: the program that {@code make run}
 * shows. Written as a user of MPI would write it, in the spelling of Open MPI's Java bindings; it
 * knows package {@code mpi}, helpers above it, and nothing of the engine.
 *
 * <p>Data come in from {@code digits.csv.gz} at rank 0 ({@link
 * org.jmpi.examples.digits.DigitsData}), go to all ranks by a broadcast, and meet again in one
 * allReduce per step ({@link org.jmpi.examples.digits.DataParallelTrainer}). With {@code --survive}
 * it goes on when ranks die ({@link org.jmpi.examples.digits.SurvivingTraining}), by {@link
 * org.jmpi.resilient.Resilient}.
 */
package org.jmpi.examples.digits;
