package org.jmpi.coll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.jmpi.data.Layout;
import org.jmpi.topology.Tiers;
import org.junit.jupiter.api.Test;

/** Dependencies: those that the data need, and no others. */
class ScheduleBuilderTest {

  private static ScheduleBuilder builder() {
    ScheduleBuilder b = new ScheduleBuilder(0, 4);
    b.begin("test", Layout.INT, Layout.INT);
    return b;
  }

  @Test
  void shouldLetStepsOnDifferentItemsOverlap() {
    ScheduleBuilder b = builder();
    b.recv(Schedule.RECV_SLOT, 0, 5, 1);
    b.recv(Schedule.RECV_SLOT, 5, 5, 2);
    b.send(Schedule.SEND_SLOT, 0, 5, 1);
    Schedule s = b.build();
    for (int step = 0; step < s.stepCount(); step++) {
      assertEquals(0, s.predecessors[step]);
    }
  }

  @Test
  void shouldOrderStepsOnTheSameItems() {
    ScheduleBuilder b = builder();
    b.recv(Schedule.RECV_SLOT, 0, 5, 1);
    b.send(Schedule.RECV_SLOT, 4, 2, 2);
    b.send(Schedule.RECV_SLOT, 0, 2, 3);
    b.recv(Schedule.RECV_SLOT, 1, 4, 2);
    Schedule s = b.build();
    assertEquals(0, s.predecessors[0]);
    assertEquals(1, s.predecessors[1], "reads what was received");
    assertEquals(1, s.predecessors[2], "reads what was received");
    assertEquals(3, s.predecessors[3], "overwrites what was received and is being sent");
  }

  @Test
  void shouldNumberMessagesByPeer() {
    ScheduleBuilder b = builder();
    b.send(Schedule.SEND_SLOT, 0, 1, 1);
    b.send(Schedule.SEND_SLOT, 0, 1, 2);
    b.send(Schedule.SEND_SLOT, 0, 1, 1);
    b.recv(Schedule.RECV_SLOT, 0, 1, 1);
    Schedule s = b.build();
    assertEquals(0, s.message[0]);
    assertEquals(0, s.message[1]);
    assertEquals(1, s.message[2]);
    assertEquals(0, s.message[3]);
  }

  @Test
  void shouldLeaveMessagesWithoutDataOut() {
    ScheduleBuilder b = builder();
    b.send(Schedule.SEND_SLOT, 0, 0, 1);
    b.recv(Schedule.RECV_SLOT, 0, 0, 1);
    b.copy(Schedule.SEND_SLOT, 0, Schedule.RECV_SLOT, 0, 0);
    assertEquals(0, b.build().stepCount());
    b.signal(1);
    assertEquals(1, b.build().stepCount());
  }

  @Test
  void shouldSerialiseObjectsOnceHoweverOftenTheyAreSent() {
    ScheduleBuilder b = new ScheduleBuilder(0, 4);
    b.begin("test", null, Layout.OBJECT);
    b.send(Schedule.RECV_SLOT, 0, 3, 1);
    b.send(Schedule.RECV_SLOT, 0, 3, 2);
    b.recv(Schedule.RECV_SLOT, 0, 3, 3);
    b.send(Schedule.RECV_SLOT, 0, 3, 1);
    b.reduce(Schedule.SEND_SLOT, 0, Schedule.RECV_SLOT, 2, 1);
    b.send(Schedule.RECV_SLOT, 0, 3, 1);
    Schedule s = b.build();
    assertEquals(2, count(s, Schedule.ENCODE), "once at first, once after they changed");
    assertEquals(1, count(s, Schedule.DECODE));
  }

  @Test
  void shouldPostAllReceivesOfALongRingAtOnce() {
    Planner planner = new Planner(new Selector(Map.of("coll.allreduce", "ring")), 1, Tiers.flat(4));
    Part part = new Part();
    part.clear();
    part.count = 1 << 20;
    Schedule s =
        planner.reduction(
            CollectiveKind.ALLREDUCE, part, Layout.DOUBLE, 1 << 20, 1 << 20, false, false, true);
    int posted = 0;
    for (int step = 0; step < s.stepCount(); step++) {
      boolean receive = s.kind[step] == Schedule.RECV;
      posted += receive && s.predecessors[step] == 0 ? 1 : 0;
    }
    int segments = Chunks.segments((1 << 20) * 8L / 4);
    assertTrue(segments > 1, "long enough for segments");
    // Three chunks of partial sums, and the own chunk, which is sent from the send buffer.
    assertEquals(4 * segments, posted);
  }

  private static int count(Schedule s, byte kind) {
    int found = 0;
    for (byte each : s.kind) {
      found += each == kind ? 1 : 0;
    }
    return found;
  }
}
