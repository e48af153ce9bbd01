package mpi;

/**
 * Constants whose type is another in mpiJava than in Open MPI's dialect. Programs see those of
 * {@link MPI}, which hide these; class files that were compiled against MPJ Express ask for these
 * types, and are linked with what is here.
 */
abstract class MpijavaConstants extends MpiConstants {
  /** As {@link MPI#COMM_SELF}, and the same object. */
  public static final Comm COMM_SELF = new Intracomm(true);
}
