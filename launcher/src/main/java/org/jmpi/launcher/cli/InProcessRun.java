package org.jmpi.launcher.cli;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jmpi.runtime.InProcess;

/** {@code jmpirun --in-process}: no agent and no processes, the ranks are threads of this JVM. */
final class InProcessRun {
  private final JmpirunCommand job;
  private final ProgramCommand command;
  private final Path directory;

  InProcessRun(JmpirunCommand job, ProgramCommand command, Path directory) {
    this.job = job;
    this.command = command;
    this.directory = directory;
  }

  /** Runs the program on all ranks; returns the exit code. */
  int run(Map<String, String> settings) {
    refuseWhatNeedsProcesses();
    if (command.classPathWord() < 0) {
      throw new UsageException(
          "--in-process runs Java classes only, not '" + command.words().get(0) + "'");
    }
    int ranks = job.what.ranks == null ? 0 : job.what.ranks;
    if (ranks < 1) {
      throw new UsageException("say how many ranks to start: -n N");
    }
    List<String> words = command.words();
    return InProcess.run(
        ranks,
        classPath(words.get(command.classPathWord())),
        words.get(command.argumentsAt() - 1),
        words.subList(command.argumentsAt(), words.size()),
        settings);
  }

  private void refuseWhatNeedsProcesses() {
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("--host", job.where.hosts != null);
    given.put("--hostfile", job.where.hostFile != null);
    given.put("--site", !job.where.sites.isEmpty());
    given.put("--prefix", job.where.prefix != null);
    given.put("--transport quic", job.where.transport.equals("quic"));
    given.put("--jvm-opts", job.what.jvmOptions != null);
    given.put("--wdir", job.what.directory != null);
    given.put("-x", !job.what.variables.isEmpty());
    given.put("--tag-output", job.io.tag);
    given.put("--timestamp", job.io.timestamp);
    given.put("--output-dir", job.io.directory != null);
    given.put("--timeout", job.ends.timeoutS != null);
    given.put("--ft-stop-timeout", job.recovery.stopTimeoutS != null);
    given.put("--ft-host-timeout", job.recovery.hostTimeoutS != null);
    given.put("--ft-site-timeout", job.recovery.siteTimeoutS != null);
    given.put("--ft-minority", job.recovery.minority != null);
    given.put("--spawn", job.recovery.spawn != 0);
    given.put("--respawn", job.recovery.respawn || job.recovery.respawnMost != null);
    given.put("--debug", job.looking.debugRank != null);
    given.put("--report-state", job.looking.reportState);
    given.put("--report-topology", job.looking.reportTopology);
    given.forEach(
        (option, isGiven) -> {
          if (isGiven) {
            throw new UsageException(option + " needs a process per rank; leave --in-process out");
          }
        });
  }

  private List<URL> classPath(String path) {
    List<URL> urls = new ArrayList<>();
    try {
      for (String entry : path.split(File.pathSeparator)) {
        if (entry.endsWith("*")) {
          Path folder = directory.resolve(entry.substring(0, entry.length() - 1));
          try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.{jar,JAR}")) {
            for (Path jar : jars) {
              urls.add(jar.toUri().toURL());
            }
          }
        } else {
          Path file = directory.resolve(entry);
          if (!Files.exists(file)) {
            throw new UsageException("the class path names '" + entry + "', which does not exist");
          }
          urls.add(file.toUri().toURL());
        }
      }
    } catch (MalformedURLException e) {
      throw new UsageException("the class path cannot be understood: " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException("cannot read a folder of the class path: " + e.getMessage());
    }
    return urls;
  }
}
