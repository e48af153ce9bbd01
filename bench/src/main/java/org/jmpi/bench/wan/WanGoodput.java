package org.jmpi.bench.wan;

import java.nio.Buffer;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;
import org.jmpi.bench.osu.Bench;
import org.jmpi.bench.osu.Data;
import org.jmpi.bench.osu.Table;

/**
 * Goodput from rank 0 to rank 1. {@code --mode stream}: non-blocking sends, {@code --window} of
 * them under way, on a connection that has carried the same for {@code --warm-seconds}; {@code
 * blocking}: blocking sends, one after the other; {@code cold}: one message of {@code --bytes}, the
 * first one on the link but for a ping. The time is the sender's, until the receiver's answer to
 * the last message is there, less half a round trip.
 */
public final class WanGoodput {
  private static final int DATA = 1;
  private static final int LAST = 2;
  private static final int ANSWER = 3;
  private static final int CREDIT = 4;

  private final Bench bench;
  private final Intracomm comm;
  private final int bytes;
  private final int window;
  private final String mode;
  private final Data[] slots;
  private final Request[] requests;
  private final byte[] answer = new byte[Long.BYTES];
  private int sequence;
  private long answeredNs;

  private WanGoodput(Bench bench) throws MPIException {
    this.bench = bench;
    comm = bench.world();
    mode = bench.options().text("mode", "stream");
    bytes = bench.options().number("bytes", mode.equals("cold") ? 64_000_000 : 4 << 20);
    window = mode.equals("stream") ? bench.options().number("window", 4) : 1;
    slots = new Data[window];
    requests = new Request[window];
    for (int i = 0; i < window; i++) {
      slots[i] = Data.bytes(true, bytes);
    }
  }

  /** Runs it; for the arguments see docs/benchmarks.md. */
  public static void main(String[] args) throws MPIException {
    Bench bench = Bench.start(args, Wan.options("mode", "bytes", "window"));
    bench.require(bench.ranks() == 2, "run it with two ranks");
    WanGoodput run = new WanGoodput(bench);
    Table table =
        bench.table(
            "wan_" + run.mode, Wan.axis(bench.options()), "Mbit/s", "MB", "Seconds", "Message MB");
    if (bench.rank() == 0) {
      run.send(table);
    } else {
      run.receive();
    }
    bench.finish();
  }

  private void send(Table table) throws MPIException {
    boolean isCold = mode.equals("cold");
    for (int i = 0; i < window; i++) {
      slots[i].fill(1, i);
    }
    ping();
    if (!isCold) {
      phase(Wan.secondsNs(bench.options(), "warm-seconds", "5"));
    }
    long limitNs = isCold ? 0 : Wan.secondsNs(bench.options(), "seconds", "10");
    long startNs = System.nanoTime();
    long sent = phase(limitNs);
    double elapsedNs = answeredNs - startNs - Wan.rttNs(bench.options()) / 2;
    table.row(
        Wan.at(bench.options()),
        Wan.megabits(sent, elapsedNs),
        sent / 1e6,
        elapsedNs / Wan.NS_PER_SECOND,
        bytes / 1e6);
  }

  /** Opens the link. */
  private void ping() throws MPIException {
    comm.send(answer, answer.length, MPI.BYTE, 1, CREDIT);
    comm.recv(answer, answer.length, MPI.BYTE, 1, CREDIT);
  }

  /** Sends for so long, at least a window; returns the bytes when all have arrived. */
  private long phase(long limitNs) throws MPIException {
    long startNs = System.nanoTime();
    int first = sequence;
    boolean isLast;
    do {
      int slot = sequence % window;
      if (window > 1 && sequence - first >= window) {
        requests[slot].waitFor();
      }
      isLast = System.nanoTime() - startNs >= limitNs;
      int tag = isLast ? LAST : DATA;
      Data data = slots[slot];
      if (window > 1) {
        requests[slot] = comm.iSend((Buffer) data.memory(), bytes, MPI.BYTE, 1, tag);
      } else {
        comm.send(data.memory(), bytes, MPI.BYTE, 1, tag);
      }
      sequence++;
    } while (!isLast);
    for (int i = Math.max(first, sequence - window); window > 1 && i < sequence; i++) {
      requests[i % window].waitFor();
    }
    int count = sequence - first;
    sequence = 0;
    comm.recv(answer, answer.length, MPI.BYTE, 1, ANSWER);
    answeredNs = System.nanoTime();
    // The receiver has posted a window more than there are messages.
    for (int i = 0; window > 1 && i < window; i++) {
      comm.send(answer, 0, MPI.BYTE, 1, DATA);
    }
    return (long) count * bytes;
  }

  private void receive() throws MPIException {
    comm.recv(answer, answer.length, MPI.BYTE, 0, CREDIT);
    comm.send(answer, answer.length, MPI.BYTE, 0, CREDIT);
    int phases = mode.equals("cold") ? 1 : 2;
    for (int i = 0; i < phases; i++) {
      receivePhase();
    }
  }

  /** Messages of one source match in the order of the slots, whatever their tags. */
  private void receivePhase() throws MPIException {
    for (int i = 0; i < window; i++) {
      post(i);
    }
    int tag = DATA;
    for (int received = 0; tag != LAST; received++) {
      int slot = received % window;
      if (window == 1 && received > 0) {
        post(slot);
      }
      tag = requests[slot].waitStatus().getTag();
      if (tag == LAST) {
        comm.send(answer, answer.length, MPI.BYTE, 0, ANSWER);
      }
      slots[slot].check(1, slot, "message " + received);
      if (window > 1) {
        post(slot);
      }
    }
    for (int i = 0; window > 1 && i < window; i++) {
      requests[i].waitFor();
    }
  }

  private void post(int slot) throws MPIException {
    slots[slot].clear();
    requests[slot] = comm.iRecv((Buffer) slots[slot].memory(), bytes, MPI.BYTE, 0, MPI.ANY_TAG);
  }
}
