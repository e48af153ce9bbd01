package org.jmpi.launcher.cli;

/**
 * A host that was asked for.
 *
 * @param name as given
 * @param slots how many ranks it takes before the next host's turn
 * @param silenceMs for how long it may be silent with fault tolerance on; 0: for ever; {@link
 *     #USUAL}: as long as the others
 * @param site the name of the place that it is at; empty when nobody said
 */
record Host(String name, int slots, int silenceMs, String site) {
  /** Nothing was said about this host. */
  static final int USUAL = -1;

  Host(String name, int slots) {
    this(name, slots, USUAL);
  }

  Host(String name, int slots, int silenceMs) {
    this(name, slots, silenceMs, "");
  }

  /** The same host at a site. */
  Host at(String newSite) {
    return new Host(name, slots, silenceMs, newSite);
  }
}
