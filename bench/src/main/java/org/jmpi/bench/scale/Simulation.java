package org.jmpi.bench.scale;

import java.util.function.IntFunction;
import org.jmpi.bench.sim.Event;
import org.jmpi.bench.sim.EventQueue;
import org.jmpi.bench.sim.Message;
import org.jmpi.bench.sim.Network;
import org.jmpi.coll.RankSteps;

/**
 * One collective on a {@link Cluster}: all ranks start at time 0, it is complete when the last has
 * done its last step. A rank's processor does one thing at a time, in the order in which steps
 * become ready: handing a message over, taking one, reducing, copying. As the library's runner does
 * it, a receive is posted as soon as its buffer is free and costs nothing until the message is
 * there.
 */
final class Simulation {
  private static final double NS_PER_SECOND = 1e9;

  private final Cluster cluster;
  private final Cluster.Costs costs;
  private final EventQueue events = new EventQueue();
  private final Network network;
  private final Rank[] ranks;
  private final Watch watch;
  private long doneNs;
  private long steps;
  private long messages;
  private long wanMessages;
  private long wanBytes;
  private int wanInTurn;

  /** Is told of each message from one site to another. */
  interface Watch {
    /** It was handed to the network, and was there. */
    void crossed(int from, int to, long lengthBytes, long sentNs, long arrivedNs);
  }

  private Simulation(Cluster cluster, Watch watch) {
    this.cluster = cluster;
    this.watch = watch;
    this.costs = cluster.costs();
    this.network = cluster.network(events);
    this.ranks = new Rank[cluster.size()];
  }

  /**
   * Runs a collective.
   *
   * @param schedule of each rank, asked for once, in order
   * @throws IllegalStateException when the schedules do not fit each other or never end
   */
  static Result run(Cluster cluster, IntFunction<RankSteps> schedule) {
    return run(cluster, schedule, (from, to, lengthBytes, sentNs, arrivedNs) -> {});
  }

  /** The same, watched. */
  static Result run(Cluster cluster, IntFunction<RankSteps> schedule, Watch watch) {
    return new Simulation(cluster, watch).run(schedule);
  }

  /** How long one message takes on the empty network, from the call until it is received. */
  static long single(Cluster cluster, int from, int to, long lengthBytes) {
    EventQueue events = new EventQueue();
    long[] arrivedNs = new long[1];
    cluster
        .network(events)
        .send(
            new Message(from, to, lengthBytes + cluster.costs().headerBytes()) {
              @Override
              protected void happen(long nowNs) {
                arrivedNs[0] = nowNs;
              }
            });
    events.run();
    boolean isLocal = cluster.hostOf(from) == cluster.hostOf(to);
    Cluster.Costs costs = cluster.costs();
    return arrivedNs[0]
        + (isLocal
            ? costs.localSendNs() + costs.localReceiveNs()
            : costs.sendNs() + costs.receiveNs());
  }

  private Result run(IntFunction<RankSteps> schedule) {
    for (int rank = 0; rank < ranks.length; rank++) {
      ranks[rank] = new Rank(rank, schedule.apply(rank));
    }
    for (Rank rank : ranks) {
      rank.start();
    }
    events.run();
    long temporaryBytes = 0;
    long scheduleBytes = 0;
    long mostMessages = 0;
    for (Rank rank : ranks) {
      if (rank.done != rank.steps.size()) {
        throw new IllegalStateException(
            rank.steps.algorithm() + ": rank " + rank.number + " waits for ever");
      }
      temporaryBytes = Math.max(temporaryBytes, rank.steps.temporaryBytes());
      scheduleBytes = Math.max(scheduleBytes, rank.steps.scheduleBytes());
      mostMessages = Math.max(mostMessages, rank.messages);
    }
    return new Result(
        ranks[0].steps.algorithm(),
        doneNs,
        wanBytes,
        wanMessages,
        wanInTurn,
        messages,
        mostMessages,
        temporaryBytes,
        scheduleBytes,
        steps,
        events.happened());
  }

  private static long ns(long lengthBytes, double bytesPerSecond) {
    return bytesPerSecond == 0 ? 0 : Math.round(lengthBytes / bytesPerSecond * NS_PER_SECOND);
  }

  /** One rank: its schedule, how far it is, and its processor. */
  private final class Rank {
    private static final byte POSTED = 1;
    private static final byte ARRIVED = 2;

    final int number;
    final RankSteps steps;
    private final int[] remaining;
    private final byte[] state;

    /** The most messages between sites, one after the other, that a step has had before it. */
    private final short[] crossings;

    private long freeNs;
    int done;
    long messages;

    Rank(int number, RankSteps steps) {
      this.number = number;
      this.steps = steps;
      this.remaining = new int[steps.size()];
      this.state = new byte[steps.size()];
      this.crossings = new short[steps.size()];
      for (int step = 0; step < remaining.length; step++) {
        remaining[step] = steps.predecessors(step);
      }
      Simulation.this.steps += remaining.length;
    }

    void start() {
      for (int step = 0; step < remaining.length; step++) {
        if (steps.predecessors(step) == 0) {
          ready(step);
        }
      }
    }

    private void ready(int step) {
      if (steps.kind(step) == RankSteps.RECEIVE) {
        state[step] |= POSTED;
        takeIfThere(step);
      } else {
        work(step, costNs(step));
      }
    }

    void arrived(int step, int crossed) {
      state[step] |= ARRIVED;
      crossings[step] = (short) Math.max(crossings[step], crossed);
      takeIfThere(step);
    }

    private void takeIfThere(int step) {
      if (state[step] == (POSTED | ARRIVED)) {
        work(step, isLocal(step) ? costs.localReceiveNs() : costs.receiveNs());
      }
    }

    private void work(int step, long costNs) {
      freeNs = Math.max(freeNs, events.nowNs()) + costNs;
      events.at(freeNs, new Step(this, step));
    }

    private long costNs(int step) {
      return switch (steps.kind(step)) {
        case RankSteps.SEND -> isLocal(step) ? costs.localSendNs() : costs.sendNs();
        case RankSteps.REDUCE -> ns(steps.lengthBytes(step), costs.reduceRate());
        default -> ns(steps.lengthBytes(step), costs.copyRate());
      };
    }

    private boolean isLocal(int step) {
      return cluster.hostOf(number) == cluster.hostOf(steps.peer(step));
    }

    /** The processor has done its part of a step. */
    void worked(int step) {
      if (steps.kind(step) == RankSteps.SEND) {
        send(step);
      }
      if (steps.kind(step) != RankSteps.SEND || steps.lengthBytes(step) <= costs.eagerBytes()) {
        finish(step);
      }
    }

    private void send(int step) {
      int peer = steps.peer(step);
      int crossed = crossings[step];
      if (cluster.siteOf(number) != cluster.siteOf(peer)) {
        crossed++;
        wanMessages++;
        wanBytes += steps.lengthBytes(step);
        wanInTurn = Math.max(wanInTurn, crossed);
      }
      Simulation.this.messages++;
      messages++;
      network.send(new Sent(this, step, crossed, steps.lengthBytes(step) + costs.headerBytes()));
    }

    void finish(int step) {
      done++;
      doneNs = Math.max(doneNs, events.nowNs());
      for (int i = steps.successorsFrom(step); i < steps.successorsTo(step); i++) {
        int next = steps.successor(i);
        crossings[next] = (short) Math.max(crossings[next], crossings[step]);
        if (--remaining[next] == 0) {
          ready(next);
        }
      }
    }
  }

  /** The processor of a rank has done a step. */
  private static final class Step extends Event {
    private final Rank rank;
    private final int step;

    Step(Rank rank, int step) {
      this.rank = rank;
      this.step = step;
    }

    @Override
    protected void happen(long nowNs) {
      rank.worked(step);
    }
  }

  /** A message; happens when it is there, and once more when the sender knows. */
  private final class Sent extends Message {
    private final Rank sender;
    private final int step;
    private final int crossed;
    private final long sentNs = events.nowNs();
    private boolean isThere;

    Sent(Rank sender, int step, int crossed, long lengthBytes) {
      super(sender.number, sender.steps.peer(step), lengthBytes);
      this.sender = sender;
      this.step = step;
      this.crossed = crossed;
    }

    @Override
    protected void happen(long nowNs) {
      if (isThere) {
        sender.finish(step);
        return;
      }
      isThere = true;
      int to = sender.steps.peer(step);
      if (cluster.siteOf(sender.number) != cluster.siteOf(to)) {
        watch.crossed(sender.number, to, sender.steps.lengthBytes(step), sentNs, nowNs);
      }
      Rank receiver = ranks[to];
      receiver.arrived(receiver.steps.receive(sender.number, sender.steps.message(step)), crossed);
      if (sender.steps.lengthBytes(step) > costs.eagerBytes()) {
        events.at(nowNs + cluster.latencyNs(to, sender.number), this);
      }
    }
  }
}
