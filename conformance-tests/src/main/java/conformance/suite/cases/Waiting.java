package conformance.suite.cases;

import java.util.function.Supplier;

/** Asks again and again. */
final class Waiting {
  private static final long BOUND_NS = 20_000_000_000L;

  private Waiting() {}

  /** The first answer that is not null. */
  static <T> T until(Supplier<T> question) {
    long startNs = System.nanoTime();
    T answer = question.get();
    while (answer == null) {
      if (System.nanoTime() - startNs > BOUND_NS) {
        throw new AssertionError("no answer in 20 s");
      }
      Thread.yield();
      answer = question.get();
    }
    return answer;
  }
}
