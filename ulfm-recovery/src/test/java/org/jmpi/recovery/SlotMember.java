package org.jmpi.recovery;

import java.util.SplittableRandom;
import org.jmpi.fault.SharedAgreement.Step;
import org.jmpi.fault.SharedWords;

/**
 * A process's agreements over memory that the members of a communicator share. It looks for a
 * while, then sleeps and must be woken. Each access to the memory is an event of its own, and the
 * process may die before and after each.
 */
final class SlotMember {
  private static final int MOST_TICKS_BETWEEN_STEPS = 3;
  private static final int MOST_VAIN_LOOKS = 3;

  /** The ends of an agreement. */
  interface Ends {
    void decided(long flags, long proposal);

    void unsettled();
  }

  private final SimulatedCluster cluster;
  private final SimulatedCluster.Node node;
  private final SplittableRandom random;
  private final SlotMember[] members;
  private final SlotAgreement core;
  private Ends ends;
  private int vainLooks;
  private boolean sleepy;
  private boolean asleep;

  /**
   * One that has not begun.
   *
   * @param members by rank; each is put in when it opens the communicator
   */
  SlotMember(
      SimulatedCluster cluster,
      int process,
      int rank,
      SlotMember[] members,
      long[] memory,
      Rules rules,
      SplittableRandom random) {
    this.cluster = cluster;
    this.node = cluster.node(process);
    this.members = members;
    this.random = random;
    this.core = new SlotAgreement(new Words(memory), rank, members.length, rules);
    members[rank] = this;
  }

  /** Takes part; one at a time. */
  void agree(long flags, long proposal, Ends toTell) {
    ends = toTell;
    core.begin(flags, proposal);
    schedule();
  }

  /** Takes part in the next one by leaving; at once. */
  void leave() {
    core.giveUp();
    core.begin(0, 0);
    Step step = core.step();
    while (step == Step.MOVED) {
      step = core.step();
    }
    if (step != Step.UNSETTLED) {
      throw new AssertionError("left without a part in it, and it is " + step);
    }
    wakeOthers();
  }

  /** A member has died. */
  void giveUp() {
    core.giveUp();
    wake();
  }

  private void wake() {
    if (asleep) {
      asleep = false;
      schedule();
    }
  }

  private void schedule() {
    cluster.at(
        cluster.now() + random.nextInt(MOST_TICKS_BETWEEN_STEPS + 1), node.process, this::step);
  }

  private void step() {
    Step step = core.step();
    if (step == Step.MOVED) {
      schedule();
    } else if (step == Step.WAITS) {
      waitForOthers();
    } else {
      if (sleepy) {
        core.endSleep();
      }
      wakeOthers();
      sleepy = false;
      vainLooks = 0;
      if (step == Step.DECIDED) {
        ends.decided(core.flags(), core.proposal());
      } else {
        ends.unsettled();
      }
    }
  }

  private void waitForOthers() {
    if (sleepy) {
      asleep = true;
      return;
    }
    if (++vainLooks > random.nextInt(MOST_VAIN_LOOKS + 1)) {
      sleepy = true;
      core.beginSleep();
    }
    schedule();
  }

  private void wakeOthers() {
    for (int member = 0; member < members.length; member++) {
      SlotMember other = members[member];
      if (core.mustWake(member) && other != null) {
        cluster.at(
            cluster.now() + random.nextInt(MOST_TICKS_BETWEEN_STEPS + 1),
            other.node.process,
            other::wake);
      }
    }
  }

  private final class Words implements SharedWords {
    private final long[] memory;

    Words(long[] memory) {
      this.memory = memory;
    }

    @Override
    public long get(int word) {
      cluster.step(node);
      long value = memory[word];
      cluster.step(node);
      return value;
    }

    @Override
    public void set(int word, long value) {
      cluster.step(node);
      memory[word] = value;
      cluster.step(node);
    }

    @Override
    public long compareAndExchange(int word, long expected, long value) {
      cluster.step(node);
      long before = memory[word];
      if (before == expected) {
        memory[word] = value;
      }
      cluster.step(node);
      return before;
    }
  }
}
