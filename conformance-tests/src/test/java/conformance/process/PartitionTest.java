package conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import conformance.support.Lab;
import conformance.support.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Three hosts in network namespaces; links between them are cut and heal. */
@EnabledOnOs(OS.LINUX)
class PartitionTest {
  private static final List<String> HOSTS = List.of("A1", "B1", "C1");
  private static final int BOUND_S = 2;
  private static final long SHORT_MS = 600;
  private static final long UNREACHABLE_MS = 5000;
  private static final String FT = "--with-ft ulfm --ft-host-timeout " + BOUND_S;

  /** What an agent says that has not heard jmpirun for three times the bound. */
  private static final String CUT_OFF = "jmpi agent: nothing was heard of jmpirun for 6 s";

  private static Lab lab;

  @TempDir Path directory;

  @BeforeAll
  static void makeHosts(@TempDir Path description) throws Exception {
    lab = Lab.open(description);
  }

  @AfterEach
  void healAll() throws Exception {
    for (String host : HOSTS) {
      join(host);
    }
  }

  @AfterAll
  static void takeThemAway() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  @DisplayName(
      "the user guide: a cut that is shorter than the bound is no failure; a longer one ends the"
          + " smaller side, and the side with most ranks goes on")
  void shouldBearAShortCutAndLoseTheSmallerSideOfALongOne() throws Exception {
    Launched job = start("A1", 2, FT);
    cutOff("C1");
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SHORT_MS));
    join("C1");
    job.awaitRanks(6, "felt a cut");
    assertEquals(List.of(), job.own(), job::toString);
    cutOff("C1");
    job.awaitRanks(4, "goes on with 4");
    lab.awaitError("C1", CUT_OFF);
    join("C1");
    stop();
    job.expect(0);
    assertEquals(4, job.said("done with 4").size(), job::toString);
    assertEquals(
        "jmpirun: lost host C1 with rank 4, 5: jmpirun has heard nothing of it for 2 s"
            + " (--ft-host-timeout, --ft-site-timeout) (the job goes on)",
        job.own().get(0));
  }

  @Test
  @DisplayName(
      "the user guide: two hosts that do not reach each other exchange through a third; nobody dies"
          + " for one bad link")
  void shouldRelayBetweenTwoHostsThroughTheThird() throws Exception {
    Launched job =
        start(
            "C1",
            2,
            FT + " --setting quic-relay-ms=500 --setting quic-unreachable-ms=" + UNREACHABLE_MS);
    lab.cut("A1", "B1");
    job.awaitRanks(6, "felt a cut");
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(UNREACHABLE_MS));
    stop();
    job.expect(0);
    assertEquals(6, job.said("done with 6").size(), job::toString);
    assertEquals(List.of(), job.own(), job::toString);
  }

  @Test
  @DisplayName(
      "the user guide: a jmpirun that hears no majority takes itself for cut off: the job ends,"
          + " everywhere")
  void shouldEndEverywhereWhenJmpirunIsOnTheSmallerSide() throws Exception {
    Launched job = start("A1", 1, FT);
    cutOff("A1");
    job.expect(137);
    assertTrue(job.own().get(0).startsWith("jmpirun: nothing is heard of host "), job::toString);
    assertTrue(
        job.own()
            .get(0)
            .contains(
                "the hosts that are heard hold no majority of the ranks: jmpirun may itself be cut"
                    + " off"),
        job::toString);
    lab.awaitError("B1", CUT_OFF);
    lab.awaitError("C1", CUT_OFF);
    assertEquals(0, job.said("goes on").size(), job::toString);
  }

  private Launched start(String home, int slots, String options) throws Exception {
    String stop = directory.resolve("stop").toString();
    Launched job = lab.jmpirun(directory, home, slots, options, "cuttable", stop);
    job.awaitRanks(3 * slots, "ready");
    return job;
  }

  private void stop() throws Exception {
    Files.createFile(directory.resolve("stop"));
  }

  private static void cutOff(String host) throws Exception {
    for (String other : HOSTS) {
      if (!other.equals(host)) {
        lab.cut(host, other);
      }
    }
  }

  private static void join(String host) throws Exception {
    for (String other : HOSTS) {
      if (!other.equals(host)) {
        lab.heal(host, other);
      }
    }
  }
}
