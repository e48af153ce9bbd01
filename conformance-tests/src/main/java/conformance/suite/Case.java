package conformance.suite;

import java.util.Set;

/**
 * What is checked: a call in one form. All members of a communicator of each of {@code comms} run
 * {@code body}, in the same order.
 *
 * @param name unique; the call first
 * @param rule the section and what it says
 */
public record Case(
    Chapter chapter, String name, String rule, Set<CommKind> comms, int leastRanks, Body body) {

  /** What each rank does. */
  public interface Body {
    /** What it throws is a failure of the case. */
    void run(Place place) throws Exception;
  }

  /** A case for any number of ranks. */
  public Case(Chapter chapter, String name, String rule, Set<CommKind> comms, Body body) {
    this(chapter, name, rule, comms, 1, body);
  }
}
