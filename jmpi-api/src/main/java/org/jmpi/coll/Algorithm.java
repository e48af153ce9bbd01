package org.jmpi.coll;

/** Writes one rank's part of a collective. Stateless. */
abstract class Algorithm {
  private final String name;

  Algorithm(String name) {
    this.name = name;
  }

  /** As settings and explanations name it. */
  final String name() {
    return name;
  }

  /** Whether it can do this at all; depends on nothing that members may see differently. */
  boolean supports(Shape shape) {
    return true;
  }

  /** Whether it cuts the items of a broadcast, so that it needs them without gaps. */
  boolean cutsItems() {
    return false;
  }

  /** Writes the steps of this rank. */
  abstract void build(ScheduleBuilder b, Part part);
}
