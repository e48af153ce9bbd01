package org.jmpi.coll;

/**
 * Reduce as a reduce-scatter by recursive halving followed by a gather of the chunks straight to
 * the root.
 *
 * <p>Why: for long vectors the reduction work is shared, and each byte travels about twice. Cost:
 * (log2 p + p) α + 2 n (p−1)/p β + n (p−1)/p γ. Source: Rabenseifner, "Optimization of collective
 * reduction operations", 2004.
 */
final class RabenseifnerReduce extends Algorithm {
  RabenseifnerReduce() {
    super("rabenseifner");
  }

  @Override
  boolean supports(Shape shape) {
    return shape.commutative() && !shape.object();
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    boolean atRoot = b.rank() == part.root;
    int work = atRoot ? part.result : b.newItemsLike(part.own, part.count);
    if (work != part.own) {
      b.copy(part.own, 0, work, 0, part.count);
    }
    int incoming = b.newItemsLike(part.own, part.count);
    Halving halving = new Halving(b, work, incoming, part.count);
    halving.fold();
    if (halving.isMember()) {
      halving.reduceScatter();
    }
    if (atRoot) {
      for (int member = 0; member < halving.members; member++) {
        if (halving.rankOf(member) != part.root) {
          b.recv(
              work,
              halving.chunkStart(member),
              halving.chunkLength(member),
              halving.rankOf(member));
        }
      }
    } else if (halving.isMember()) {
      b.send(
          work, halving.chunkStart(halving.self()), halving.chunkLength(halving.self()), part.root);
    }
  }
}
