package org.jmpi.coll;

import java.util.Arrays;

/**
 * A k-nomial tree over the places 0 … size − 1 with 0 at the top: in base k, the parent of a place
 * has its lowest digit that is not 0 set to 0. So a subtree is a range of places, and so are the
 * subtrees of the children of a place, one after the other. Base 2: the binomial tree.
 *
 * <p>Why not always 2: members that wait sleep, and each level costs the time until somebody has
 * been woken, many times what a further message costs.
 */
final class Tree {
  private final int size;
  private final int base;

  /**
   * @param base 2 or more
   */
  Tree(int size, int base) {
    this.size = size;
    this.base = base;
  }

  /** Of a place after the top. */
  int parent(int place) {
    long unit = unit(place);
    return (int) (place - place / unit % base * unit);
  }

  /** The place after the last one of the subtree. */
  int end(int place) {
    return (int) Math.min(size, place + unit(place));
  }

  /** Rising. */
  int[] children(int place) {
    int[] children = new int[8];
    int count = 0;
    long limit = unit(place);
    for (long unit = 1; unit < limit; unit *= base) {
      for (int digit = 1; digit < base && place + digit * unit < size; digit++) {
        if (count == children.length) {
          children = Arrays.copyOf(children, 2 * count);
        }
        children[count++] = (int) (place + digit * unit);
      }
    }
    return Arrays.copyOf(children, count);
  }

  /** The value of the lowest digit that is not 0; at the top of one that is beyond the size. */
  private long unit(int place) {
    long unit = 1;
    while (place == 0 ? unit < size : place / unit % base == 0) {
      unit *= base;
    }
    return unit;
  }
}
