package org.jmpi.transport.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Random;
import org.jmpi.transport.quic.PathController.Phase;
import org.junit.jupiter.api.Test;

/** The controller of the rate on a small model of a path, in virtual time. */
class PathControllerTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;
  private static final double MEGABIT = 125_000;

  /**
   * A bottleneck with a queue, random loss behind it, and a sender that is held by the rate and by
   * the windows of its connections. Bytes flow in steps of a millisecond.
   */
  private static final class Path {
    final PathController controller = new PathController();
    final Random random;
    final long seed;
    double rate = 100 * MEGABIT;
    long rttNs = 50 * MS;
    long queueLimitNs = 50 * MS;
    double loss;
    double strangersQueueNs;

    /** What one connection may have in flight; the path's need and a half unless a test says. */
    double windowPerConnection = 1.5 * rate * 0.05;

    int connections = 1;

    /** How much of the rate the codec has seen. */
    double seenShare = 0.95;

    /** What of the rate is lost because the sender comes late. */
    double lateShare;

    /** The other direction: acknowledgements wait in its queue. */
    Path back;

    /** Whether the sender knows how long that queue is. */
    boolean knowsBack;

    private double missedBytes;
    private final ArrayDeque<double[]> inFlight = new ArrayDeque<>();
    private long nowNs = SECOND;
    private double queueBytes;
    private double flightBytes;
    private double sentBytes;
    private double lostBytes;
    private double smoothedRttNs = 50 * MS;
    double deliveredBytes;
    double queueSumNs;
    int steps;

    Path() {
      seed = System.nanoTime();
      random = new Random(seed);
    }

    /** Lets time pass; what {@link #goodput} and {@link #meanQueueNs} say begins anew. */
    Path run(double seconds) {
      deliveredBytes = 0;
      queueSumNs = 0;
      steps = 0;
      long untilNs = nowNs + (long) (seconds * SECOND);
      while (nowNs < untilNs) {
        step();
      }
      return this;
    }

    double goodput() {
      return deliveredBytes / (steps * 1e-3);
    }

    double meanQueueNs() {
      return queueSumNs / steps;
    }

    private void step() {
      nowNs += MS;
      steps++;
      acknowledge();
      double allowed =
          controller.rateBytesPerSecond() == 0 ? rate : controller.rateBytesPerSecond();
      double window = connections * windowPerConnection - flightBytes;
      missedBytes += lateShare * allowed * 1e-3;
      send(Math.max(0, Math.min((1 - lateShare) * allowed * 1e-3, window)));
      queueBytes = Math.max(0, queueBytes - rate * 1e-3);
      queueSumNs += queueNs();
      if (nowNs / MS % 5 == 0) {
        controller.onSample(
            new PathController.Sample(
                nowNs,
                (long) smoothedRttNs,
                0,
                (long) (connections * windowPerConnection),
                (long) (seenShare * rate),
                (long) sentBytes,
                (long) lostBytes,
                (long) missedBytes,
                0,
                knowsBack ? (long) back.queueNs() : 0,
                true,
                connections));
        connections = Math.max(connections, controller.wantedConnections());
      }
    }

    private double queueNs() {
      return queueBytes / rate * SECOND;
    }

    private void send(double bytes) {
      double room = queueLimitNs * 1e-9 * rate - queueBytes;
      double dropped = Math.max(0, bytes - Math.max(0, room));
      double passed = bytes - dropped;
      sentBytes += bytes;
      queueBytes += passed;
      double gone = dropped;
      for (double left = passed; left > 0; left -= 1500) {
        gone += random.nextDouble() < loss ? Math.min(left, 1500) : 0;
      }
      flightBytes += bytes;
      double delayNs = rttNs + queueNs() + strangersQueueNs + (back == null ? 0 : back.queueNs());
      inFlight.add(new double[] {nowNs + delayNs, bytes - gone, gone, delayNs});
    }

    private void acknowledge() {
      while (!inFlight.isEmpty() && inFlight.peek()[0] <= nowNs) {
        double[] piece = inFlight.remove();
        flightBytes -= piece[1] + piece[2];
        deliveredBytes += piece[1];
        lostBytes += piece[2];
        smoothedRttNs += (piece[3] - smoothedRttNs) / 4;
      }
    }
  }

  @Test
  void shouldFillThePathAndKeepItsQueueShort() {
    Path path = new Path();
    path.run(3).run(5);
    assertTrue(path.goodput() > 0.95 * path.rate, "goodput " + path.goodput() / MEGABIT);
    assertTrue(path.meanQueueNs() < 10 * MS, "queue " + path.meanQueueNs() / MS + " ms");
    assertEquals(1, path.controller.wantedConnections());
    assertEquals(Phase.CRUISE, path.controller.phase());
  }

  @Test
  void shouldNotTakeRandomLossForAFullPath() {
    Path path = new Path();
    path.loss = 0.05;
    path.run(3).run(5);
    assertTrue(
        path.goodput() > 0.95 * 0.95 * path.rate,
        "goodput " + path.goodput() / MEGABIT + ", seed " + path.seed);
  }

  @Test
  void shouldFollowAPathThatBecomesSlowerAndFaster() {
    Path path = new Path();
    path.run(3);
    path.rate /= 2;
    path.run(2).run(3);
    assertTrue(path.goodput() > 0.93 * path.rate, "slower: " + path.goodput() / MEGABIT);
    assertTrue(path.meanQueueNs() < 15 * MS, "queue " + path.meanQueueNs() / MS + " ms");
    path.rate *= 2;
    path.run(3).run(3);
    assertTrue(path.goodput() > 0.93 * path.rate, "faster: " + path.goodput() / MEGABIT);
  }

  @Test
  void shouldWantMoreConnectionsWhenTheirWindowsAreTooSmall() {
    Path path = new Path();
    path.windowPerConnection = path.rate * 0.05 / 5;
    path.run(6).run(3);
    assertTrue(path.connections >= 5, "connections " + path.connections);
    assertTrue(path.goodput() > 0.93 * path.rate, "goodput " + path.goodput() / MEGABIT);
  }

  @Test
  void shouldWantFewerConnectionsWhenLossIsOver() {
    Path path = new Path();
    path.windowPerConnection = path.rate * 0.05 / 5;
    path.run(6);
    int before = path.controller.wantedConnections();
    path.windowPerConnection = 2 * path.rate * 0.05;
    path.run(40);
    assertTrue(
        path.controller.wantedConnections() < before,
        before + " connections, then " + path.controller.wantedConnections());
  }

  @Test
  void shouldHeedLossWhereTheQueueIsTooShallowToBeSeen() {
    Path path = new Path();
    path.queueLimitNs = 2 * MS;
    path.run(4).run(5);
    assertTrue(path.goodput() > 0.85 * path.rate, "goodput " + path.goodput() / MEGABIT);
  }

  @Test
  void shouldLeaveTheRateToTheCodecWhereOthersKeepTheQueueFull() {
    Path path = new Path();
    path.run(3);
    path.strangersQueueNs = 40 * MS;
    boolean left = false;
    for (int i = 0; i < 40 && !left; i++) {
      path.run(0.1);
      left = path.controller.phase() == Phase.FOLLOW;
    }
    assertTrue(left, "phase " + path.controller.phase());
    assertTrue(
        path.controller.rateBytesPerSecond() > 0.5 * path.rate,
        "rate " + path.controller.rateBytesPerSecond() / MEGABIT);
  }

  @Test
  void shouldNotTakeComingLateForSmallWindows() {
    Path path = new Path();
    path.run(3);
    path.rate *= 2;
    path.windowPerConnection = 1.5 * path.rate * 0.05;
    path.lateShare = 0.3;
    path.run(4).run(3);
    assertTrue(path.goodput() > 0.9 * path.rate, "goodput " + path.goodput() / MEGABIT);
    assertEquals(1, path.controller.wantedConnections());
  }

  @Test
  void shouldNotSinkFarWhenAPauseLooksLikeAQueue() {
    Path path = new Path();
    path.windowPerConnection = 2 * path.rate * 0.05;
    path.run(4);
    path.strangersQueueNs = 45 * MS;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < 45; i++) {
      path.run(0.01);
      least = Math.min(least, path.controller.rateBytesPerSecond());
    }
    assertEquals(Phase.CRUISE, path.controller.phase());
    assertTrue(least > 0.34 * path.rate, "rate " + least / MEGABIT + " Mbit/s");
  }

  /** The receiver begins to compile what it runs, say, when the search is half done. */
  @Test
  void shouldCatchUpWhenAPauseHasEndedTheSearch() {
    Path path = new Path();
    double need = path.rate * 0.05;
    path.windowPerConnection = need / 16;
    path.seenShare = 0.03;
    while (path.windowPerConnection < 0.5 * need) {
      path.run(0.06);
      path.windowPerConnection *= 2;
      path.seenShare *= 2;
    }
    assertEquals(Phase.STARTUP, path.controller.phase());
    path.strangersQueueNs = 30 * MS;
    path.run(0.16);
    assertEquals(Phase.CRUISE, path.controller.phase());
    path.strangersQueueNs = 0;
    path.windowPerConnection = 1.6 * need;
    path.seenShare = 0.75;
    path.run(0.25);
    double share = path.controller.rateBytesPerSecond() / path.rate;
    assertTrue(share > 0.65, "rate " + share + " of the path's, seed " + path.seed);
  }

  /** The handshake took long: the first round-trip time is far from the path's. */
  @Test
  void shouldNotBeginAtTheRateThatASlowHandshakeSuggests() {
    PathController controller = new PathController();
    controller.onSample(
        new PathController.Sample(SECOND, 400 * MS, 0, 15_000, 0, 0, 0, 0, 0, 0, true, 0));
    assertTrue(controller.rateBytesPerSecond() >= 1_000_000);
  }

  @Test
  void shouldFillBothDirectionsWhenTheQueueOnTheWayBackIsKnown() {
    Path[] known = bothWays(true);
    for (Path path : known) {
      assertTrue(path.goodput() > 0.93 * path.rate, "goodput " + path.goodput() / MEGABIT);
      assertTrue(path.meanQueueNs() < 10 * MS, "queue " + path.meanQueueNs() / MS + " ms");
    }
    Path[] unknown = bothWays(false);
    double lesser = Math.min(unknown[0].goodput(), unknown[1].goodput());
    assertTrue(lesser < 0.85 * unknown[0].rate, "not what this is for: " + lesser / MEGABIT);
  }

  /** Two directions of one path, of which one was disturbed; over the six seconds after that. */
  private static Path[] bothWays(boolean known) {
    Path[] paths = {new Path(), new Path()};
    for (int i = 0; i < 2; i++) {
      paths[i].back = paths[1 - i];
      paths[i].knowsBack = known;
    }
    for (int ms = 0; ms < 10_000; ms++) {
      paths[1].strangersQueueNs = ms > 3_000 && ms < 3_450 ? 45 * MS : 0;
      for (Path path : paths) {
        if (ms == 4_000) {
          path.run(0);
        }
        path.step();
      }
    }
    return paths;
  }

  /** Another that shared the line has ended. Packets wait up to 4 ms for others. */
  @Test
  void shouldTakeWhatBecomesFreeOfASlowLine() {
    Path path = new Path();
    path.rate = 10 * MEGABIT;
    path.windowPerConnection = 4 * path.rate * 0.05;
    steps(path, 4_000);
    path.rate *= 2;
    steps(path, 1_000);
    path.run(0);
    steps(path, 1_000);
    assertTrue(
        path.goodput() > 0.9 * path.rate,
        "goodput " + path.goodput() / MEGABIT + ", seed " + path.seed);
    assertTrue(path.meanQueueNs() < 20 * MS, "queue " + path.meanQueueNs() / MS + " ms");
  }

  /**
   * A slow line has half of its rate, with a queue that is no longer then: what is sent in vain
   * meanwhile is little.
   */
  @Test
  void shouldHeedLossWhereASlowLineBecomesSlower() {
    Path path = new Path();
    path.rate = 10 * MEGABIT;
    path.windowPerConnection = 4 * path.rate * 0.05;
    path.queueLimitNs = 25 * MS;
    steps(path, 4_000);
    path.rate /= 2;
    double lostBefore = path.lostBytes;
    steps(path, 2_000);
    double lostSeconds = (path.lostBytes - lostBefore) / path.rate;
    assertTrue(lostSeconds > 0, "nothing was lost: the test shows nothing");
    assertTrue(lostSeconds < 0.25, lostSeconds + " s of the line lost, seed " + path.seed);
    path.run(0);
    steps(path, 1_000);
    assertTrue(path.goodput() > 0.9 * path.rate, "goodput " + path.goodput() / MEGABIT);
  }

  private static void steps(Path path, int count) {
    for (int ms = 0; ms < count; ms++) {
      path.strangersQueueNs = path.random.nextDouble() * 4 * MS;
      path.step();
    }
  }

  @Test
  void shouldNotPaceWhereTimersAreCoarserThanTheRoundTrip() {
    PathController controller = new PathController();
    for (long nowNs = MS; nowNs < 100 * MS; nowNs += MS) {
      controller.onSample(
          new PathController.Sample(nowNs, 300_000, 0, 100_000, 1, nowNs, 0, 0, 0, 0, true, 1));
    }
    assertEquals(0, controller.rateBytesPerSecond());
    assertEquals(300_000, controller.minRttNs());
  }
}
