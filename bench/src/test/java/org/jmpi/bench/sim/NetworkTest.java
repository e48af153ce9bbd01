package org.jmpi.bench.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/**
 * Cases computed by hand. Packets of 1000 bytes, pieces of 10,000; a link of 1 GB/s takes 1 ns a
 * byte.
 */
class NetworkTest {
  private static final int PACKET = 1000;
  private static final int PIECE = 10_000;
  private static final double GB = 1e9;

  private final EventQueue events = new EventQueue();

  @Test
  void shouldAddLatenciesAndTheLeastRateAlongAChain() {
    // 1 GB/s, 0.5 GB/s, 1 GB/s with 100, 200 and 300 ns behind them.
    Network network = network(new Line(100, 200, 300), GB, GB / 2, GB);
    Arrival arrival = new Arrival(0, 9, 100_000);
    network.send(arrival);
    events.run();
    // A packet through the first, all through the slowest, a packet through the last.
    assertEquals(600 + 1000 + 200_000 + 1000, arrival.atNs);
  }

  @Test
  void shouldStoreAndForwardWhatIsShorterThanAPacket() {
    Network network = network(new Line(100, 200), GB, GB / 2);
    Arrival arrival = new Arrival(0, 9, 8);
    network.send(arrival);
    events.run();
    assertEquals(300 + 8 + 16, arrival.atNs);
  }

  @Test
  void shouldNotLetALinkWithoutLimitDelayMoreThanItsLatency() {
    Network network = network(new Line(100, 50, 200), GB, 0, GB);
    Arrival arrival = new Arrival(0, 9, 100_000);
    network.send(arrival);
    events.run();
    assertEquals(350 + 100_000 + 1000, arrival.atNs);
    Network free = network(new Line(7), 0);
    Arrival early = new Arrival(0, 9, 100_000);
    long startNs = events.nowNs();
    free.send(early);
    events.run();
    assertEquals(startNs + 7, early.atNs);
  }

  @Test
  void shouldCutAMessageBehindALinkWithoutLimitToo() {
    Network network = network(new Line(0, 0), 0, GB);
    Arrival large = new Arrival(0, 9, 100_000);
    Arrival small = new Arrival(1, 9, 100);
    network.send(large);
    network.send(small);
    events.run();
    assertEquals(10_100, small.atNs);
    assertEquals(100_100, large.atNs);
  }

  @Test
  void shouldShareALinkFairlyBetweenPairs() {
    Network network = network(new Line(0), GB);
    Arrival first = new Arrival(0, 9, 100_000);
    Arrival second = new Arrival(1, 9, 100_000);
    Arrival shorter = new Arrival(2, 9, 20_000);
    network.send(first);
    network.send(second);
    network.send(shorter);
    events.run();
    // Turns of 10,000: 1 2 3 1 2 3, then 1 and 2 alone.
    assertEquals(60_000, shorter.atNs);
    assertEquals(210_000, first.atNs);
    assertEquals(220_000, second.atNs);
    assertEquals(220_000, network.bytes(0));
    assertEquals(3, network.messages(0));
  }

  @Test
  void shouldServeFirstComeFirstServedWhereThatIsAskedFor() {
    Network network = network(false, new Line(0, 0), GB, GB);
    Arrival first = new Arrival(0, 9, 100_000);
    Arrival second = new Arrival(1, 9, 20_000);
    network.send(first);
    network.send(second);
    events.run();
    assertEquals(101_000, first.atNs);
    assertEquals(121_000, second.atNs);
  }

  @Test
  void shouldKeepTheOrderWithinAPair() {
    Network network = network(new Line(0), GB);
    Arrival first = new Arrival(0, 9, 100_000);
    Arrival second = new Arrival(0, 9, 10);
    network.send(first);
    network.send(second);
    events.run();
    assertEquals(100_000, first.atNs);
    assertEquals(100_010, second.atNs);
  }

  @Test
  void shouldNotSlowOneDirectionByTheOther() {
    Network network = network(new Duplex(), GB, GB);
    Arrival there = new Arrival(0, 1, 100_000);
    Arrival back = new Arrival(1, 0, 100_000);
    network.send(there);
    network.send(back);
    events.run();
    assertEquals(100_050, there.atNs);
    assertEquals(100_050, back.atNs);
  }

  @Test
  void shouldLeaveAFastLinkToOthersWhileASlowOneFeedsIt() {
    // 0 → 9 over the slow link 0 and the fast link 1; 1 → 9 over link 1 alone.
    Routes routes =
        new Line(0, 0) {
          @Override
          public int hops(int from, int to) {
            return from == 0 ? 2 : 1;
          }

          @Override
          public int link(int from, int to, int hop) {
            return from == 0 ? hop : 1;
          }
        };
    Network network = network(routes, GB / 10, GB);
    Arrival slow = new Arrival(0, 9, 10_000);
    Arrival fast = new Arrival(1, 9, 80_000);
    network.send(slow);
    network.send(fast);
    events.run();
    assertEquals(80_000, fast.atNs);
    assertEquals(100_000 + 1000, slow.atNs);
  }

  private Network network(Routes routes, double... rates) {
    return network(true, routes, rates);
  }

  private Network network(boolean isFair, Routes routes, double... rates) {
    Network network = new Network(events, routes, PACKET, PIECE, isFair);
    for (double rate : rates) {
      network.addLink(rate);
    }
    return network;
  }

  private static final class Arrival extends Message {
    long atNs = -1;

    Arrival(int from, int to, long lengthBytes) {
      super(from, to, lengthBytes);
    }

    @Override
    protected void happen(long nowNs) {
      atNs = nowNs;
    }
  }

  /** All links, one behind the other, for everybody. */
  private static class Line implements Routes {
    private final long[] latencyNs;

    Line(long... latencyNs) {
      this.latencyNs = latencyNs;
    }

    @Override
    public int hops(int from, int to) {
      return latencyNs.length;
    }

    @Override
    public int link(int from, int to, int hop) {
      return hop;
    }

    @Override
    public long latencyNs(int from, int to, int hop) {
      return latencyNs[hop];
    }
  }

  /** A link for each direction. */
  private static final class Duplex implements Routes {
    @Override
    public int hops(int from, int to) {
      return 1;
    }

    @Override
    public int link(int from, int to, int hop) {
      return from;
    }

    @Override
    public long latencyNs(int from, int to, int hop) {
      return 50;
    }
  }
}
