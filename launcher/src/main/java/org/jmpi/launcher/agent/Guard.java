package org.jmpi.launcher.agent;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that no rank outlives its agent, however the agent dies, and sends signals to all that
 * a rank has started.
 *
 * <p>A small shell of its own session reads commands from a pipe. When the pipe closes, because the
 * agent is gone, it kills what is left. Each rank leads a process group (so a signal to it reaches
 * the rank's children, and Ctrl-C on the terminal reaches the agent alone), and asks the kernel to
 * be killed when the thread that started it ends: that thread must therefore live as long as the
 * agent. The ranks stay in one session, since the scheduler of Linux may give each session a share
 * of its own: a rank that yields would then not make room for the one that it waits for. Where
 * there is no Perl, which can make a process group, each leads a session instead; where {@code
 * setsid} or {@code setpriv} is missing too, the guard alone does it; where there is no shell, the
 * life-line does.
 */
final class Guard {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP QUIT PIPE
      if [ -n "$2" ]; then
        (cd "$1" && exec mkfifo -m 600 $2) 2>/dev/null && echo pipes
      fi
      found=$(perl -e "$4" "$3" 2>/dev/null)
      echo "$found"
      case $found in *prctl*) ;; *) setpriv --pdeathsig KILL true 2>/dev/null && echo pdeathsig ;; esac
      case $found in *setpgrp*) ;; *) setsid true 2>/dev/null && echo setsid ;; esac
      echo ready
      exec >/dev/null 2>&1
      targets=
      while read -r op signal target; do
        case $op in
          add) targets="$targets $signal" ;;
          drop)
            rest=
            for t in $targets; do [ "$t" = "$signal" ] || rest="$rest $t"; done
            targets=$rest ;;
          signal) kill -s "$signal" -- $target ;;
        esac
      done
      for t in $targets; do kill -s KILL -- "$t"; done
      if [ -e "$1" ]; then
        rm -f -- "$1"/agent.*
        rmdir -- "$1"
      fi
      shift 4
      for folder; do [ ! -e "$folder" ] || rm -rf -- "$folder"; done
      """;

  /**
   * Closes the gap between the agent's death and the kernel's promise: an orphan does not begin.
   */
  private static final String BEGIN = "[ \"$PPID\" = \"$0\" ] || exit 137; exec \"$@\"";

  /**
   * What Perl can do here: process groups, and (given the number of the system call, which differs
   * from processor to processor) parent-death signals, for it reads back what it has set.
   */
  private static final String PROBE =
      """
      setpgrp(0, 0); print "setpgrp\\n" if getpgrp(0) == $$;
      my ($prctl, $signal) = (0 + shift, pack("i", 0));
      print "prctl\\n"
        if $prctl && !syscall($prctl, 1, 9) && !syscall($prctl, 2, $signal) && unpack("i", $signal) == 9;
      """;

  /**
   * The same as the leader of a process group. Its words are the number of the system call or 0,
   * the agent's process id, and the command.
   */
  private static final String BEGIN_GROUP =
      """
      setpgrp(0, 0);
      my $prctl = 0 + shift; syscall($prctl, 1, 9) if $prctl;
      exit 137 if getppid() != shift;
      exec {$ARGV[0]} @ARGV; print STDERR "$ARGV[0]: $!\\n"; exit 127;
      """;

  private static final String PREFIX = "jmpi-";
  private static final int NAME_BYTES = 8;
  private static final int SHELL_ENDS_MS = 100;

  /** The system call prctl(2), as text; 0 where its number is not known. */
  private static final String PRCTL =
      switch (System.getProperty("os.name") + " " + System.getProperty("os.arch")) {
        case "Linux amd64" -> "157";
        case "Linux aarch64", "Linux riscv64" -> "167";
        default -> "0";
      };

  private Set<String> abilities;
  private final Process shell;
  private final OutputStream commands;

  /**
   * Starts the shell.
   *
   * @param directory removed when the agent is gone
   * @param pipes names of pipes to make there at once, to spare a process; see {@link
   *     #hasMadePipes}
   * @param folders what else is removed then, in this order, if it is there
   */
  Guard(Path directory, List<String> pipes, List<Path> folders) {
    Process started = null;
    if (File.separatorChar == '/') {
      try {
        List<String> words = new ArrayList<>();
        Optional<Path> setsid = HostCommand.onPath("setsid", System.getenv("PATH"));
        if (setsid.isPresent()) {
          words.add(setsid.get().toString());
        }
        words.addAll(List.of("/bin/sh", "-c", SCRIPT, "jmpi-guard", directory.toString()));
        words.addAll(List.of(String.join(" ", pipes), PRCTL, PROBE));
        for (Path folder : folders) {
          words.add(folder.toString());
        }
        started = new ProcessBuilder(words).redirectError(Redirect.DISCARD).start();
      } catch (IOException e) {
        started = null;
      }
    }
    shell = started;
    commands = started == null ? null : started.getOutputStream();
  }

  /**
   * What to execute so that {@code command} becomes a rank's process; the process id stays that of
   * the first.
   */
  List<String> wrap(List<String> command) {
    List<String> words = new ArrayList<>();
    String agent = Long.toString(ProcessHandle.current().pid());
    if (abilities().contains("setsid")) {
      words.add("setsid");
    }
    if (abilities().contains("pdeathsig")) {
      words.addAll(List.of("setpriv", "--pdeathsig", "KILL"));
    }
    if (abilities().contains("setpgrp")) {
      String prctl = abilities().contains("prctl") ? PRCTL : "0";
      words.addAll(List.of("perl", "-e", BEGIN_GROUP, prctl, agent));
    } else if (abilities().contains("pdeathsig")) {
      words.addAll(List.of("/bin/sh", "-c", BEGIN, agent));
    }
    words.addAll(command);
    return words;
  }

  /** True when the pipes that it was asked for are there. */
  boolean hasMadePipes() {
    return abilities().contains("pipes");
  }

  /** From now on the process is killed when the agent is gone. */
  void add(Process process) {
    send("add " + target(process.pid()));
  }

  /** The process and all that it started have ended. */
  void drop(Process process) {
    send("drop " + target(process.pid()));
  }

  /** Signals a process and all that it has started. */
  void signal(Process process, String signal) {
    if (!leadsGroup()) {
      process.descendants().forEach(child -> signalOne(child, signal));
    }
    if (!send("signal " + signal + " " + target(process.pid()))) {
      signalOne(process.toHandle(), signal);
    }
  }

  /** Signals one process and nothing else; does nothing where there is no shell. */
  void signalPid(long pid, String signal) {
    send("signal " + signal + " " + pid);
  }

  /**
   * Nothing is left to guard. Waits a little for the shell's end: a Java VM that ends waits longer,
   * if the thread that collects the exit is still in its system call.
   */
  void close() {
    if (commands != null) {
      try {
        commands.close();
        shell.waitFor(SHELL_ENDS_MS, TimeUnit.MILLISECONDS);
      } catch (IOException e) {
        shell.destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Asked for when the first rank is started: the shell finds out while others prepare. */
  private synchronized Set<String> abilities() {
    if (abilities == null) {
      abilities = new HashSet<>();
      if (shell != null) {
        readAbilities(shell.getInputStream());
      }
    }
    return abilities;
  }

  private void readAbilities(InputStream from) {
    try {
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(from, StandardCharsets.US_ASCII));
      for (String line = answers.readLine();
          line != null && !line.equals("ready");
          line = answers.readLine()) {
        abilities.add(line);
      }
    } catch (IOException e) {
      // The shell is gone: there is nothing that it can do.
      abilities.clear();
    }
  }

  private String target(long pid) {
    return leadsGroup() ? "-" + pid : Long.toString(pid);
  }

  private boolean leadsGroup() {
    return abilities().contains("setpgrp") || abilities().contains("setsid");
  }

  private boolean send(String line) {
    if (commands == null) {
      return false;
    }
    try {
      commands.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      commands.flush();
      return shell.isAlive();
    } catch (IOException e) {
      return false;
    }
  }

  private static void signalOne(ProcessHandle process, String signal) {
    if (signal.equals("KILL")) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
  }

  /** Whether such a directory may have that name. */
  static boolean isPrivateDirectory(Path path) {
    Path name = path.getFileName();
    return path.isAbsolute()
        && name != null
        && name.toString().matches(PREFIX + "[0-9a-f]{" + 2 * NAME_BYTES + "}");
  }

  /** A directory that only this user can enter. */
  static Path privateDirectory() throws IOException {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    boolean ofSession =
        runtime != null && runtime.length() < 60 && Files.isWritable(Path.of(runtime));
    Path parent = Path.of(ofSession ? runtime : System.getProperty("java.io.tmpdir"));
    Path directory = parent.resolve(PREFIX + KernelRandom.hex(NAME_BYTES));
    // Fails when there is one already: nobody can have prepared it.
    return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
        : Files.createDirectory(directory);
  }
}
