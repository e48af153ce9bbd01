package mpi;

import java.util.function.Function;
import org.jmpi.comm.Communicator;
import org.jmpi.comm.Intercommunicators;
import org.jmpi.comm.Spawn;
import org.jmpi.error.EngineException;

/**
 * A communicator of two groups (MPI-4.1 §7.6). Ranks to send to and receive from are those of the
 * remote group; collectives move data from one group to the other, with {@link MPI#ROOT} at the
 * root and {@link MPI#PROC_NULL} at the others of its group (MPI-4.1 §6.2.3). The forms of
 * collectives with one buffer raise ERR_BUFFER where they are in place, scans do not exist.
 */
public final class Intercomm extends Comm {
  private static Intercomm parent;

  Intercomm(boolean predefined) {
    super(predefined);
  }

  @Override
  Comm newHandle() {
    return new Intercomm(false);
  }

  /** As {@link Comm#dup}. */
  @Override
  public Intercomm dup() throws MPIException {
    return (Intercomm) duplicate("dup");
  }

  /** As {@link Comm#dup}. */
  @Override
  public Intercomm clone() {
    return (Intercomm) duplicate("clone");
  }

  /** As {@link Comm#dupWithInfo}. */
  @Override
  public Intercomm dupWithInfo(Info info) throws MPIException {
    return (Intercomm) duplicate("dupWithInfo", info);
  }

  /** As {@link Comm#iDup}. */
  @Override
  public Intercomm iDup() throws MPIException {
    return (Intercomm) startDuplicate("iDup");
  }

  /** As {@link Comm#shrink()}. */
  @Override
  public Intercomm shrink() throws MPIException {
    return (Intercomm) shrink("shrink");
  }

  /** As {@link Comm#shrink()}. */
  @Override
  public Intercomm Shrink() throws MPIException {
    return (Intercomm) shrink("Shrink");
  }

  /** As {@link Comm#iShrink()}. */
  @Override
  public Intercomm iShrink() throws MPIException {
    return (Intercomm) startShrink("iShrink");
  }

  /** As {@link Comm#iShrink()}. */
  @Override
  public Intercomm Ishrink() throws MPIException {
    return (Intercomm) startShrink("Ishrink");
  }

  /** Number of members of the other group (MPI-4.1 §7.6.1). */
  public int getRemoteSize() throws MPIException {
    return ask("getRemoteSize", c -> c.remoteGroup().size());
  }

  /** As {@link #getRemoteSize}. */
  public int Remote_size() throws MPIException {
    return ask("Remote_size", c -> c.remoteGroup().size());
  }

  /** The other group (MPI-4.1 §7.6.1). */
  public Group getRemoteGroup() throws MPIException {
    return new Group(ask("getRemoteGroup", Communicator::remoteGroup));
  }

  /** As {@link #getRemoteGroup}. */
  public Group Remote_group() throws MPIException {
    return new Group(ask("Remote_group", Communicator::remoteGroup));
  }

  /**
   * Makes one group of both (MPI-4.1 §7.6.2). Collective over both.
   *
   * @param high the same at all members of a group; the group that says true comes second
   */
  public Intracomm merge(boolean high) throws MPIException {
    return merge("merge", high);
  }

  /** As {@link #merge}. */
  public Intracomm Merge(boolean high) throws MPIException {
    return merge("Merge", high);
  }

  /**
   * The communicator with the processes that spawned this one (MPI-4.1 §11.8.2), always the same; a
   * null one when nobody did. The first call waits until all of this MPI_COMM_WORLD have come to
   * MPI.Init, for two minutes at most.
   */
  public static synchronized Intercomm getParent() throws MPIException {
    try {
      MpiState.requireActive();
      if (parent == null) {
        Intercomm found = new Intercomm(false);
        Communicator made = Spawn.parent(MpiState.world());
        if (made != null) {
          found.attach(made);
        }
        parent = found;
      }
      return parent;
    } catch (EngineException e) {
      throw Errors.onSelf("getParent", e);
    }
  }

  private Intracomm merge(String call, boolean high) {
    try {
      return inherit(new Intracomm(false), Intercommunicators.merge(engine(), high));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  private <T> T ask(String call, Function<Communicator, T> query) {
    try {
      return query.apply(engine());
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }
}
