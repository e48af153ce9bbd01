package org.jmpi.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RateAgreementTest {
  private static final long MB = 1_000_000;
  private static final Tiers TWO_SITES = Tiers.of(new int[][] {{0, 0, 1, 1}}, null);

  /** What each member's links have sent, and their rates now. */
  private final long[][] bytesOut = new long[4][4];

  private final long[][] rates = new long[4][4];
  private final long[] rttNs = {50_000_000, 50_000_000, 50_000_000, 50_000_000};
  private final RateAgreement[] members = new RateAgreement[4];

  RateAgreementTest() {
    for (int rank = 0; rank < 4; rank++) {
      int self = rank;
      members[rank] =
          new RateAgreement(
              TWO_SITES,
              new int[] {10, 11, 12, 13},
              rank,
              process ->
                  new LinkSample(
                      rttNs[self],
                      1000,
                      20,
                      rates[self][process - 10],
                      1,
                      bytesOut[self][process - 10],
                      0,
                      0));
    }
  }

  @Test
  void shouldAddUpWhatCarriesSideBySide() {
    LinkRates agreed = callWith(6 * MB, 6 * MB, LinkRates.unknown(2));
    assertEquals(12 * MB, agreed.rateBytesPerSecond(0, 1), "two links at a time");
    assertEquals(0, agreed.rateBytesPerSecond(1, 0), "nothing went back");
    assertEquals(50_000_000, agreed.rttNs(1, 0));
    assertEquals(0.02, agreed.loss(0, 1), 1e-9);
  }

  @Test
  void shouldFollowARateThatHalves() {
    LinkRates before = callWith(6 * MB, 6 * MB, LinkRates.unknown(2));
    LinkRates once = callWith(3 * MB, 3 * MB, before);
    LinkRates twice = callWith(3 * MB, 3 * MB, once);
    assertEquals(7_500_000, once.rateBytesPerSecond(0, 1));
    assertEquals(6_375_000, twice.rateBytesPerSecond(0, 1));
  }

  @Test
  void shouldKeepTheVersionWhileLittleChanges() {
    LinkRates before = callWith(6 * MB, 6 * MB, LinkRates.unknown(2));
    assertSame(before, callWith(6 * MB + MB / 4, 6 * MB, before));
    assertNotEquals(before, callWith(9 * MB, 6 * MB, before));
  }

  @Test
  void shouldKeepWhatIsKnownOfLinksThatWereIdle() {
    LinkRates before = callWith(6 * MB, 6 * MB, LinkRates.unknown(2));
    assertSame(before, agree(before), "nothing was sent: the last samples say nothing");
  }

  @Test
  void shouldBeAwaitedByLongCallsOfThreeSitesAndWhereNothingIsKnown() {
    Tiers sites = Tiers.of(new int[][] {{0, 1, 2}}, null);
    RateAgreement three =
        new RateAgreement(sites, new int[] {0, 1, 2}, 0, process -> LinkSample.NONE);
    long[][] megabytes = {{0, 5, 5}, {5, 0, 2}, {5, 2, 0}};
    long[][] fifty = new long[3][3];
    for (long[] row : megabytes) {
      Arrays.setAll(row, i -> row[i] * MB);
    }
    for (long[] row : fifty) {
      Arrays.fill(row, 50_000_000);
    }
    LinkRates rates = LinkRates.of(megabytes, fifty, new double[3][3]);
    assertTrue(three.isAwaited(4 * MB, rates), "40 round trips at 2 MB/s");
    assertFalse(three.isAwaited(4 * MB - 1, rates));
    for (int call = 0; call < 4; call++) {
      assertEquals(call < 2, three.isAwaited(2 * MB, LinkRates.unknown(3)), "call " + call);
    }
    assertFalse(members[0].isAwaited(100 * MB, LinkRates.unknown(2)), "two sites share nothing");
  }

  @Test
  void shouldTakeRoundTripTimesWithoutQueues() {
    LinkRates before = callWith(6 * MB, 6 * MB, LinkRates.unknown(2));
    Arrays.fill(rttNs, 90_000_000);
    assertSame(before, callWith(6 * MB, 6 * MB, before), "a queue comes and goes");
    Arrays.fill(rttNs, 20_000_000);
    assertEquals(20_000_000, callWith(6 * MB, 6 * MB, before).rttNs(0, 1));
  }

  @Test
  void shouldBeDueForLongCallsBetweenSitesOnly() {
    assertTrue(members[0].isDue(1 << 20));
    assertFalse(members[0].isDue((1 << 20) - 1));
    int[] processes = {0, 1, 2, 3};
    Tiers hosts = Tiers.local(new int[][] {{0, 0, 1, 1}});
    assertFalse(new RateAgreement(hosts, processes, 0, p -> LinkSample.NONE).isDue(1 << 30));
    int[] many = new int[17];
    Arrays.setAll(many, i -> i);
    Tiers sites = Tiers.of(new int[][] {many}, null);
    assertFalse(new RateAgreement(sites, many, 0, p -> LinkSample.NONE).isDue(1 << 30));
  }

  @Test
  void shouldGiveAPartItsRates() {
    long[][] rate = {{0, 1, 2}, {3, 0, 4}, {5, 6, 0}};
    LinkRates all = LinkRates.of(rate, rate, new double[3][3]);
    LinkRates part = RateAgreement.part(all, new int[] {2, 0});
    assertEquals(5, part.rateBytesPerSecond(0, 1));
    assertEquals(2, part.rateBytesPerSecond(1, 0));
  }

  /** Members 0 and 1 have sent to 2 and 3 at these rates; what all agree on then. */
  private LinkRates callWith(long first, long second, LinkRates before) {
    rates[0][2] = first;
    rates[1][3] = second;
    bytesOut[0][2] += MB;
    bytesOut[1][3] += MB;
    return agree(before);
  }

  private LinkRates agree(LinkRates before) {
    long[] sums = null;
    for (RateAgreement member : members) {
      member.sample();
      long[] own = member.contribution();
      if (sums == null) {
        sums = own;
      } else {
        for (int i = 0; i < own.length; i++) {
          sums[i] += own[i];
        }
      }
    }
    LinkRates agreed = members[0].agreed(sums, before);
    for (RateAgreement member : members) {
      assertEquals(agreed, member.agreed(sums, before));
    }
    return agreed;
  }
}
