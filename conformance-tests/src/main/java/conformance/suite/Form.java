package conformance.suite;

import java.util.List;
import java.util.Set;
import mpi.Comm;
import mpi.Prequest;
import mpi.Request;

/**
 * One way to write a collective: blocking or not, in place or not, in one dialect or the other.
 *
 * @param name of the method, with "in place" where it is
 * @param stores what its buffers may be
 * @param kinds what it can carry
 * @param inPlace whether one buffer plays both parts
 * @param comms where it exists
 * @param call writes the call down
 */
public record Form<C>(
    String name,
    List<Store> stores,
    List<Kind> kinds,
    boolean inPlace,
    Set<CommKind> comms,
    C call) {

  /** A blocking collective's arguments in brief. */
  public interface Blocking {
    /** {@code from} and {@code into} may be null where they do not matter. */
    void call(Comm comm, Data from, Data into, int count, int root);
  }

  /** As {@link Blocking}, returning what is to be waited for. */
  public interface Started {
    /** See {@link Blocking#call}. */
    Request call(Comm comm, Data from, Data into, int count, int root);
  }

  /** Open MPI's blocking form. */
  public static Form<Blocking> blocking(String name, Blocking call) {
    return new Form<>(name, Store.ANY, Kind.OPEN_MPI, false, CommKind.ALL, call);
  }

  /** Open MPI's non-blocking form, or the persistent one. */
  public static Form<Blocking> started(String name, Started call) {
    return new Form<>(name, Store.BUFFERS, Kind.OPEN_MPI, false, CommKind.ALL, waiting(call, true));
  }

  /** Open MPI's blocking form in place, which intercommunicators do not have. */
  public static Form<Blocking> inPlace(String name, Blocking call) {
    return new Form<>(name + " in place", Store.ANY, Kind.OPEN_MPI, true, CommKind.INTRA, call);
  }

  /** As {@link #started} in place. */
  public static Form<Blocking> startedInPlace(String name, Started call) {
    return new Form<>(
        name + " in place",
        Store.BUFFERS,
        Kind.OPEN_MPI,
        true,
        CommKind.INTRA,
        waiting(call, false));
  }

  /** MpiJava's form. */
  public static Form<Blocking> mpijava(String name, Blocking call) {
    return new Form<>(name, Store.ARRAYS, Kind.MPIJAVA, false, CommKind.INTRA, call);
  }

  private static Blocking waiting(Started call, boolean canRepeat) {
    return (comm, from, into, count, root) ->
        complete(call.call(comm, from, into, count, root), canRepeat);
  }

  /**
   * Waits for a collective; a persistent one is started first, and once more where its operands are
   * still there.
   *
   * @param request null for a blocking call
   */
  public static void complete(Request request, boolean canRepeat) {
    if (request instanceof Prequest persistent) {
      for (int starts = canRepeat ? 2 : 1; starts > 0; starts--) {
        persistent.start();
        persistent.waitFor();
      }
      persistent.free();
    } else if (request != null) {
      request.waitFor();
    }
  }
}
