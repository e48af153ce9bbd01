package org.jmpi.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code --host a:2,b} and Open MPI's host files ({@code name slots=N}), and places ranks on
 * hosts.
 */
final class Hosts {
  private static final int MAX_SLOTS = 1 << 20;
  private static final String TIMEOUT = "ft-host-timeout=";
  private static final String SITE = "site=";

  private Hosts() {}

  /** {@code name[:slots],…}; a name that comes twice gets the slots of both, as in Open MPI. */
  static List<Host> parseList(String list) {
    Map<String, Integer> slots = new LinkedHashMap<>();
    for (String part : list.split(",", -1)) {
      String item = part.strip();
      int colon = item.lastIndexOf(':');
      boolean counted = colon > 0 && item.substring(colon + 1).chars().allMatch(Character::isDigit);
      String name = counted ? item.substring(0, colon) : item;
      if (name.isEmpty()) {
        throw new UsageException("--host " + list + ": a name is empty");
      }
      int count = counted ? number(item.substring(colon + 1), "--host " + list) : 1;
      slots.merge(name, count, Integer::sum);
    }
    return toList(slots, Map.of(), Map.of());
  }

  /**
   * Lines of {@code name [slots=N] [max_slots=N] [ft-host-timeout=SECONDS] [site=NAME]}; {@code #}
   * begins a comment.
   */
  static List<Host> readFile(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UsageException("--hostfile: cannot read " + file + ": " + e.getMessage());
    }
    return parseLines(lines, file.toString());
  }

  /** The lines of a host file; {@code where} is named in errors. */
  static List<Host> parseLines(List<String> lines, String where) {
    Map<String, Integer> slots = new LinkedHashMap<>();
    Map<String, Integer> silencesMs = new HashMap<>();
    Map<String, String> sites = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        parseLine(line, where + ":" + (i + 1), slots, silencesMs, sites);
      }
    }
    if (slots.isEmpty()) {
      throw new UsageException("--hostfile: " + where + " names no host");
    }
    return toList(slots, silencesMs, sites);
  }

  private static void parseLine(
      String line,
      String where,
      Map<String, Integer> slots,
      Map<String, Integer> silencesMs,
      Map<String, String> sites) {
    String[] words = line.replaceAll("\\s*=\\s*", "=").split("\\s+");
    int count = 1;
    for (int i = 1; i < words.length; i++) {
      if (words[i].startsWith("slots=")) {
        count = number(words[i].substring("slots=".length()), where);
      } else if (words[i].startsWith(TIMEOUT)) {
        silencesMs.put(words[0], silenceMs(words[i].substring(TIMEOUT.length()), where));
      } else if (words[i].startsWith(SITE)) {
        Sites.put(sites, words[0], words[i].substring(SITE.length()), where);
      } else if (!words[i].startsWith("max_slots=") && !words[i].startsWith("max-slots=")) {
        throw new UsageException(
            where
                + ": '"
                + words[i]
                + "' is not understood; write: name slots=N ft-host-timeout=S site=NAME");
      }
    }
    slots.merge(words[0], count, Integer::sum);
  }

  private static int silenceMs(String text, String where) {
    try {
      return RecoveryOptions.toMs(Double.parseDouble(text), where + ": " + TIMEOUT);
    } catch (NumberFormatException e) {
      throw new UsageException(where + ": '" + text + "' is not a number of seconds");
    }
  }

  /**
   * Fills each host's slots in order; when there are more ranks than slots, begins again.
   *
   * @return for each rank the place of its host in {@code hosts}
   */
  static int[] place(int ranks, List<Host> hosts) {
    int[] places = new int[ranks];
    int host = 0;
    int used = 0;
    for (int rank = 0; rank < ranks; rank++) {
      while (used == hosts.get(host).slots()) {
        host = (host + 1) % hosts.size();
        used = 0;
      }
      places[rank] = host;
      used++;
    }
    return places;
  }

  private static int number(String text, String where) {
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= MAX_SLOTS) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new UsageException(where + ": '" + text + "' is not a number of slots");
    }
    throw new UsageException(where + ": '" + text + "' is not a number of slots");
  }

  private static List<Host> toList(
      Map<String, Integer> slots, Map<String, Integer> silencesMs, Map<String, String> sites) {
    List<Host> hosts = new ArrayList<>();
    slots.forEach(
        (name, count) ->
            hosts.add(
                new Host(
                    name,
                    count,
                    silencesMs.getOrDefault(name, Host.USUAL),
                    sites.getOrDefault(name, ""))));
    return hosts;
  }
}
