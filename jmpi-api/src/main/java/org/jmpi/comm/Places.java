package org.jmpi.comm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jmpi.topology.NetworkMap;

/** Where the members of a communicator are, and communicators of those that are together. */
public final class Places {
  private Places() {}

  /**
   * A communicator of those on one host; collective.
   *
   * @param joins false for a process that wants none; it gets null
   * @param key orders the ranks, as in {@link Communicator#split}
   */
  public static Communicator splitByHost(Communicator c, boolean joins, int key) {
    int[] groups = map(c).hostGroups(c.group().processes());
    return c.split(joins ? groups[c.rank()] : Communicator.UNDEFINED, key);
  }

  /** As {@link #splitByHost} of those at one site. */
  public static Communicator splitBySite(Communicator c, boolean joins, int key) {
    int[] groups = map(c).siteGroups(c.group().processes());
    return c.split(joins ? groups[c.rank()] : Communicator.UNDEFINED, key);
  }

  /**
   * Where this process and the other members are, as keys for programs: {@code jmpi_host}, {@code
   * jmpi_site} (missing when it is not known), {@code jmpi_hosts} and {@code jmpi_sites}, the
   * numbers of both, and {@code jmpi_topology}, ranks by site and host as in {@code
   * paris:2+2,rome:3}.
   */
  public static Map<String, String> describe(Communicator c) {
    NetworkMap map = map(c);
    int[] members = c.group().processes();
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("jmpi_host", map.hostName(c.process().index()));
    if (!map.siteName(c.process().index()).isEmpty()) {
      keys.put("jmpi_site", map.siteName(c.process().index()));
    }
    keys.put("jmpi_hosts", Integer.toString(NetworkMap.count(map.hostGroups(members))));
    keys.put("jmpi_sites", Integer.toString(NetworkMap.count(map.siteGroups(members))));
    keys.put("jmpi_topology", map.describe(members));
    return keys;
  }

  private static NetworkMap map(Communicator c) {
    return c.process().map();
  }
}
