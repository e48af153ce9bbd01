package org.jmpi.recovery;

import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Delays that overtake each other, one in twenty much longer; a partition that holds up what
 * crosses it until it heals; losses with the sender: all, none, or by the toss of a coin.
 */
final class RoughNetwork implements SimulatedCluster.Network {
  private final int jitter;
  private final int noticeSpread;
  private final int lossPercent;
  private final BitSet side = new BitSet();
  private final long cutFrom;
  private final long healedAt;

  RoughNetwork(SplittableRandom random, int processes) {
    jitter = 1 + random.nextInt(30);
    noticeSpread = 1 + random.nextInt(random.nextBoolean() ? 10 : 300);
    lossPercent = new int[] {0, 50, 50, 100}[random.nextInt(4)];
    if (random.nextInt(3) == 0) {
      cutFrom = random.nextInt(60);
      healedAt = cutFrom + random.nextInt(400);
      for (int process = 0; process < processes; process++) {
        side.set(process, random.nextBoolean());
      }
    } else {
      cutFrom = 0;
      healedAt = 0;
    }
  }

  @Override
  public long arrival(SplittableRandom random, long now, int from, int to) {
    int longest = random.nextInt(20) == 0 ? 10 * jitter : jitter;
    long time = now + 1 + random.nextInt(longest);
    boolean crosses = side.get(from) != side.get(to);
    boolean held = crosses && time >= cutFrom && now < healedAt;
    return held ? healedAt + 1 + random.nextInt(jitter) : time;
  }

  @Override
  public long notice(SplittableRandom random, long now, int to) {
    return now + random.nextInt(noticeSpread);
  }

  @Override
  public boolean isLost(SplittableRandom random) {
    return random.nextInt(100) < lossPercent;
  }
}
