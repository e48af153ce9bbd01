package conformance.suite;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What {@link Place#matrix} visits: all pairs with {@code --full}, each thing else. */
public final class MatrixTable implements Table {
  @Override
  public List<Case> cases() {
    return List.of(
        new Case(Chapter.DATATYPES, "pairs", "all are met", CommKind.ONE, p -> visit(p, true)),
        new Case(Chapter.DATATYPES, "each", "all are met", CommKind.ONE, p -> visit(p, false)));
  }

  private static void visit(Place p, boolean pairs) {
    for (List<Store> stores : List.of(Store.ANY, Store.BUFFERS, Store.ARRAYS)) {
      for (int ranks = 1; ranks <= 8; ranks++) {
        List<Root> roots = IntStream.range(0, ranks).mapToObj(r -> Root.of(r, 0)).toList();
        List<Kind> kinds = Kind.OPEN_MPI;
        Set<Object> seen = new HashSet<>();
        p.matrix(
            kinds,
            stores,
            roots,
            (kind, store, root, n) -> {
              Collections.addAll(seen, kind, store, root);
              Collections.addAll(
                  seen, List.of(kind, store), List.of(kind, root), List.of(store, root));
            });
        int k = kinds.size();
        int s = stores.size();
        int each = k + s + ranks;
        int all = each + k * s + k * ranks + s * ranks;
        String what = "of " + s + " stores and " + ranks + " roots";
        p.check(pairs ? seen.size() == all : seen.size() >= each, seen.size() + " " + what);
      }
      // Many things: each of them once, and still every store.
      List<Integer> many = IntStream.range(0, 60).boxed().toList();
      Set<Object> seen = new HashSet<>();
      p.matrix(many, stores, (thing, store, root, n) -> Collections.addAll(seen, thing, store));
      p.check(!pairs || seen.containsAll(many), "all of many");
      p.check(seen.containsAll(stores), "all stores with many things");
    }
  }
}
