package org.jmpi.coll;

import java.util.Arrays;
import java.util.List;

/**
 * Barrier by leaders: signals go up to the leaders of the outermost groups, these signal each other
 * at once, and the news goes down.
 *
 * <p>Why: each slow level is crossed once. Cost: one α of the slowest level, 2 log2 p α of those
 * below. Source: Karonis et al. 2000; Hensgen, Finkel, Manber 1988 among the leaders of short
 * links.
 */
final class LevelledBarrier extends Algorithm {
  LevelledBarrier() {
    super("levelled_leaders");
  }

  @Override
  void build(ScheduleBuilder b, Part part) {
    List<Stage> stages = Stage.of(b.tiers(), b.rank(), -1);
    Heard heard = new Heard(b);
    int last = stages.size() - 1;
    boolean leads = last >= 0 && LevelledAllReduce.isOutermost(b, stages.get(last));
    for (int i = 0; i < (leads ? last : last + 1); i++) {
      up(heard, stages.get(i));
    }
    if (leads) {
      across(heard, stages.get(last));
    }
    for (int i = leads ? last - 1 : last; i >= 0; i--) {
      down(heard, stages.get(i));
    }
  }

  private static void up(Heard heard, Stage stage) {
    Tree tree = stage.tree(0);
    int distance = stage.distance();
    for (int child : tree.children(distance)) {
      heard.hear(stage.relative(child));
    }
    if (distance > 0) {
      heard.tell(stage.relative(tree.parent(distance)));
    }
  }

  private static void across(Heard heard, Stage stage) {
    int size = stage.size();
    if (stage.wide) {
      for (int i = 1; i < size; i++) {
        heard.tell(stage.members[(stage.self + i) % size]);
      }
      for (int i = 1; i < size; i++) {
        heard.hear(stage.members[(stage.self - i + size) % size]);
      }
      return;
    }
    for (int distance = 1; distance < size; distance <<= 1) {
      heard.tell(stage.members[(stage.self + distance) % size]);
      heard.hear(stage.members[(stage.self - distance + size) % size]);
    }
  }

  private static void down(Heard heard, Stage stage) {
    Tree tree = stage.tree(0);
    int distance = stage.distance();
    if (distance > 0) {
      heard.hear(stage.relative(tree.parent(distance)));
    }
    int[] children = tree.children(distance);
    for (int i = children.length - 1; i >= 0; i--) {
      heard.tell(stage.relative(children[i]));
    }
  }

  /** Signals that wait for all that came before. */
  private static final class Heard {
    private final ScheduleBuilder b;
    private int[] steps = new int[8];
    private int count;

    Heard(ScheduleBuilder b) {
      this.b = b;
    }

    void hear(int rank) {
      b.awaitSignal(rank);
      if (count == steps.length) {
        steps = Arrays.copyOf(steps, 2 * count);
      }
      steps[count++] = b.lastStep();
    }

    void tell(int rank) {
      for (int i = 0; i < count; i++) {
        b.after(steps[i]);
      }
      b.signal(rank);
    }
  }
}
