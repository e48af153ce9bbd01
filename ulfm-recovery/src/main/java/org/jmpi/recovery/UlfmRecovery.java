package org.jmpi.recovery;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;
import org.jmpi.fault.Recovery;
import org.jmpi.fault.SharedAgreement;
import org.jmpi.fault.SharedWords;

/**
 * The recovery protocols of a process: finds the communicator that a message is for. One that has
 * been closed goes on relaying and answering those that are behind, until {@value #MAX_CLOSED}
 * others have been closed after it.
 */
final class UlfmRecovery implements Recovery {
  /** Closed communicators that still answer. */
  static final int MAX_CLOSED = 256;

  /** Communicators of which only the id is known, whose messages are dropped. */
  static final int MAX_TOMBSTONES = 4096;

  private final int self;
  private final Rules rules;
  private final Outbox outbox;
  private final Map<Long, CommunicatorCore> cores = new LinkedHashMap<>();
  private final Set<Long> closed = new LinkedHashSet<>();
  private final Set<Long> tombstones = new LinkedHashSet<>();
  private final EarlyMessages early = new EarlyMessages();
  private final Set<Integer> failed = new HashSet<>();

  UlfmRecovery(int self, Port port, Rules rules) {
    this.self = self;
    this.rules = rules;
    this.outbox = new Outbox(port);
  }

  @Override
  public void open(long contextId, int[] members) {
    if (members.length > Wire.MAX_MEMBERS) {
      throw new IllegalArgumentException(
          members.length + " members; recovery knows " + Wire.MAX_MEMBERS + " at most");
    }
    if (cores.containsKey(contextId) || tombstones.contains(contextId)) {
      throw new IllegalArgumentException("communicator " + contextId + " was open before");
    }
    CommunicatorCore core =
        new CommunicatorCore(contextId, new Members(members, self, rules.fanOut()), rules, outbox);
    cores.put(contextId, core);
    for (int member : members) {
      if (failed.contains(member)) {
        core.onFailed(member);
      }
    }
    for (int member : members) {
      takeUp(core, member, early.take(member, contextId));
    }
    outbox.flush();
  }

  @Override
  public void close(long contextId) {
    CommunicatorCore core = cores.get(contextId);
    if (core != null && !core.isClosed()) {
      core.close();
      closed.add(contextId);
      forgetOldest();
    }
  }

  @Override
  public void revoke(long contextId) {
    openCore(contextId).revoke();
    outbox.flush();
  }

  @Override
  public void agree(long contextId, Contribution mine, Consumer<Decision> whenDecided) {
    openCore(contextId).agree(mine, whenDecided);
    outbox.flush();
  }

  @Override
  public int sharedWords(int members) {
    return SlotAgreement.words(members);
  }

  @Override
  public SharedAgreement overMemory(SharedWords words, int rank, int members) {
    return new SlotAgreement(words, rank, members, rules);
  }

  @Override
  public void onMessage(int fromProcess, ByteBuffer message) {
    Wire.Envelope envelope = Wire.read(message);
    if (failed.contains(fromProcess) || tombstones.contains(envelope.contextId())) {
      return;
    }
    CommunicatorCore core = cores.get(envelope.contextId());
    if (core == null) {
      early.add(fromProcess, envelope);
    } else {
      core.onMessage(fromProcess, envelope.number(), envelope.message());
      outbox.flush();
    }
  }

  @Override
  public void onFailed(int process) {
    if (!failed.add(process)) {
      return;
    }
    // The oldest communicator with this member is the world, or what joins two worlds.
    CommunicatorCore oldest = null;
    for (CommunicatorCore core : cores.values()) {
      if (core.onFailed(process) && oldest == null) {
        oldest = core;
      }
    }
    if (oldest != null) {
      oldest.spreadFailure(process);
    }
    outbox.flush();
  }

  /** How many agreements are remembered for a communicator. */
  int keptAgreements(long contextId) {
    return cores.get(contextId).keptAgreements();
  }

  private static void takeUp(CommunicatorCore core, int member, List<Wire.Envelope> messages) {
    for (Wire.Envelope envelope : messages) {
      try {
        core.onMessage(member, envelope.number(), envelope.message());
      } catch (IllegalArgumentException e) {
        // Known for senseless only now, when whoever handed it in is gone; opening is not at fault.
      }
    }
  }

  private CommunicatorCore openCore(long contextId) {
    CommunicatorCore core = cores.get(contextId);
    if (core == null || core.isClosed()) {
      throw new IllegalStateException("communicator " + contextId + " is not open");
    }
    return core;
  }

  private void forgetOldest() {
    Iterator<Long> oldest = closed.iterator();
    while (closed.size() > MAX_CLOSED && oldest.hasNext()) {
      long contextId = oldest.next();
      if (cores.get(contextId).isAtRest()) {
        oldest.remove();
        cores.remove(contextId);
        tombstones.add(contextId);
      }
    }
    Iterator<Long> first = tombstones.iterator();
    while (tombstones.size() > MAX_TOMBSTONES) {
      first.next();
      first.remove();
    }
  }
}
