package org.jmpi.bench.sim;

/** The way between two endpoints: links, one behind the other. */
public interface Routes {
  /** How many links lie between two endpoints; at least one. */
  int hops(int from, int to);

  /** The number of a link, as {@link Network#addLink} gave it. */
  int link(int from, int to, int hop);

  /** What passes between the end of a link and the start of the next, or the endpoint. */
  long latencyNs(int from, int to, int hop);
}
