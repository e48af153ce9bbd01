package conformance.suite;

import java.util.List;

/** Cases that are tried together. */
public interface Table {
  /** The cases, the same at all ranks and in all runs. */
  List<Case> cases();
}
