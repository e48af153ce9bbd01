package org.jmpi.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.jmpi.fault.Contribution;
import org.jmpi.fault.Decision;
import org.jmpi.fault.Recovery;
import org.jmpi.fault.RecoveryProvider;
import org.junit.jupiter.api.Test;

class UlfmRecoveryTest {
  private static final long CONTEXT = 5L << 32 | 9;
  private static final int[] MEMBERS = {30, 10, 20};

  private final List<Sent> sent = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Recovery[] byProcess = new Recovery[31];

  private record Sent(int from, int to, byte[] message) {}

  @Test
  void shouldBeFoundByTheServiceLoader() {
    RecoveryProvider provider =
        ServiceLoader.load(RecoveryProvider.class).findFirst().orElseThrow();
    Recovery alone = provider.create(10, port(10));
    alone.open(CONTEXT, new int[] {10});
    alone.agree(CONTEXT, contribution(6), decision -> told.add("decided " + decision.flags()));
    alone.revoke(CONTEXT);
    alone.revoke(CONTEXT);
    assertEquals(List.of("decided 6", "10 revoked " + CONTEXT), told);
  }

  @Test
  void shouldDecideWhatAllContribute() {
    openAll();
    List<Decision> decisions = new ArrayList<>();
    byProcess[10].agree(CONTEXT, contribution(0b110), decisions::add);
    byProcess[20].agree(CONTEXT, contribution(0b011), decisions::add);
    deliverAll();
    assertEquals(List.of(), decisions);
    byProcess[30].agree(CONTEXT, contribution(0b111), decisions::add);
    deliverAll();
    // Of process 30, which has rank 0.
    Decision expected = new Decision(0b010, new BitSet(), new BitSet(), 0b111 + 1000);
    assertEquals(List.of(expected, expected, expected), decisions);
  }

  @Test
  void shouldHearOfADeathFromTheOthersOnce() {
    openAll();
    byProcess[10].onFailed(30);
    deliverAll();
    assertEquals(List.of("20 hears of 30"), told);
    byProcess[20].onFailed(30);
    deliverAll();
    assertEquals(List.of("20 hears of 30"), told);
  }

  @Test
  void shouldNotTakeItselfForDead() {
    openAll();
    byProcess[10].onFailed(20);
    deliverAll();
    assertEquals(List.of("30 hears of 20"), told);
    BitSet strangers = BitSet.valueOf(new long[] {1 << MEMBERS.length});
    byte[] senseless = Wire.write(CONTEXT, 0, new Message.Failed(strangers));
    assertThrows(
        IllegalArgumentException.class,
        () -> byProcess[10].onMessage(30, ByteBuffer.wrap(senseless)));
  }

  @Test
  void shouldNameTheFailedAndWhoseFailureIsAcknowledged() {
    openAll();
    List<Decision> decisions = new ArrayList<>();
    byProcess[10].onFailed(30);
    byProcess[20].onFailed(30);
    BitSet rank0 = BitSet.valueOf(new long[] {1});
    byProcess[10].agree(CONTEXT, new Contribution(3, rank0, new BitSet(), 77), decisions::add);
    byProcess[20].agree(CONTEXT, new Contribution(2, rank0, rank0, 78), decisions::add);
    deliverAll();
    Decision expected = new Decision(2, rank0, new BitSet(), 77);
    assertEquals(List.of(expected, expected), decisions);
    assertTrue(expected.hasUnacknowledged());
  }

  @Test
  void shouldHandOverASetThatTheCallerMayChange() {
    openAll();
    List<Decision> decisions = new ArrayList<>();
    for (int process : MEMBERS) {
      byProcess[process].agree(
          CONTEXT,
          contribution(1),
          decision -> {
            decision.failed().set(2);
            decisions.add(decision);
          });
    }
    deliverAll();
    List<Decision> next = new ArrayList<>();
    for (int process : MEMBERS) {
      byProcess[process].agree(CONTEXT, contribution(1), next::add);
    }
    deliverAll();
    assertEquals(3, next.size());
    assertTrue(next.get(0).failed().isEmpty());
  }

  @Test
  void shouldTellARevocationThatCameBeforeInsideOpen() {
    create(10).open(CONTEXT, MEMBERS);
    create(20);
    create(30);
    byProcess[10].revoke(CONTEXT);
    deliverAll();
    assertEquals(List.of("10 revoked " + CONTEXT), told);
    byProcess[20].open(CONTEXT, MEMBERS);
    assertEquals(List.of("10 revoked " + CONTEXT, "20 revoked " + CONTEXT), told);
  }

  @Test
  void shouldRelayARevocationOfACommunicatorItHasClosed() {
    openAll();
    byProcess[20].close(CONTEXT);
    byProcess[10].revoke(CONTEXT);
    // What goes straight is late: the closed one must pass it on.
    List<Sent> straight = new ArrayList<>(sent);
    straight.removeIf(message -> message.to != 30);
    sent.removeAll(straight);
    deliverAll();
    assertEquals(List.of("10 revoked " + CONTEXT, "30 revoked " + CONTEXT), told);
    assertThrows(IllegalStateException.class, () -> byProcess[20].revoke(CONTEXT));
  }

  @Test
  void shouldAnswerThoseBehindAfterClosing() {
    openAll();
    List<String> decided = new ArrayList<>();
    for (int process : MEMBERS) {
      byProcess[process].agree(CONTEXT, contribution(1), decision -> decided.add("" + process));
    }
    // Nothing of the last round that process 10 waits for arrives, and its sender dies.
    while (decided.size() < 2) {
      Sent next =
          sent.stream()
              .filter(message -> message.to != 10 || !isConfirmation(message))
              .findFirst()
              .orElseThrow();
      sent.remove(next);
      deliver(next);
    }
    assertFalse(decided.contains("10"));
    byProcess[20].close(CONTEXT);
    sent.removeIf(message -> message.from == 30);
    byProcess[10].onFailed(30);
    byProcess[20].onFailed(30);
    deliverAll();
    assertTrue(decided.contains("10"), decided::toString);
  }

  @Test
  void shouldForgetAgreementsThatAllHaveBeenTold() {
    openAll();
    for (int i = 0; i < 50; i++) {
      for (int process : MEMBERS) {
        byProcess[process].agree(CONTEXT, contribution(i), decision -> told.add("decided"));
      }
      deliverAll();
    }
    assertEquals(150, told.size());
    assertTrue(((UlfmRecovery) byProcess[20]).keptAgreements(CONTEXT) <= 2);
  }

  @Test
  void shouldKeepFewClosedCommunicators() {
    create(10);
    for (long context = 0; context < 3 * UlfmRecovery.MAX_CLOSED; context++) {
      byProcess[10].open(context, MEMBERS);
      byProcess[10].close(context);
    }
    byte[] revocation = Wire.write(0, 0, new Message.Revoke());
    byProcess[10].onMessage(20, ByteBuffer.wrap(revocation));
    assertEquals(List.of(), sent);
    byte[] another = Wire.write(3 * UlfmRecovery.MAX_CLOSED - 1, 0, new Message.Revoke());
    byProcess[10].onMessage(20, ByteBuffer.wrap(another));
    assertEquals(1, sent.size());
    assertEquals(List.of(), told);
  }

  @Test
  void shouldForgetTheOldestOfManyUnknownCommunicators() {
    create(10);
    for (long context = 0; context <= EarlyMessages.MAX_COMMUNICATORS_PER_SENDER; context++) {
      byte[] revocation = Wire.write(context, 0, new Message.Revoke());
      byProcess[10].onMessage(20, ByteBuffer.wrap(revocation));
    }
    byProcess[10].open(0, MEMBERS);
    byProcess[10].open(1, MEMBERS);
    assertEquals(List.of("10 revoked 1"), told);
  }

  @Test
  void shouldLetACallbackCallAgain() {
    openAll();
    for (int process : MEMBERS) {
      Recovery mine = byProcess[process];
      mine.agree(
          CONTEXT,
          contribution(1),
          first -> {
            mine.open(first.proposal(), MEMBERS);
            mine.close(CONTEXT);
            mine.agree(first.proposal(), contribution(2), second -> told.add("" + second.flags()));
          });
    }
    deliverAll();
    assertEquals(List.of("2", "2", "2"), told);
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    openAll();
    BitSet rank7 = new BitSet();
    rank7.set(7);
    Decision nobody = new Decision(0, new BitSet(), new BitSet(), 0);
    List<byte[]> wrong =
        List.of(
            new byte[0],
            new byte[] {9, 1, 1, 0, 0, 0, 0, 0, 0, 0},
            new byte[] {1, 99, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
            Arrays.copyOf(Wire.write(CONTEXT, 0, new Message.Revoke()), 11),
            Wire.write(CONTEXT, 0, new Message.Locked(1, rank7)),
            Wire.write(CONTEXT, 0, new Message.Locked(4, new BitSet())),
            Wire.write(CONTEXT, 0, new Message.Gather(Tally.of(7, contribution(1), 0))),
            Wire.write(CONTEXT, 0, new Message.Gather(new Tally())),
            Wire.write(CONTEXT, -1, new Message.FastLocked(new BitSet(), 0)),
            Wire.write(CONTEXT, 0, new Message.FastLocked(new BitSet(), 5)),
            Wire.write(CONTEXT, 1 << 20, new Message.FastLocked(new BitSet(), 0)),
            Wire.write(CONTEXT, 0, new Message.FastLocked(BitSet.valueOf(new long[] {2}), 0)),
            // Nobody can have decided without this member.
            Wire.write(CONTEXT, 0, new Message.Commit(new Verdict(nobody, 0))),
            Wire.write(CONTEXT, 0, new Message.Propose(1, new Verdict(nobody, 0))));
    for (byte[] message : wrong) {
      assertThrows(
          IllegalArgumentException.class,
          () -> byProcess[10].onMessage(20, ByteBuffer.wrap(message)),
          () -> Arrays.toString(message));
    }
    byte[] fromStranger = Wire.write(CONTEXT, 0, new Message.Revoke());
    assertThrows(
        IllegalArgumentException.class,
        () -> byProcess[10].onMessage(29, ByteBuffer.wrap(fromStranger)));
    assertEquals(List.of(), told);
  }

  @Test
  void shouldRefuseEveryMessageThatIsCutShort() {
    openAll();
    for (Message message : eachKind()) {
      byte[] whole = Wire.write(CONTEXT, 3, message);
      Wire.Envelope envelope = Wire.read(ByteBuffer.wrap(whole).order(ByteOrder.BIG_ENDIAN));
      byte[] again = Wire.write(envelope.contextId(), envelope.number(), envelope.message());
      assertEquals(ByteBuffer.wrap(whole), ByteBuffer.wrap(again), message::toString);
      for (int length = 0; length < whole.length; length++) {
        ByteBuffer part = ByteBuffer.wrap(whole, 0, length);
        assertThrows(IllegalArgumentException.class, () -> Wire.read(part), message::toString);
      }
    }
  }

  @Test
  void shouldTakeDamagedMessagesWithoutAnyOtherError() {
    long seed = 20;
    SplittableRandom random = new SplittableRandom(seed);
    openAll();
    List<Message> all = eachKind();
    int taken = 0;
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      Message message = all.get(random.nextInt(all.size()));
      byte[] bytes = Wire.write(CONTEXT, random.nextInt(3), message);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(4);
      }
      try {
        byProcess[10].onMessage(20, ByteBuffer.wrap(bytes));
        taken++;
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertTrue(taken > 1000 && refused > 1000, "seed " + seed);
  }

  private Recovery.Port port(int process) {
    return new Recovery.Port() {
      @Override
      public void send(int to, byte[] message) {
        sent.add(new Sent(process, to, message));
      }

      @Override
      public void onRevoked(long contextId) {
        told.add(process + " revoked " + contextId);
      }

      @Override
      public void onFailedElsewhere(int failed) {
        told.add(process + " hears of " + failed);
      }
    };
  }

  private Recovery create(int process) {
    byProcess[process] = new UlfmRecoveryProvider().create(process, port(process));
    return byProcess[process];
  }

  private void openAll() {
    for (int process : MEMBERS) {
      create(process).open(CONTEXT, MEMBERS);
    }
  }

  private void deliverAll() {
    while (!sent.isEmpty()) {
      deliver(sent.remove(0));
    }
  }

  private void deliver(Sent message) {
    byProcess[message.to].onMessage(message.from, ByteBuffer.wrap(message.message));
  }

  private static List<Message> eachKind() {
    BitSet ranks = BitSet.valueOf(new long[] {6});
    Tally tally = Tally.of(1, new Contribution(5, ranks, ranks, 8), 0);
    Verdict verdict = tally.verdict(3);
    return List.of(
        new Message.Revoke(),
        new Message.Gather(tally),
        new Message.Propose(2, verdict),
        new Message.Locked(2, ranks),
        new Message.Commit(verdict),
        new Message.FastGather(ranks, 1, tally),
        new Message.FastLocked(ranks, 1),
        new Message.OverTree(),
        new Message.Failed(ranks));
  }

  private static boolean isConfirmation(Sent message) {
    return Wire.read(ByteBuffer.wrap(message.message)).message() instanceof Message.FastLocked;
  }

  private static Contribution contribution(long flags) {
    return new Contribution(flags, new BitSet(), new BitSet(), flags + 1000);
  }
}
