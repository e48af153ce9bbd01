package mpi;

import java.nio.Buffer;
import org.jmpi.comm.Communicator;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/** A communicator of one group (MPI-4.1 §7.2). */
public class Intracomm extends MpijavaIntracomm {
  Intracomm(boolean predefined) {
    super(predefined);
  }

  @Override
  final Intracomm selfIntra() {
    return this;
  }

  @Override
  Comm newHandle() {
    return new Intracomm(false);
  }

  /** As {@link Comm#dup}. */
  @Override
  public Intracomm dup() throws MPIException {
    return (Intracomm) duplicate("dup");
  }

  /** As {@link Comm#dup}. */
  @Override
  public Intracomm clone() {
    return (Intracomm) duplicate("clone");
  }

  /**
   * Makes a communicator of all that give the same colour, ranked by key and then by rank here
   * (MPI-4.1 §7.4.2). Collective.
   *
   * @param colour not negative, or {@link MPI#UNDEFINED} for none
   * @return a null communicator ({@link #isNull}) for {@link MPI#UNDEFINED}
   */
  public Intracomm split(int colour, int key) throws MPIException {
    return split("split", colour, key);
  }

  /**
   * Makes a communicator of a group; all of this communicator call it, with groups that are equal
   * or disjoint (MPI-4.1 §7.4.2).
   *
   * @return a null communicator ({@link #isNull}) for those that are not in it
   */
  public Intracomm create(Group group) throws MPIException {
    return create("create", group);
  }

  /**
   * As {@link #create}, but only the members of the group call it (MPI-4.1 §7.4.2).
   *
   * @param tag tells apart what several threads do at once
   */
  public Intracomm createGroup(Group group, int tag) throws MPIException {
    try {
      Communicator c = engine();
      checkSendTag(tag);
      return inherit(new Intracomm(false), c.createGroup(Group.members(group), tag));
    } catch (EngineException e) {
      throw Errors.raise(this, "createGroup", e);
    }
  }

  /** Reduction over the ranks up to this one (MPI-4.1 §6.11.1). */
  public void scan(Object sendbuf, Object recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    doScan("scan", true, sendbuf, 0, recvbuf, 0, count, type, op);
  }

  /** As {@link #scan(Object, Object, int, Datatype, Op)}; the operand is in {@code recvbuf}. */
  public void scan(Object recvbuf, int count, Datatype type, Op op) throws MPIException {
    doScan("scan", true, IN_PLACE, 0, recvbuf, 0, count, type, op);
  }

  /** Starts a {@link #scan(Object, Object, int, Datatype, Op)} (MPI-4.1 §6.12.11). */
  public Request iScan(Buffer sendbuf, Buffer recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    return doScan("iScan", false, sendbuf, 0, recvbuf, 0, count, type, op);
  }

  /** Starts a {@link #scan(Object, int, Datatype, Op)}. */
  public Request iScan(Buffer buf, int count, Datatype type, Op op) throws MPIException {
    return doScan("iScan", false, IN_PLACE, 0, buf, 0, count, type, op);
  }

  /** Reduction over the ranks before this one; at rank 0 nothing is written (MPI-4.1 §6.11.2). */
  public void exScan(Object sendbuf, Object recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    doExscan("exScan", true, sendbuf, 0, recvbuf, 0, count, type, op);
  }

  /** As {@link #exScan(Object, Object, int, Datatype, Op)}; the operand is in {@code buf}. */
  public void exScan(Object buf, int count, Datatype type, Op op) throws MPIException {
    doExscan("exScan", true, IN_PLACE, 0, buf, 0, count, type, op);
  }

  /** Starts an {@link #exScan(Object, Object, int, Datatype, Op)} (MPI-4.1 §6.12.12). */
  public Request iExScan(Buffer sendbuf, Buffer recvbuf, int count, Datatype type, Op op)
      throws MPIException {
    return doExscan("iExScan", false, sendbuf, 0, recvbuf, 0, count, type, op);
  }

  /** Starts an {@link #exScan(Object, int, Datatype, Op)}. */
  public Request iExScan(Buffer buf, int count, Datatype type, Op op) throws MPIException {
    return doExscan("iExScan", false, IN_PLACE, 0, buf, 0, count, type, op);
  }

  final Intracomm split(String call, int colour, int key) {
    try {
      Communicator c = engine();
      if (colour < 0 && colour != MPI.UNDEFINED) {
        throw Errors.error(
            ErrorClass.ARG,
            "the colour " + colour + " is negative; use 0 or more, or MPI.UNDEFINED for none");
      }
      return inherit(new Intracomm(false), c.split(colour, key));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }

  final Intracomm create(String call, Group group) {
    try {
      Communicator c = engine();
      return inherit(new Intracomm(false), c.create(Group.members(group)));
    } catch (EngineException e) {
      throw Errors.raise(this, call, e);
    }
  }
}
