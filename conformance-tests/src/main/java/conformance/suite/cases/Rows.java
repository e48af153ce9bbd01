package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import conformance.suite.Table;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Families of calls that must fail: each row is one call, its error class (MPI-4.1 §9.4) and words
 * that the message must have, so that its reader knows what was wrong.
 */
abstract class Rows implements Table {
  /** One call that must fail. */
  private record Row(String what, int errorClass, List<String> words, Call call) {}

  /** What it does in a place. */
  interface Call {
    void on(Place p) throws Exception;
  }

  private final Map<String, Row> rows = new LinkedHashMap<>();

  final void row(String what, int errorClass, Call call, String... words) {
    rows.put(what, new Row(what, errorClass, List.of(words), call));
  }

  final Case family(Chapter chapter, String name, Runnable fill) {
    return family(chapter, name, EnumSet.of(CommKind.SELF, CommKind.DUP), fill);
  }

  final Case family(Chapter chapter, String name, Set<CommKind> comms, Runnable fill) {
    rows.clear();
    fill.run();
    List<Row> family = List.copyOf(rows.values());
    return new Case(
        chapter,
        "wrong handles and arguments: " + name,
        "§9.4: each raises its error class, and the message says what was wrong",
        comms,
        p -> {
          for (Row row : family) {
            p.cell(
                row::what,
                () ->
                    p.error(
                        row.errorClass, () -> row.call.on(p), row.words.toArray(String[]::new)));
          }
        });
  }
}
