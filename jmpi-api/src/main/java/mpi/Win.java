package mpi;

import java.nio.Buffer;

/**
 * One-sided communication (MPI-4.1 §12), which this version does not have: every call raises
 * ERR_UNSUPPORTED_OPERATION.
 */
public final class Win implements Freeable {
  /** No window. */
  public static final int WIN_NULL = 0;

  /** Flavour of a window: memory of its own. */
  public static final int FLAVOR_PRIVATE = 0;

  /** Flavour of a window: memory that processes share. */
  public static final int FLAVOR_SHARED = 1;

  /** A window over {@code comm}. */
  public Win(int size, int dispUnit, Info info, Comm comm, Buffer base, int flavor)
      throws MPIException {
    throw Unsupported.on(comm, "new Win");
  }

  /** A window over {@code comm}. */
  public Win(Buffer base, int size, int dispUnit, Info info, Comm comm) throws MPIException {
    throw Unsupported.on(comm, "new Win");
  }

  /** A window over {@code comm}. */
  public Win(Info info, Comm comm) throws MPIException {
    throw Unsupported.on(comm, "new Win");
  }

  /** Not in this version. */
  public boolean test() throws MPIException {
    throw Unsupported.call("Win.test");
  }

  /** Not in this version. */
  public Request rGet(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType)
      throws MPIException {
    throw Unsupported.call("Win.rGet");
  }

  /** Not in this version. */
  public Request rPut(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType)
      throws MPIException {
    throw Unsupported.call("Win.rPut");
  }

  /** Not in this version. */
  public Object getAttr(int keyval) throws MPIException {
    throw Unsupported.call("Win.getAttr");
  }

  /** Not in this version. */
  public String getName() throws MPIException {
    throw Unsupported.call("Win.getName");
  }

  /** Not in this version. */
  public Errhandler getErrhandler() throws MPIException {
    throw Unsupported.call("Win.getErrhandler");
  }

  /** Not in this version. */
  public Group getGroup() throws MPIException {
    throw Unsupported.call("Win.getGroup");
  }

  /** Not in this version. */
  public Info getInfo() throws MPIException {
    throw Unsupported.call("Win.getInfo");
  }

  /** Not in this version. */
  public Request rAccumulate(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType,
      Op op)
      throws MPIException {
    throw Unsupported.call("Win.rAccumulate");
  }

  /** Not in this version. */
  public Request rGetAccumulate(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      Buffer resultAddr,
      int resultCount,
      Datatype resultType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType,
      Op op)
      throws MPIException {
    throw Unsupported.call("Win.rGetAccumulate");
  }

  /** Not in this version. */
  public static int createKeyval() throws MPIException {
    throw Unsupported.call("Win.createKeyval");
  }

  /** Not in this version. */
  public static void freeKeyval(int keyval) throws MPIException {
    throw Unsupported.call("Win.freeKeyval");
  }

  /** Not in this version. */
  public void accumulate(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType,
      Op op)
      throws MPIException {
    throw Unsupported.call("Win.accumulate");
  }

  /** Not in this version. */
  public void attach(Buffer base, int size) throws MPIException {
    throw Unsupported.call("Win.attach");
  }

  /** Not in this version. */
  public void callErrhandler(int errorCode) throws MPIException {
    throw Unsupported.call("Win.callErrhandler");
  }

  /** Not in this version. */
  public void compareAndSwap(
      Buffer origin,
      Buffer compareAddr,
      Buffer resultAddr,
      Datatype targetType,
      int targetRank,
      int targetDisp)
      throws MPIException {
    throw Unsupported.call("Win.compareAndSwap");
  }

  /** Not in this version. */
  public void complete() throws MPIException {
    throw Unsupported.call("Win.complete");
  }

  /** Not in this version. */
  public void deleteAttr(int keyval) throws MPIException {
    throw Unsupported.call("Win.deleteAttr");
  }

  /** Not in this version. */
  public void detach(Buffer base) throws MPIException {
    throw Unsupported.call("Win.detach");
  }

  /** Not in this version. */
  public void fence(int assertion) throws MPIException {
    throw Unsupported.call("Win.fence");
  }

  /** Not in this version. */
  public void fetchAndOp(
      Buffer origin, Buffer resultAddr, Datatype dataType, int targetRank, int targetDisp, Op op)
      throws MPIException {
    throw Unsupported.call("Win.fetchAndOp");
  }

  /** Not in this version. */
  public void flush(int targetRank) throws MPIException {
    throw Unsupported.call("Win.flush");
  }

  /** Not in this version. */
  public void flushAll() throws MPIException {
    throw Unsupported.call("Win.flushAll");
  }

  /** Not in this version. */
  public void flushLocal(int targetRank) throws MPIException {
    throw Unsupported.call("Win.flushLocal");
  }

  /** Not in this version. */
  public void flushLocalAll() throws MPIException {
    throw Unsupported.call("Win.flushLocalAll");
  }

  /** Not in this version. */
  @Override
  public void free() throws MPIException {
    throw Unsupported.call("Win.free");
  }

  /** Not in this version. */
  public void get(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType)
      throws MPIException {
    throw Unsupported.call("Win.get");
  }

  /** Not in this version. */
  public void getAccumulate(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      Buffer resultAddr,
      int resultCount,
      Datatype resultType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType,
      Op op)
      throws MPIException {
    throw Unsupported.call("Win.getAccumulate");
  }

  /** Not in this version. */
  public void lock(int lockType, int rank, int assertion) throws MPIException {
    throw Unsupported.call("Win.lock");
  }

  /** Not in this version. */
  public void lockAll(int assertion) throws MPIException {
    throw Unsupported.call("Win.lockAll");
  }

  /** Not in this version. */
  public void post(Group group, int assertion) throws MPIException {
    throw Unsupported.call("Win.post");
  }

  /** Not in this version. */
  public void put(
      Buffer origin,
      int orgCount,
      Datatype orgType,
      int targetRank,
      int targetDisp,
      int targetCount,
      Datatype targetType)
      throws MPIException {
    throw Unsupported.call("Win.put");
  }

  /** Not in this version. */
  public void setAttr(int keyval, Object value) throws MPIException {
    throw Unsupported.call("Win.setAttr");
  }

  /** Not in this version. */
  public void setErrhandler(Errhandler errhandler) throws MPIException {
    throw Unsupported.call("Win.setErrhandler");
  }

  /** Not in this version. */
  public void setInfo(Info info) throws MPIException {
    throw Unsupported.call("Win.setInfo");
  }

  /** Not in this version. */
  public void setName(String name) throws MPIException {
    throw Unsupported.call("Win.setName");
  }

  /** Not in this version. */
  public void start(Group group, int assertion) throws MPIException {
    throw Unsupported.call("Win.start");
  }

  /** Not in this version. */
  public void sync() throws MPIException {
    throw Unsupported.call("Win.sync");
  }

  /** Not in this version. */
  public void unlock(int rank) throws MPIException {
    throw Unsupported.call("Win.unlock");
  }

  /** Not in this version. */
  public void unlockAll() throws MPIException {
    throw Unsupported.call("Win.unlockAll");
  }

  /** Not in this version. */
  public void waitFor() throws MPIException {
    throw Unsupported.call("Win.waitFor");
  }
}
