package org.jmpi.coll;

/**
 * All-reduce as a reduce-scatter by recursive halving followed by an all-gather by recursive
 * doubling.
 *
 * <p>Why: vectors of middle length: the bandwidth of the ring in few rounds. Cost: 2 log2 p α + 2 n
 * (p−1)/p β + n (p−1)/p γ. Source: Rabenseifner, "Optimization of collective reduction operations",
 * 2004.
 */
final class RabenseifnerAllReduce extends Algorithm {
  RabenseifnerAllReduce() {
    super("rabenseifner");
  }

  @Override
  boolean supports(Shape shape) {
    return shape.commutative() && !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    if (part.own != part.result) {
      b.copy(part.own, 0, part.result, 0, part.count);
    }
    if (b.size() == 1) {
      return;
    }
    int incoming = b.newItemsLike(part.own, part.count);
    Halving halving = new Halving(b, part.result, incoming, part.count);
    halving.fold();
    if (halving.isMember()) {
      halving.reduceScatter();
      halving.allGather();
    }
    halving.unfold();
  }
}
