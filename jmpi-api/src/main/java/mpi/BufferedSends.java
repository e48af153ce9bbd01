package mpi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jmpi.comm.Communicator;
import org.jmpi.data.Layout;
import org.jmpi.data.Payload;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.SendMode;

/**
 * The buffer of buffered sends (MPI-4.1 §3.6). The attached one says how much may be outstanding;
 * messages are copied to memory of their own, so that space in between is never wasted.
 */
final class BufferedSends {
  /** The rank's one buffer. */
  static final BufferedSends INSTANCE = new BufferedSends();

  private final ArrayDeque<Outstanding> outstanding = new ArrayDeque<>();
  private Object attached;
  private long capacityBytes;
  private long usedBytes;

  private BufferedSends() {}

  /** Takes {@code buffer}, of which {@code capacityBytes} may be used. */
  synchronized void attach(Object buffer, long capacityBytes) {
    MpiState.requireActive();
    if (buffer == null) {
      throw Errors.error(ErrorClass.BUFFER, "the buffer is null");
    }
    if (attached != null) {
      throw Errors.error(ErrorClass.BUFFER, "a buffer is attached already; detach it first");
    }
    this.attached = buffer;
    this.capacityBytes = capacityBytes;
  }

  /** Waits for all messages and gives the buffer back. */
  Object detach() {
    Communicator world = MpiState.world();
    List<Outstanding> waitFor;
    synchronized (this) {
      if (attached == null) {
        throw Errors.error(ErrorClass.BUFFER, "no buffer is attached; attach one first");
      }
      waitFor = new ArrayList<>(outstanding);
    }
    for (Outstanding message : waitFor) {
      world.await(message.operation);
    }
    synchronized (this) {
      reclaim();
      Object detached = attached;
      attached = null;
      capacityBytes = 0;
      return detached;
    }
  }

  /** Finalize detaches what is left attached (MPI-4.1 §11.2.2). */
  void finish() {
    boolean left;
    synchronized (this) {
      left = attached != null;
    }
    if (left) {
      detach();
    }
  }

  /** Copies the message and starts it. Fails with ERR_BUFFER when it does not fit. */
  void send(Communicator c, Object buf, long offset, long count, Layout layout, int dest, int tag) {
    Payload message = new Payload().set(buf, offset, count, layout);
    long neededBytes = message.lengthBytes() + MPI.BSEND_OVERHEAD;
    reserve(neededBytes);
    Operation operation = null;
    try {
      Object copy = Copies.of(message, layout, (int) count);
      operation = c.startSend(SendMode.STANDARD, copy, 0, count, layout, dest, tag);
    } finally {
      settle(operation, neededBytes);
    }
  }

  private synchronized void reserve(long neededBytes) {
    reclaimFirst();
    if (neededBytes > capacityBytes - usedBytes) {
      reclaim();
    }
    if (attached == null) {
      throw Errors.error(
          ErrorClass.BUFFER, "no buffer is attached for buffered sends; call MPI.attachBuffer");
    }
    if (neededBytes > capacityBytes - usedBytes) {
      throw Errors.error(
          ErrorClass.BUFFER,
          "the message needs "
              + neededBytes
              + " bytes of the attached buffer, of which "
              + (capacityBytes - usedBytes)
              + " of "
              + capacityBytes
              + " are free; attach a larger one (packed size + MPI.BSEND_OVERHEAD for each message)");
    }
    usedBytes += neededBytes;
  }

  private synchronized void settle(Operation operation, long reservedBytes) {
    if (operation == null) {
      usedBytes -= reservedBytes;
    } else {
      outstanding.add(new Outstanding(operation, reservedBytes));
    }
  }

  /** Cheap, since messages mostly end in the order in which they were sent. */
  private void reclaimFirst() {
    while (!outstanding.isEmpty() && outstanding.peek().operation.isDone()) {
      usedBytes -= outstanding.poll().reservedBytes;
    }
  }

  private void reclaim() {
    for (int i = outstanding.size(); i > 0; i--) {
      Outstanding message = outstanding.poll();
      if (message.operation.isDone()) {
        usedBytes -= message.reservedBytes;
      } else {
        outstanding.add(message);
      }
    }
  }

  /** A message under way and what it holds of the buffer. */
  private record Outstanding(Operation operation, long reservedBytes) {}
}
