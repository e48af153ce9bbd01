package org.jmpi.bench.osu;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import mpi.Comm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;

/**
 * One window of messages to the partner, in one direction or both, and an answer. With direct
 * buffers by non-blocking calls, each message with memory of its own at the receiver. With arrays
 * by blocking calls one after the other, since Open MPI's non-blocking calls take no arrays.
 */
final class Stream implements Kernel {
  /** Larger messages are sent in smaller windows, so that memory is not what is measured. */
  private static final int MAX_WINDOW_BYTES = 32 << 20;

  private static final int TAG = 1;
  private static final int ANSWER_TAG = 2;

  private final Comm comm;
  private final boolean isFirst;
  private final boolean isTwoWay;
  private final int partner;
  private final int bytes;
  private final int window;
  private final boolean isDirect;
  private final Data sent;
  private final Data received;
  private final Buffer[] parts;
  private final Request[] requests;
  private final byte[] answer = new byte[4];

  /**
   * For a rank and its partner.
   *
   * @param isFirst whether this rank is the one that sends when it goes one way
   */
  Stream(Bench bench, boolean isFirst, int partner, boolean isTwoWay, int bytes, int window) {
    comm = bench.world();
    isDirect = bench.isDirect();
    this.isFirst = isFirst;
    this.isTwoWay = isTwoWay;
    this.partner = partner;
    this.bytes = bytes;
    this.window = window;
    sent = bench.bytes(sends() ? bytes : 0);
    received = bench.bytes(receives() ? isDirect ? bytes * window : bytes : 0);
    parts = new Buffer[isDirect && receives() ? window : 0];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = MPI.slice((ByteBuffer) received.memory(), i * bytes);
    }
    requests = new Request[isDirect ? window * (isTwoWay ? 2 : 1) : 0];
  }

  /** How many messages of this size are under way at once. */
  static int window(int wanted, int bytes) {
    return Math.max(2, Math.min(wanted, MAX_WINDOW_BYTES / bytes));
  }

  private boolean sends() {
    return isFirst || isTwoWay;
  }

  private boolean receives() {
    return !isFirst || isTwoWay;
  }

  @Override
  public void prepare(int seed) {
    sent.fill(isFirst ? 1 : 2, seed);
    received.clear();
  }

  @Override
  public void once() throws MPIException {
    if (isDirect) {
      nonBlocking();
    } else {
      blocking();
    }
    if (isFirst) {
      comm.recv(answer, answer.length, MPI.BYTE, partner, ANSWER_TAG);
    } else {
      comm.send(answer, answer.length, MPI.BYTE, partner, ANSWER_TAG);
    }
  }

  private void nonBlocking() throws MPIException {
    int count = 0;
    for (Buffer part : parts) {
      requests[count++] = comm.iRecv(part, bytes, MPI.BYTE, partner, TAG);
    }
    if (sends()) {
      Buffer memory = (Buffer) sent.memory();
      for (int i = 0; i < window; i++) {
        requests[count++] = comm.iSend(memory, bytes, MPI.BYTE, partner, TAG);
      }
    }
    Request.waitAll(requests);
  }

  private void blocking() throws MPIException {
    Object in = received.memory();
    Object out = sent.memory();
    for (int i = 0; i < window; i++) {
      if (isTwoWay) {
        comm.sendRecv(out, bytes, MPI.BYTE, partner, TAG, in, bytes, MPI.BYTE, partner, TAG);
      } else if (isFirst) {
        comm.send(out, bytes, MPI.BYTE, partner, TAG);
      } else {
        comm.recv(in, bytes, MPI.BYTE, partner, TAG);
      }
    }
  }

  @Override
  public void check(int seed) {
    for (int from = 0; from < received.count(); from += bytes) {
      received.check(from, bytes, isFirst ? 2 : 1, seed, "message " + from / bytes);
    }
  }
}
