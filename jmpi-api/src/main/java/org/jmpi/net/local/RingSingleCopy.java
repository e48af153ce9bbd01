package org.jmpi.net.local;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.net.SingleCopy;

/** Reading from a neighbour's memory and letting it read, beside a pair of rings. */
class RingSingleCopy implements SingleCopy {
  /** The setting: {@code auto}, {@code on} or {@code off}; equal at all processes. */
  static final String SETTING = "shm-single-copy";

  /** The setting's values. */
  enum Mode {
    AUTO,
    ON,
    OFF
  }

  /** So many reads in a row may fail before it is left alone: an interrupted thread costs one. */
  private static final int MOST_FAILURES = 3;

  private final Pledge out;
  private final LongSupplier clockNs;
  private final WayChooser chooser;
  private ByteBuffer token;
  private BufferAddress addresses;
  private boolean refused;
  private boolean timed;
  private long withdrawals;
  private long messagesOffered;
  private long messagesRead;
  private long messagesDeclined;

  /** Guards what follows, but not what is volatile. */
  private final Object reading = new Object();

  private BufferAddress ownAddresses;
  private int failures;
  private volatile PeerMemory memory;
  private volatile Pledge in;
  private volatile boolean unreadable;
  private volatile long bytesRead;

  /**
   * Offers nothing yet.
   *
   * @param mode not {@link Mode#OFF}
   * @param ring the memory of the ring to the peer
   */
  RingSingleCopy(Mode mode, ByteBuffer ring, LongSupplier clockNs) {
    out = new Pledge(ring);
    this.clockNs = clockNs;
    chooser = mode == Mode.AUTO ? new WayChooser(clockNs) : null;
  }

  static Mode mode(Map<String, String> settings) {
    String setting = settings.getOrDefault(SETTING, "auto");
    for (Mode mode : Mode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(setting)) {
        return mode;
      }
    }
    throw new EngineException(
        ErrorClass.ARG, "setting " + SETTING + "=" + setting + ": give auto, on or off");
  }

  /** The peer has made its ring too: its memory is given. */
  void listen(ByteBuffer ring) {
    in = new Pledge(ring);
  }

  // ---- sender

  @Override
  public long offer(Buffer source, long startByte, long lengthBytes) {
    timed = false;
    if (refused) {
      return 0;
    }
    WayChooser.Way way = chooser == null ? WayChooser.Way.SINGLE : chooser.choose(lengthBytes);
    timed = way == WayChooser.Way.RING_TIMED;
    if (way != WayChooser.Way.SINGLE || !sign()) {
      return 0;
    }
    messagesOffered++;
    return addresses.of(source) + startByte;
  }

  /** Says in the ring how to find this process; false when that is not possible. */
  private boolean sign() {
    if (token != null) {
      return true;
    }
    addresses = BufferAddress.find();
    refused = addresses == null;
    if (refused) {
      return false;
    }
    token = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    long word = ThreadLocalRandom.current().nextLong();
    token.putLong(0, word);
    out.sign(ProcessHandle.current().pid(), addresses.of(token), word);
    return true;
  }

  @Override
  public boolean isTimed() {
    return timed;
  }

  @Override
  public long withdrawals() {
    return withdrawals;
  }

  @Override
  public void withdraw() {
    out.withdraw(++withdrawals);
  }

  @Override
  public void wasSent(long lengthBytes, long ns) {
    if (chooser != null) {
      chooser.ringTook(lengthBytes, ns);
    }
  }

  @Override
  public void wasRead(long lengthBytes, long ns) {
    messagesRead++;
    if (chooser != null && ns > 0) {
      chooser.singleTook(lengthBytes, ns);
    }
  }

  @Override
  public void wasDeclined(long lengthBytes) {
    messagesDeclined++;
    refused |= out.isRefused();
    if (chooser != null) {
      chooser.declined(lengthBytes);
    }
  }

  @Override
  public long nowNs() {
    return clockNs.getAsLong();
  }

  // ---- receiver

  @Override
  public boolean canRead(Buffer target) {
    PeerMemory known = memory;
    return in != null && !unreadable && (known == null || known.takes(target));
  }

  @Override
  public boolean isReady() {
    return memory != null;
  }

  @Override
  public boolean read(long address, Buffer target, long targetByte, int lengthBytes) {
    synchronized (reading) {
      PeerMemory opened = unreadable ? null : open();
      if (opened == null || !opened.takes(target)) {
        return false;
      }
      if (opened.read(address, target, targetByte, lengthBytes)) {
        failures = 0;
        bytesRead += lengthBytes;
        return true;
      }
      memory = null;
      opened.close();
      if (++failures >= MOST_FAILURES) {
        refuse();
      }
      return false;
    }
  }

  private PeerMemory open() {
    if (memory == null) {
      ownAddresses = ownAddresses == null ? BufferAddress.find() : ownAddresses;
      Pledge pledge = in;
      memory =
          ownAddresses == null
              ? null
              : PeerMemory.open(ownAddresses, pledge.pid(), pledge.tokenAddress(), pledge.token());
      if (memory == null) {
        refuse();
      }
    }
    return memory;
  }

  private void refuse() {
    unreadable = true;
    in.refuse();
  }

  @Override
  public boolean isWithdrawn(long withdrawalsAtOffer) {
    return in.withdrawals() != withdrawalsAtOffer;
  }

  /** Nothing is read any more. */
  void close() {
    unreadable = true;
    synchronized (reading) {
      PeerMemory opened = memory;
      memory = null;
      if (opened != null) {
        opened.close();
      }
    }
  }

  /** For people. */
  String report() {
    PeerMemory known = memory;
    return ", single copy: messages offered "
        + messagesOffered
        + ", read "
        + messagesRead
        + ", declined "
        + messagesDeclined
        + (refused ? " (not possible)" : "")
        + ", bytes read "
        + bytesRead
        + (known == null ? "" : " by " + known.name())
        + (chooser == null ? "" : chooser.report());
  }
}
