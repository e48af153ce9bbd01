package org.jmpi.runtime;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jmpi.data.Layout;
import org.jmpi.p2p.Completion;
import org.jmpi.p2p.MatchContext;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.P2pEngine;
import org.jmpi.p2p.RecvOp;
import org.jmpi.p2p.SendMode;
import org.jmpi.p2p.SendOp;

/**
 * Times messages there and back from this host to some others, side by side; the first of them also
 * opens the connection, and the shortest counts. All under the engine's lock.
 */
final class HostPings implements BooleanSupplier {
  private static final int MOST_ROUNDS = 64;
  private static final int CALM_ROUNDS = 3;

  /**
   * Short paths are timed for so long: a virtual machine that has just started is slow at first.
   */
  private static final long LEAST_NS = 100_000_000;

  private static final long AGAIN = 1;
  private static final long ENOUGH = 2;
  private static final long TAGS = 1L << 62;

  /** Which way a message goes, so that who is pinged and pings has no mix-up. */
  private static final int THERE = 0;

  private static final int BACK = 1;

  private final P2pEngine engine;
  private final MatchContext context;
  private final LongSupplier clockNs;
  private final long[] rttNs;
  private int unfinished;

  /**
   * @param context with these ranks: a message of this class is for nobody else
   * @param landmarks how many hosts are timed to
   */
  HostPings(P2pEngine engine, MatchContext context, LongSupplier clockNs, int landmarks) {
    this.engine = engine;
    this.context = context;
    this.clockNs = clockNs;
    rttNs = new long[landmarks];
  }

  /** Times to the landmark whose rank this is. */
  void ping(int landmark, int rank) {
    unfinished++;
    new Ping(landmark, rank).next();
  }

  /** Answers a rank that times to this one. */
  void answer(int rank) {
    unfinished++;
    new Echo(rank).next();
  }

  /** Whether all that was started is over, well or not. */
  @Override
  public boolean getAsBoolean() {
    return unfinished == 0;
  }

  /** The shortest time to each landmark; 0 when there is none. */
  long[] rttNs() {
    return rttNs.clone();
  }

  private void send(int rank, int way, long word) {
    SendOp op = new SendOp();
    op.payload().set(new long[] {word}, 0, 1, Layout.LONG);
    engine.send(op.to(context, rank, TAGS | way, SendMode.STANDARD), null);
  }

  private void receive(int rank, int way, long[] word, Completion then) {
    RecvOp op = new RecvOp();
    op.payload().set(word, 0, 1, Layout.LONG);
    engine.recv(op.from(context, rank, TAGS | way), then);
  }

  /** Times until the shortest time has stopped becoming shorter. */
  private final class Ping implements Completion {
    private final long[] word = new long[1];
    private final int landmark;
    private final int rank;
    private int rounds;
    private int sinceBetter;
    private long beganNs;
    private long sentNs;

    Ping(int landmark, int rank) {
      this.landmark = landmark;
      this.rank = rank;
    }

    void next() {
      receive(rank, BACK, word, this);
      sentNs = clockNs.getAsLong();
      beganNs = rounds == 0 ? sentNs : beganNs;
      send(rank, THERE, AGAIN);
    }

    @Override
    public void completed(Operation operation) {
      if (operation.error() != null) {
        unfinished--;
        return;
      }
      long tookNs = Math.max(1, clockNs.getAsLong() - sentNs);
      boolean isBetter = rttNs[landmark] == 0 || tookNs < rttNs[landmark] - rttNs[landmark] / 8;
      sinceBetter = isBetter ? 0 : sinceBetter + 1;
      rttNs[landmark] = rttNs[landmark] == 0 ? tookNs : Math.min(rttNs[landmark], tookNs);
      boolean isCalm = sinceBetter >= CALM_ROUNDS && sentNs + tookNs - beganNs >= LEAST_NS;
      if (++rounds < MOST_ROUNDS && !isCalm) {
        next();
      } else {
        send(rank, THERE, ENOUGH);
        unfinished--;
      }
    }
  }

  private final class Echo implements Completion {
    private final long[] word = new long[1];
    private final int rank;

    Echo(int rank) {
      this.rank = rank;
    }

    void next() {
      receive(rank, THERE, word, this);
    }

    @Override
    public void completed(Operation operation) {
      if (operation.error() != null || word[0] != AGAIN) {
        unfinished--;
        return;
      }
      send(rank, BACK, 0);
      next();
    }
  }
}
