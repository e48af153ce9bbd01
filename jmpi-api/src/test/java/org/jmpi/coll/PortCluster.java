package org.jmpi.coll;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jmpi.data.ObjectCodec;
import org.jmpi.data.Payload;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.Operation;
import org.jmpi.p2p.Progress;
import org.jmpi.topology.Tiers;

/**
 * A cluster in one thread: the seed says which member starts, which message arrives and which
 * offloaded work runs next. Each message is either copied when it is sent (eager) or read from the
 * sender's buffer when it is received (rendezvous), so that a schedule that reuses a buffer too
 * early or relies on sends to complete is caught.
 */
final class PortCluster {
  static final int FIRST_PROCESS = 100;

  private final Random random;
  private final Member[] members;
  private final List<Runnable> events = new ArrayList<>();
  private final Map<String, String> settings;
  private final Tiers tiers;
  long messages;
  long bytes;

  /** [from][to], between the groups of the outermost level. */
  final long[][] messagesBetween;

  final long[][] bytesBetween;

  PortCluster(int size, long seed, Map<String, String> settings) {
    this(Tiers.flat(size), seed, settings);
  }

  PortCluster(Tiers tiers, long seed, Map<String, String> settings) {
    this.random = new Random(seed);
    this.settings = settings;
    this.tiers = tiers;
    int size = tiers.size();
    int groups = tiers.levels() == 0 ? 1 : tiers.groups(0);
    this.messagesBetween = new long[groups][groups];
    this.bytesBetween = new long[groups][groups];
    this.members = new Member[size];
    for (int rank = 0; rank < size; rank++) {
      members[rank] = new Member(rank);
    }
  }

  int size() {
    return members.length;
  }

  Collectives collectives(int rank) {
    return members[rank].collectives;
  }

  boolean isDead(int rank) {
    return members[rank].dead;
  }

  /** Messages and works that a live member still has to do with. */
  int outstanding(int rank) {
    return members[rank].outstanding;
  }

  /**
   * Starts an operation at each live member, at times of the seed's choice, and runs until all are
   * done.
   */
  Operation[] run(IntFunction<Operation> start) {
    Operation[] operations = startAll(start);
    drain();
    return operations;
  }

  /** As {@link #run}, but only queues the starts. A member's starts keep their order. */
  Operation[] startAll(IntFunction<Operation> start) {
    Operation[] operations = new Operation[size()];
    for (Member member : members) {
      member.starts.add(() -> operations[member.rank] = start.apply(member.rank));
      events.add(member::startNext);
    }
    return operations;
  }

  /** Kills a member now: what it has under way is lost or not, the others learn of it later. */
  void kill(int rank) {
    Member victim = members[rank];
    victim.dead = true;
    for (Member other : members) {
      if (other != victim) {
        events.add(() -> other.learnOfDeath(rank));
      }
    }
  }

  /** Runs up to {@code limit} events; the number that were run. */
  int step(int limit) {
    int done = 0;
    while (done < limit && !events.isEmpty()) {
      int index = random.nextInt(events.size());
      Runnable event = events.get(index);
      Runnable last = events.remove(events.size() - 1);
      if (event != last) {
        events.set(index, last);
      }
      event.run();
      done++;
    }
    return done;
  }

  void drain() {
    while (step(1 << 20) > 0) {
      continue;
    }
  }

  private final class Member implements MessagePort, Progress {
    final int rank;
    final Collectives collectives;
    final List<Runnable> starts = new ArrayList<>();
    final Map<String, SimReceive> posted = new HashMap<>();
    final Map<String, Packet> unexpected = new HashMap<>();
    final List<SimSend> sending = new ArrayList<>();
    final List<long[]> ended = new ArrayList<>();
    final Set<Integer> knownDead = new HashSet<>();
    int outstanding;
    boolean dead;

    Member(int rank) {
      this.rank = rank;
      this.collectives = new Collectives(this, this, settings, new StringCodec(), tiers);
    }

    void startNext() {
      Runnable start = starts.remove(0);
      if (!dead) {
        start.run();
      }
    }

    @Override
    public int size() {
      return members.length;
    }

    @Override
    public int selfRank() {
      return rank;
    }

    @Override
    public int process(int someRank) {
      return FIRST_PROCESS + someRank;
    }

    @Override
    public Message newSend(Listener listener) {
      return new SimSend(this, listener);
    }

    @Override
    public Message newReceive(Listener listener) {
      return new SimReceive(this, listener);
    }

    @Override
    public void endInstance(long tagFrom, long tagTo, EngineException reason) {
      ended.add(new long[] {tagFrom, tagTo});
      for (SimReceive receive : new ArrayList<>(posted.values())) {
        if (receive.tag >= tagFrom && receive.tag < tagTo && receive.active) {
          posted.remove(key(receive.peer, receive.tag));
          receive.finish(null);
        }
      }
      for (Packet packet : new ArrayList<>(unexpected.values())) {
        if (isEnded(packet.tag)) {
          unexpected.remove(key(packet.source, packet.tag));
          packet.discard();
        }
      }
    }

    boolean isEnded(long tag) {
      return ended.stream().anyMatch(range -> tag >= range[0] && tag < range[1]);
    }

    void arrive(Packet packet) {
      boolean lost = members[packet.source].dead && random.nextBoolean();
      if (dead || packet.aborted || lost) {
        return;
      }
      if (isEnded(packet.tag)) {
        packet.discard();
        return;
      }
      String key = key(packet.source, packet.tag);
      SimReceive receive = posted.remove(key);
      if (receive != null) {
        receive.accept(packet);
      } else if (unexpected.put(key, packet) != null) {
        throw new AssertionError("two messages " + key + " to " + rank);
      }
    }

    void learnOfDeath(int victim) {
      if (dead) {
        return;
      }
      knownDead.add(victim);
      for (SimReceive receive : new ArrayList<>(posted.values())) {
        if (receive.peer == victim && receive.active) {
          posted.remove(key(victim, receive.tag));
          receive.finish(failure(victim));
        }
      }
      for (SimSend send : new ArrayList<>(sending)) {
        if (send.peer == victim && send.active) {
          send.abandon(failure(victim));
        }
      }
      collectives.onProcessFailed(victim);
    }

    EngineException failure(int victim) {
      return new EngineException(
          ErrorClass.PROC_FAILED, "rank " + victim + " died", new int[] {process(victim)}, null);
    }

    @Override
    public void offload(Work work) {
      outstanding++;
      events.add(
          () -> {
            if (dead) {
              return;
            }
            Throwable thrown = null;
            try {
              work.run();
            } catch (RuntimeException e) {
              thrown = e;
            }
            outstanding--;
            work.finished(thrown);
          });
    }

    @Override
    public void enter() {}

    @Override
    public void exit() {}

    @Override
    public void await(Operation operation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void awaitUntil(BooleanSupplier condition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void poll() {}
  }

  private int outermost(int rank) {
    return tiers.levels() == 0 ? 0 : tiers.groupOf(0, rank);
  }

  private static String key(int source, long tag) {
    return source + "/" + tag;
  }

  private abstract static class SimMessage implements MessagePort.Message {
    final Member owner;
    final Payload payload = new Payload();
    private final MessagePort.Listener listener;
    int peer;
    long tag;
    long received;
    boolean active;

    SimMessage(Member owner, MessagePort.Listener listener) {
      this.owner = owner;
      this.listener = listener;
    }

    @Override
    public Payload payload() {
      return payload;
    }

    @Override
    public long receivedBytes() {
      return received;
    }

    void begin(int peerRank, long messageTag) {
      if (active) {
        throw new AssertionError("message started twice");
      }
      peer = peerRank;
      tag = messageTag;
      active = true;
      owner.outstanding++;
    }

    void finish(EngineException error) {
      if (!active) {
        throw new AssertionError("message done twice");
      }
      active = false;
      owner.outstanding--;
      payload.clear();
      if (!owner.dead) {
        listener.done(error);
      }
    }
  }

  private final class SimSend extends SimMessage {
    private Packet packet;

    SimSend(Member owner, MessagePort.Listener listener) {
      super(owner, listener);
    }

    @Override
    public void start(int peerRank, long messageTag) {
      begin(peerRank, messageTag);
      if (owner.knownDead.contains(peerRank)) {
        finish(owner.failure(peerRank));
        return;
      }
      messages++;
      bytes += payload.lengthBytes();
      int from = outermost(owner.rank);
      int to = outermost(peerRank);
      messagesBetween[from][to]++;
      bytesBetween[from][to] += payload.lengthBytes();
      Packet sent = new Packet(owner.rank, messageTag, payload.lengthBytes());
      packet = sent;
      Member receiver = members[peerRank];
      events.add(() -> receiver.arrive(sent));
      if (random.nextBoolean()) {
        sent.data = sent.read(payload);
        if (random.nextBoolean()) {
          finish(null);
        } else {
          events.add(() -> finishOnce(sent));
        }
      } else {
        sent.sender = this;
        owner.sending.add(this);
      }
    }

    private void finishOnce(Packet sent) {
      if (active && packet == sent) {
        packet = null;
        finish(null);
      }
    }

    @Override
    public void abandon(EngineException reason) {
      if (active) {
        if (packet.data == null) {
          packet.aborted = true;
          owner.sending.remove(this);
        }
        packet = null;
        finish(reason);
      }
    }
  }

  private final class SimReceive extends SimMessage {
    SimReceive(Member owner, MessagePort.Listener listener) {
      super(owner, listener);
    }

    @Override
    public void start(int peerRank, long messageTag) {
      begin(peerRank, messageTag);
      String key = key(peerRank, messageTag);
      Packet packet = owner.unexpected.remove(key);
      if (packet != null && !packet.aborted) {
        accept(packet);
      } else if (owner.knownDead.contains(peerRank)) {
        finish(owner.failure(peerRank));
      } else {
        owner.posted.put(key, this);
      }
    }

    void accept(Packet packet) {
      byte[] data = packet.data != null ? packet.data : packet.read(packet.sender.payload);
      long capacity = payload.lengthBytes();
      int taken = (int) Math.min(capacity, data.length);
      payload.unpack(0, ByteBuffer.wrap(data), taken);
      received = taken;
      SimSend sender = packet.sender;
      if (sender != null) {
        sender.owner.sending.remove(sender);
        events.add(() -> sender.finishOnce(packet));
      }
      finish(
          data.length > capacity
              ? new EngineException(ErrorClass.TRUNCATE, data.length + " bytes for " + capacity)
              : null);
    }

    @Override
    public void abandon(EngineException reason) {
      if (active) {
        owner.posted.remove(key(peer, tag));
        finish(reason);
      }
    }
  }

  private final class Packet {
    final int source;
    final long tag;
    private final int length;
    byte[] data;
    SimSend sender;
    boolean aborted;

    Packet(int source, long tag, long length) {
      this.source = source;
      this.tag = tag;
      this.length = (int) length;
    }

    byte[] read(Payload from) {
      byte[] copy = new byte[length];
      from.pack(0, ByteBuffer.wrap(copy), length);
      return copy;
    }

    void discard() {
      if (sender != null && !aborted) {
        SimSend waiting = sender;
        waiting.owner.sending.remove(waiting);
        events.add(() -> waiting.finishOnce(this));
      }
    }
  }

  /** Strings, each with its length. */
  static final class StringCodec implements ObjectCodec {
    @Override
    public byte[] encode(Object[] values, int offset, int count) {
      StringBuilder text = new StringBuilder();
      for (int i = offset; i < offset + count; i++) {
        if (!(values[i] instanceof String)) {
          throw new EngineException(ErrorClass.TYPE, "not a string: " + values[i]);
        }
        text.append(values[i]).append('\n');
      }
      return text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public int decode(byte[] encoded, int lengthBytes, Object[] target, int offset, int maxCount) {
      String text = new String(encoded, 0, lengthBytes, java.nio.charset.StandardCharsets.UTF_8);
      String[] values = text.split("\n", -1);
      int count = values.length - 1;
      if (count > maxCount) {
        throw new EngineException(ErrorClass.TRUNCATE, count + " strings for " + maxCount);
      }
      System.arraycopy(values, 0, target, offset, count);
      return count;
    }
  }
}
