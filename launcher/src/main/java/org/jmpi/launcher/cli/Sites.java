package org.jmpi.launcher.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads {@code --site host1,host2=paris}: which hosts are at which site. */
final class Sites {
  /** Instead of hosts and a name: the ranks find out by themselves. */
  static final String MEASURE = "measure";

  private static final Pattern NAME = Pattern.compile("[\\p{Alnum}._-]{1,64}");

  private Sites() {}

  /** True when one of the options says that sites are to be measured. */
  static boolean isMeasured(List<String> options) {
    if (options.contains(MEASURE) && options.size() > 1) {
      throw new UsageException(
          "--site measure: say where the hosts are, or let it be measured, not both");
    }
    return options.contains(MEASURE);
  }

  /** The hosts with the sites that the options and the host file name. */
  static List<Host> assign(List<Host> hosts, List<String> options) {
    Map<String, String> sites = new HashMap<>();
    for (Host host : hosts) {
      if (!host.site().isEmpty()) {
        sites.put(host.name(), host.site());
      }
    }
    for (String option : options) {
      if (!option.equals(MEASURE)) {
        assign(option, hosts, sites);
      }
    }
    List<Host> placed = new ArrayList<>();
    for (Host host : hosts) {
      placed.add(host.at(sites.getOrDefault(host.name(), "")));
    }
    return placed;
  }

  private static void assign(String option, List<Host> hosts, Map<String, String> sites) {
    int equals = option.lastIndexOf('=');
    if (equals <= 0) {
      throw new UsageException("--site " + option + ": write HOST,HOST=NAME, or measure");
    }
    for (String part : option.substring(0, equals).split(",", -1)) {
      String name = part.strip();
      if (hosts.stream().noneMatch(host -> host.name().equals(name))) {
        throw new UsageException(
            "--site "
                + option
                + ": there is no host '"
                + name
                + "' in this job; the hosts are: "
                + String.join(", ", hosts.stream().map(Host::name).toList()));
      }
      put(sites, name, option.substring(equals + 1), "--site " + option);
    }
  }

  /** Says that a host is at a site; {@code where} is named in errors. */
  static void put(Map<String, String> sites, String host, String site, String where) {
    if (!NAME.matcher(site).matches() || site.equals(MEASURE)) {
      throw new UsageException(
          where
              + ": '"
              + site
              + "' is no name for a site; use up to 64 letters, digits, dots, dashes and underscores");
    }
    String before = sites.putIfAbsent(host, site);
    if (before != null && !before.equals(site)) {
      throw new UsageException(
          where + ": host '" + host + "' cannot be at two sites, " + before + " and " + site);
    }
  }
}
