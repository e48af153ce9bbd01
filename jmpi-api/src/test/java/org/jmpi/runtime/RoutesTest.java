package org.jmpi.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jmpi.error.EngineException;
import org.jmpi.job.Contact;
import org.jmpi.job.Credentials;
import org.jmpi.job.Job;
import org.jmpi.job.JobListener;
import org.jmpi.job.ProcessId;
import org.jmpi.job.ProcessInfo;
import org.jmpi.job.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
  private static final SharedFolder FOLDER = new SharedFolder(Path.of("somewhere"), "n");

  /** Process 0 of a job whose processes belong to these agents, all on hosts of one name. */
  private record Fake(int[] agents, String transport, SharedFolder folder) implements Job {
    @Override
    public ProcessId self() {
      return new ProcessId(1, 0, 0);
    }

    @Override
    public List<ProcessInfo> world() {
      List<ProcessInfo> world = new ArrayList<>();
      for (int i = 0; i < agents.length; i++) {
        world.add(new ProcessInfo(new ProcessId(1, i, 0), agents[i], "host"));
      }
      return world;
    }

    @Override
    public ProcessInfo process(int processIndex) {
      return world().get(processIndex);
    }

    @Override
    public Map<String, String> settings() {
      return transport == null ? Map.of() : Map.of("transport", transport);
    }

    @Override
    public Optional<SharedFolder> sharedFolder() {
      return Optional.ofNullable(folder);
    }

    @Override
    public void listen(JobListener listener) {}

    @Override
    public void initialized() {}

    @Override
    public void finalized() {}

    @Override
    public void publish(Contact self) {}

    @Override
    public Contact lookUp(int processIndex, long timeoutNs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Credentials credentials(long timeoutNs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void abort(int exitCode, String reason) {}

    @Override
    public void close() {}
  }

  private static Routes routes(String transport, SharedFolder folder, int... agents) {
    return new Routes(new Fake(agents, transport, folder), false);
  }

  @Test
  void shouldShareMemoryWithProcessesOfTheSameAgentOnly() {
    Routes routes = routes(null, FOLDER, 4, 4, 5, 4);
    assertTrue(routes.sharesFolder());
    assertEquals(3, routes.neighbourCount());
    assertTrue(routes.isLocal(0));
    assertTrue(routes.isLocal(1));
    assertFalse(routes.isLocal(2));
    assertTrue(routes.isLocal(3));
  }

  @Test
  void shouldUseTheNetworkWhereTheAgentHasNoFolder() {
    Routes routes = routes("auto", null, 4, 4);
    assertFalse(routes.sharesFolder());
    assertFalse(routes.isLocal(1));
    assertTrue(routes.isLocal(0));
  }

  @Test
  void shouldNotOpenAFolderForOneAlone() {
    assertFalse(routes("auto", FOLDER, 4, 5).sharesFolder());
  }

  @Test
  void shouldUseTheNetworkInsideAHostWhenToldTo() {
    Routes routes = routes("quic", FOLDER, 4, 4);
    assertFalse(routes.sharesFolder());
    assertFalse(routes.sharesMemory(1));
    assertFalse(routes.isLocal(1));
    assertTrue(routes.isLocal(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shm", "self"})
  void shouldNameThePairThatHasNoWay(String transport) {
    Routes routes = routes(transport, FOLDER, 4, 4, 5);
    assertEquals(transport.equals("shm"), routes.sharesMemory(1));
    assertTrue(routes.isLocal(0));
    EngineException none = assertThrows(EngineException.class, () -> routes.isLocal(2));
    assertTrue(none.getMessage().contains("from process 0 to process 2"), none.getMessage());
    assertTrue(none.getMessage().contains("--transport " + transport), none.getMessage());
  }

  @Test
  void shouldKnowTheFourWordsOnly() {
    EngineException wrong = assertThrows(EngineException.class, () -> routes("tcp", FOLDER, 4, 4));
    assertTrue(wrong.getMessage().contains("auto, shm, quic or self"), wrong.getMessage());
  }

  @Test
  void shouldShareMemoryInOneJvm() {
    Routes all = new Routes(new Fake(new int[] {0, 0}, null, null), true);
    assertTrue(all.isLocal(1));
    assertFalse(all.sharesFolder());
    Routes alone = new Routes(new Fake(new int[] {0, 0}, "self", null), true);
    assertThrows(EngineException.class, () -> alone.isLocal(1));
  }
}
