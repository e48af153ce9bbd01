package mpi;

import org.jmpi.data.Layout;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.StatusRecord;

/**
 * What a receive or a probe found out (MPI-4.1 §3.2.5). The fields are mpiJava's, the getters Open
 * MPI's; a blocking receive allocates this and nothing else.
 */
public class Status implements Freeable {
  private static final long UNKNOWN = -1;

  /** Rank of the sender. */
  public int source = MPI.ANY_SOURCE;

  /** Tag of the message. */
  public int tag = MPI.ANY_TAG;

  /**
   * Place of the request in the array that was waited for; {@link MPI#UNDEFINED} when no request
   * was active.
   */
  public int index;

  /**
   * Items of the receive's datatype that came, {@link MPI#UNDEFINED} when no whole number of them;
   * after a probe, which knows no datatype, bytes.
   */
  public int count;

  /**
   * Bytes that came in packed form; {@link MPI#UNDEFINED} when more than an {@code int} can count.
   */
  public int countInBytes;

  /** Elements of the receive's base type that came; after a probe bytes. */
  public int numEls;

  private int error = MPI.SUCCESS;
  private boolean cancelled;
  private long lengthBytes;

  /** Objects that came with MPI.OBJECT, else {@link #UNKNOWN}. */
  private long objects = UNKNOWN;

  /** An empty status: any source, any tag, nothing received (MPI-4.1 §3.7.3). */
  public Status() {}

  /** What a receive of {@code layout} found, or a probe when that is null. */
  Status(StatusRecord record, Layout layout) {
    source = record.source;
    tag = (int) record.tag;
    cancelled = record.cancelled;
    setLength(record.lengthBytes, layout);
  }

  /** What a receive of objects found. */
  Status(StatusRecord record, int objectCount, Layout layout) {
    this(record, null);
    objects = objectCount;
    count = narrow(items(objectCount, layout));
    numEls = objectCount;
  }

  /** An empty status with a place and an error. */
  static Status of(int index, int error) {
    Status status = new Status();
    status.index = index;
    status.error = error;
    return status;
  }

  /** Adds the place in an array of requests and how the request fared. */
  Status at(int index, int error) {
    this.index = index;
    this.error = error;
    return this;
  }

  /**
   * Rank of the sender; {@link MPI#PROC_NULL} and {@link MPI#ANY_SOURCE} as MPI-4.1 §3.10 and
   * §3.7.3 say.
   */
  public int getSource() {
    return source;
  }

  /** Tag of the message. */
  public int getTag() {
    return tag;
  }

  /**
   * How the request fared in a call that failed with {@link MPI#ERR_IN_STATUS}; else {@link
   * MPI#SUCCESS}.
   */
  public int getError() {
    return error;
  }

  /** As the field {@link #index}. */
  public int getIndex() {
    return index;
  }

  /** True when the operation was cancelled (MPI-4.1 §3.8.4). */
  public boolean isCancelled() throws MPIException {
    return cancelled;
  }

  /** As {@link #isCancelled}. */
  public boolean Test_cancelled() throws MPIException {
    return cancelled;
  }

  /** Changes what {@link #isCancelled} says (MPI-4.1 §13.3). */
  public void setCancelled(boolean flag) throws MPIException {
    cancelled = flag;
  }

  /**
   * Items of {@code datatype} that came (MPI-4.1 §3.2.5).
   *
   * @return {@link MPI#UNDEFINED} when it is no whole number or none that fits; with {@link
   *     MPI#OBJECT} also after a probe, since only the receive finds out
   */
  public int getCount(Datatype datatype) throws MPIException {
    return count("getCount", datatype);
  }

  /** As {@link #getCount}. */
  public int Get_count(Datatype datatype) throws MPIException {
    return count("Get_count", datatype);
  }

  /**
   * Basic elements that came, also of an item that is not whole (MPI-4.1 §5.1.11).
   *
   * @return {@link MPI#UNDEFINED} when it is no whole number or none that fits
   */
  public int getElements(Datatype datatype) throws MPIException {
    return narrow(elements("getElements", datatype));
  }

  /** As {@link #getElements}. */
  public int Get_elements(Datatype datatype) throws MPIException {
    return narrow(elements("Get_elements", datatype));
  }

  /** As {@link #getElements} with room for large numbers. */
  public Count getElementsX(Datatype datatype) throws MPIException {
    long elements = elements("getElementsX", datatype);
    return new Count(elements == UNKNOWN ? MPI.UNDEFINED : elements);
  }

  /** Changes what {@link #getElements} says (MPI-4.1 §13.3). */
  public void setElements(Datatype datatype, int count) throws MPIException {
    setElements("setElements", datatype, count);
  }

  /** As {@link #setElements} with room for large numbers. */
  public void setElementsX(Datatype datatype, Count count) throws MPIException {
    setElements("setElementsX", datatype, count.getCount());
  }

  /** Does nothing; the collector needs no help. Kept because mpiJava programs may call it. */
  @Override
  public void free() {}

  private void setLength(long bytes, Layout layout) {
    lengthBytes = bytes;
    countInBytes = narrow(bytes);
    numEls = layout == null ? countInBytes : narrow(bytes / layout.kind().bytes());
    count = layout == null ? countInBytes : narrow(items(bytes, layout));
  }

  private int count(String call, Datatype datatype) {
    Layout layout = layout(call, datatype);
    return narrow(
        CommHandle.isObject(layout) ? items(objectCount(), layout) : items(lengthBytes, layout));
  }

  private long elements(String call, Datatype datatype) {
    Layout layout = layout(call, datatype);
    if (CommHandle.isObject(layout)) {
      return objectCount();
    }
    long size = layout.sizeBytes();
    if (size == 0) {
      return 0;
    }
    long rest = layout.elementsIn(lengthBytes % size);
    return rest == UNKNOWN ? UNKNOWN : lengthBytes / size * layout.elementsPerItem() + rest;
  }

  private void setElements(String call, Datatype datatype, long elements) {
    Layout layout = layout(call, datatype);
    if (elements < 0) {
      throw Errors.onSelf(
          call, Errors.error(ErrorClass.COUNT, "the count " + elements + " is negative"));
    }
    long perItem = layout.elementsPerItem();
    long bytes = 0;
    if (perItem != 0) {
      bytes = elements / perItem * layout.sizeBytes() + layout.bytesOf(elements % perItem);
    }
    objects = CommHandle.isObject(layout) ? elements : UNKNOWN;
    setLength(bytes, layout);
  }

  private long objectCount() {
    return objects == UNKNOWN && lengthBytes == 0 ? 0 : objects;
  }

  private static Layout layout(String call, Datatype datatype) {
    try {
      return Datatype.definition(datatype);
    } catch (EngineException e) {
      throw Errors.onSelf(call, e);
    }
  }

  private static long items(long bytes, Layout layout) {
    long size = layout.sizeBytes();
    if (size == 0) {
      return bytes == 0 ? 0 : UNKNOWN;
    }
    return bytes % size == 0 ? bytes / size : UNKNOWN;
  }

  private static int narrow(long number) {
    return number < 0 || number > Integer.MAX_VALUE ? MPI.UNDEFINED : (int) number;
  }
}
