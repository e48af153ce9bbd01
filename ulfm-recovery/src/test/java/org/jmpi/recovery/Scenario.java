package org.jmpi.recovery;

import java.util.ArrayList;
import java.util.List;

/**
 * One run of the simulation, wholly determined. Its text replays it.
 *
 * @param program what the processes do
 * @param processes how many
 * @param seed of delays, losses, notices and the program's own choices
 * @param mode of agreement
 * @param kills who dies when
 */
record Scenario(Program program, int processes, long seed, Mode mode, List<Kill> kills) {
  /** What the processes do. */
  enum Program {
    /** Agreements one after the other. */
    ROW,
    /** Several agreements under way at the same time. */
    AT_ONCE,
    /** Agreements that members enter late. */
    LATE,
    /** Agreements during which somebody revokes. */
    REVOKE,
    /** One or two revoke, nothing else happens. */
    REVOKE_ALONE,
    /** Three communicators with common members, agreed on in different orders. */
    OVERLAP,
    /** Agree, leave out the failed, go on with the rest, until nobody fails any more. */
    REPAIR
  }

  /** How agreement goes. */
  enum Mode {
    /** As it is used. */
    FAST,
    /** Over the tree alone. */
    TREE,
    /** With graphs of more steps, so that few processes have inner nodes. */
    NARROW,
    /** The same, over the tree alone. */
    NARROW_TREE,
    /** The same, over the tree with the first death that somebody learns of during it. */
    NARROW_MIXED,
    /** Over memory that all share, while nobody is known to be dead. */
    SHARED
  }

  /** The rules as they are, but for the shape of graphs and the ways that a mode leaves open. */
  static class ModeRules extends Rules {
    private final Mode mode;

    ModeRules(Mode mode) {
      this.mode = mode;
    }

    @Override
    boolean fastPath() {
      return mode != Mode.TREE && mode != Mode.NARROW_TREE;
    }

    @Override
    int exchanges() {
      return mode == Mode.NARROW_MIXED ? 1 : super.exchanges();
    }

    @Override
    int fanOut() {
      return mode == Mode.FAST || mode == Mode.TREE ? super.fanOut() : 2;
    }

    @Override
    int radix() {
      return mode == Mode.FAST || mode == Mode.TREE ? super.radix() : 2;
    }
  }

  /** A process dies at the step of this number. */
  record Kill(int process, int step) {}

  Scenario with(List<Kill> others) {
    return new Scenario(program, processes, seed, mode, others);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(program).append(' ').append(processes).append(' ').append(seed);
    text.append(' ').append(mode);
    for (Kill kill : kills) {
      text.append(' ').append(kill.process).append('@').append(kill.step);
    }
    return text.toString();
  }

  /** Reads what {@link #toString} writes. */
  static Scenario parse(String text) {
    String[] words = text.trim().split("\\s+");
    List<Kill> kills = new ArrayList<>();
    for (int i = 4; i < words.length; i++) {
      String[] parts = words[i].split("@");
      kills.add(new Kill(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
    }
    return new Scenario(
        Program.valueOf(words[0]),
        Integer.parseInt(words[1]),
        Long.parseLong(words[2]),
        Mode.valueOf(words[3]),
        List.copyOf(kills));
  }
}
