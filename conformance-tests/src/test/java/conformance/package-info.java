/**
 * What proves that JMPI does what the MPI standard and the two Java dialects say.
 *
 * <p>{@code inprocess} holds programs that run on in-process ranks, each a method that cites the
 * sentence it checks; {@code process} starts real jobs through the built distribution, with the
 * programs of {@code programs}; {@code support} is the frame of both; {@code suite} tests the suite
 * of the main sources, which any launcher can run, and runs it in short. Knows the public API,
 * {@code org.jmpi.runtime.InProcess} and the command line of {@code jmpirun}; nothing of the
 * engine.
 */
package conformance;
