package org.jmpi.p2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hand-made collections beside simple models of them. */
@Tag("sweep")
class StructuresTest {
  @Test
  void shouldKeepRangesAsASetOfNumbersDoes() {
    for (long seed = 1; seed <= 100; seed++) {
      Random random = new Random(seed);
      // Far from zero half of the time.
      long base = random.nextBoolean() ? 0 : Long.MAX_VALUE - 2000;
      RangeSet set = new RangeSet();
      BitSet model = new BitSet();
      for (int step = 0; step < 300; step++) {
        int from = random.nextInt(1000);
        int to = from + random.nextInt(random.nextInt(10) == 0 ? 300 : 12);
        int before = model.cardinality();
        model.set(from, to);
        long added = set.add(base + from, base + to);
        assertEquals(model.cardinality() - before, added, "seed " + seed);
        assertEquals(model.cardinality(), set.cardinality(), "seed " + seed);
        int probe = random.nextInt(1400);
        assertEquals(model.get(probe), set.contains(base + probe), "seed " + seed);
        int end = probe + random.nextInt(50);
        assertEquals(
            model.nextClearBit(probe) >= end,
            set.containsAll(base + probe, base + end),
            "seed " + seed);
      }
      int at = 0;
      for (int i = 0; i < set.rangeCount(); i++) {
        assertEquals(base + model.nextSetBit(at), set.start(i), "seed " + seed);
        at = model.nextClearBit(model.nextSetBit(at));
        assertEquals(base + at, set.end(i), "seed " + seed);
      }
      assertEquals(-1, model.nextSetBit(at), "seed " + seed);
    }
  }

  @Test
  void shouldMapAsAHashMapDoes() {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      LongMap<String> map = new LongMap<>();
      Map<Long, String> model = new HashMap<>();
      long[] keys = new long[1 + random.nextInt(300)];
      for (int i = 0; i < keys.length; i++) {
        // Neighbours, multiples of a large power of two and any: collisions of all kinds.
        keys[i] =
            switch (random.nextInt(3)) {
              case 0 -> i;
              case 1 -> (long) i << 40;
              default -> random.nextLong();
            };
      }
      for (int step = 0; step < 3000; step++) {
        long key = keys[random.nextInt(keys.length)];
        switch (random.nextInt(5)) {
          case 0, 1 -> {
            map.put(key, "v" + step);
            model.put(key, "v" + step);
          }
          case 2, 3 -> assertEquals(model.remove(key), map.remove(key), "seed " + seed);
          default -> assertEquals(model.get(key), map.get(key), "seed " + seed);
        }
        assertEquals(model.size(), map.size(), "seed " + seed);
      }
      Set<String> values = new HashSet<>();
      map.forEach(values::add);
      assertEquals(new HashSet<>(model.values()), values, "seed " + seed);
      map.clear();
      assertNull(map.get(keys[0]));
    }
  }

  @Test
  void shouldMatchAsASearchThroughAListDoes() {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      boolean wildcards = random.nextBoolean();
      MatchList list = new MatchList();
      List<MatchNode> model = new ArrayList<>();
      for (int step = 0; step < 3000; step++) {
        int source = random.nextInt(5);
        long tag = random.nextInt(20) == 0 ? random.nextLong() >>> 1 : random.nextInt(8);
        if (random.nextInt(100) < 55) {
          MatchNode node = new MatchNode("node " + step);
          node.source = wildcards && random.nextInt(4) == 0 ? P2pEngine.ANY_SOURCE : source;
          node.tag = wildcards && random.nextInt(4) == 0 ? P2pEngine.ANY_TAG : tag;
          list.add(node);
          model.add(node);
        } else {
          MatchNode found = find(list, model, random, wildcards, source, tag, seed);
          if (found != null) {
            list.remove(found);
            model.remove(found);
          }
        }
        assertEquals(model.size(), list.size());
      }
      MatchNode node = list.first();
      for (MatchNode expected : model) {
        assertSame(expected, node, "seed " + seed);
        node = node.orderNext;
      }
      assertNull(node);
      while (!list.isEmpty()) {
        list.remove(list.first());
      }
      assertTrue(list.first() == null && list.firstForReceive(-1, -1) == null);
    }
  }

  private static MatchNode find(
      MatchList list,
      List<MatchNode> model,
      Random random,
      boolean wildcards,
      int source,
      long tag,
      long seed) {
    if (wildcards) {
      MatchNode expected =
          first(
              model,
              n ->
                  (n.source == P2pEngine.ANY_SOURCE || n.source == source)
                      && (n.tag == P2pEngine.ANY_TAG || n.tag == tag));
      assertSame(expected, list.firstForMessage(source, tag), "seed " + seed);
      return expected;
    }
    int wantedSource = random.nextInt(3) == 0 ? P2pEngine.ANY_SOURCE : source;
    long wantedTag = random.nextInt(3) == 0 ? P2pEngine.ANY_TAG : tag;
    MatchNode expected =
        first(
            model,
            n ->
                (wantedSource == P2pEngine.ANY_SOURCE || n.source == wantedSource)
                    && (wantedTag == P2pEngine.ANY_TAG || n.tag == wantedTag));
    assertSame(expected, list.firstForReceive(wantedSource, wantedTag), "seed " + seed);
    return expected;
  }

  private static MatchNode first(
      List<MatchNode> model, java.util.function.Predicate<MatchNode> wanted) {
    return model.stream().filter(wanted).findFirst().orElse(null);
  }
}
