package conformance.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Three hosts A1, B1 and C1 in network namespaces of this machine, each pair joined by a link of 1
 * ms that can be cut, as {@code bench/lab} makes them. Launchers reach their agents through these
 * links too, and no process of one host sees those of another.
 */
public final class Lab {
  private static final String LAB =
      Path.of("..", "bench", "lab", "lab").toAbsolutePath().normalize().toString();
  private static final List<String> HOSTS = List.of("A1", "B1", "C1");
  private static final String DESCRIPTION =
      "seed 42\nsite A\nsite B\nsite C\ndefault rate=1000 delay=1 queue=50ms\n";
  private static final String PORT = "7070";
  private static final long BOUND_S = 60;

  private final Path directory;
  private final String prefix =
      "t" + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36), 36);
  private final List<Process> servers = new ArrayList<>();

  private Lab(Path directory) {
    this.directory = directory;
  }

  /** Makes it; the test is skipped where that cannot be done. */
  public static Lab open(Path directory) throws Exception {
    Lab lab = new Lab(directory);
    assumeTrue(
        new File("/bin/sh").canExecute() && lab.lab("probe") == 0,
        "a lab needs root, network namespaces, and netem or /dev/net/tun with a C compiler");
    assumeTrue(
        run(List.of("unshare", "--pid", "--fork", "--mount-proc", "true")) == 0,
        "name spaces of process numbers cannot be made here");
    Path description = directory.resolve("lab.conf");
    Files.writeString(description, DESCRIPTION);
    assertEquals(0, lab.lab("up", description.toString()), "the lab did not come up");
    try {
      lab.serve();
      return lab;
    } catch (Exception | AssertionError e) {
      lab.close();
      throw e;
    }
  }

  /** Runs a job of so many ranks on each host; jmpirun is on {@code home}. */
  public Launched jmpirun(Path where, String home, int slots, String options, String... args)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(LAB, "exec", home, Launched.JMPIRUN));
    String hosts = String.join(":" + slots + ",", HOSTS).replace(home, "localhost") + ":" + slots;
    words.addAll(List.of("--host", hosts, "--rsh", String.join(" ", remoteShell())));
    words.addAll(List.of(options.split(" ")));
    words.addAll(List.of("--jvm-opts", Launched.SHORT_LIVED + " -XX:-UsePerfData"));
    words.addAll(List.of("-cp", Launched.CLASS_PATH, "conformance.programs.Program"));
    words.addAll(List.of(args));
    for (String host : HOSTS) {
      Files.writeString(errorFile(host), "");
    }
    return Launched.command(where, Map.of("LAB_PREFIX", prefix), words);
  }

  /** Cuts the link between two hosts in both directions; what is on it is lost. */
  public void cut(String one, String other) throws Exception {
    assertEquals(0, lab("set", "link", site(one), site(other), "down"));
    assertEquals(0, lab("set", "link", site(other), site(one), "down"));
  }

  /** Lets it carry packets again. */
  public void heal(String one, String other) throws Exception {
    assertEquals(0, lab("set", "link", site(one), site(other), "up"));
    assertEquals(0, lab("set", "link", site(other), site(one), "up"));
  }

  /** What agents of the last job on that host have written on standard error, heard or not. */
  public String errorsOn(String host) throws IOException {
    return Files.readString(errorFile(host));
  }

  /** Waits until that has come. */
  public void awaitError(String host, String text) throws IOException {
    long startNs = System.nanoTime();
    while (!errorsOn(host).contains(text)) {
      if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(BOUND_S)) {
        throw new AssertionError("no '" + text + "' on " + host + ": " + errorsOn(host));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** Ends what runs there and takes it away. */
  public void close() throws Exception {
    for (Process server : servers) {
      server.destroyForcibly();
    }
    for (Process server : servers) {
      server.waitFor(BOUND_S, TimeUnit.SECONDS);
    }
    assertEquals(0, lab("down"), "the lab was not taken away");
  }

  private void serve() throws IOException {
    for (String host : HOSTS) {
      List<String> words = new ArrayList<>(List.of(LAB, "exec", host));
      words.addAll(java());
      words.addAll(List.of("serve", PORT));
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.environment().put("LAB_PREFIX", prefix);
      builder.redirectError(ProcessBuilder.Redirect.appendTo(errorFile(host).toFile()));
      Process server = builder.start();
      servers.add(server);
    }
    for (Process server : servers) {
      byte[] ready = server.getInputStream().readNBytes("serving\n".length());
      assertEquals("serving\n", new String(ready, StandardCharsets.UTF_8));
    }
  }

  /** Agents have a name space of process numbers of their own, as on other kernels. */
  private static List<String> remoteShell() {
    List<String> words = new ArrayList<>(java());
    words.addAll(List.of("run", "{host}", PORT));
    words.addAll(List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"));
    return words;
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx32m",
        "-cp",
        Launched.CLASS_PATH,
        "conformance.support.FarShell");
  }

  private Path errorFile(String host) {
    return directory.resolve(host + ".err");
  }

  private static String site(String host) {
    return host.substring(0, 1);
  }

  private int lab(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(LAB));
    all.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().put("LAB_PREFIX", prefix);
    return run(builder);
  }

  private static int run(List<String> words) throws Exception {
    return run(new ProcessBuilder(words));
  }

  private static int run(ProcessBuilder builder) throws Exception {
    try {
      Process process =
          builder
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor();
    } catch (IOException e) {
      return -1;
    }
  }
}
