package org.jmpi.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import org.jmpi.job.ProcessInfo;

/**
 * Who is where: the host and the site of each process of a job. A host is an agent, not a host
 * name; a site is what whoever started the job called so, or what was measured ({@link
 * #withSites}). Immutable, and equal at all processes that know the same processes: what is chosen
 * from a map is chosen alike by all members of a group.
 *
 * <p>Processes that join later are placed by what the launcher says of them; sites that were
 * measured count only in groups of processes that were there then.
 */
public final class NetworkMap {
  /** The setting that says how sites are found where nobody names them. */
  public static final String SITES_SETTING = "sites";

  /** The value of {@value #SITES_SETTING}: by round-trip times between the hosts, in Init. */
  public static final String SITES_MEASURED = "measure";

  /** The setting by which every process reports what it measured. */
  public static final String REPORT_SETTING = "report-topology";

  private static final String UNKNOWN = "unknown";

  private final ProcessInfo[] world;
  private final IntFunction<ProcessInfo> later;

  /** Null when nothing is pretended. */
  private final PretendedMap pretended;

  /** The site of each agent; null when sites were not measured. */
  private final Map<Integer, String> measured;

  private NetworkMap(
      ProcessInfo[] world,
      IntFunction<ProcessInfo> later,
      PretendedMap pretended,
      Map<Integer, String> measured) {
    this.world = world;
    this.later = later;
    this.pretended = pretended;
    this.measured = measured;
  }

  /** The map of a job as it was started, in which nobody joins. */
  public static NetworkMap of(List<ProcessInfo> processes) {
    return of(
        processes,
        index -> {
          throw new NoSuchElementException("process " + index + " is not on the map");
        },
        Map.of());
  }

  /**
   * The map of a job as it was started.
   *
   * @param processes those of the start
   * @param later gives what the launcher says of those that join; throws NoSuchElementException for
   *     those that it does not know
   * @param settings of the job; see {@link PretendedMap#SETTING}
   * @throws org.jmpi.error.EngineException ARG when a setting is wrong
   */
  public static NetworkMap of(
      List<ProcessInfo> processes, IntFunction<ProcessInfo> later, Map<String, String> settings) {
    int highest = -1;
    for (ProcessInfo info : processes) {
      highest = Math.max(highest, info.id().index());
    }
    ProcessInfo[] world = new ProcessInfo[highest + 1];
    for (ProcessInfo info : processes) {
      world[info.id().index()] = info;
    }
    String pretence = settings.get(PretendedMap.SETTING);
    PretendedMap pretended = pretence == null ? null : PretendedMap.parse(pretence);
    return new NetworkMap(world, later, pretended, null);
  }

  /** The same hosts with sites that were measured; {@code siteByAgent} names that of each agent. */
  public NetworkMap withSites(Map<Integer, String> siteByAgent) {
    return new NetworkMap(world, later, pretended, Map.copyOf(siteByAgent));
  }

  /** Whether hosts and sites are pretended. */
  public boolean isPretended() {
    return pretended != null;
  }

  /** The agent that a process runs under, or −1 when the map does not know it. */
  public int agentOf(int process) {
    ProcessInfo info = find(process);
    return info == null ? -1 : info.agentId();
  }

  /** How many processes of the start share the agent of {@code process}, itself included. */
  public int processesBeside(int process) {
    int agent = agentOf(process);
    int count = 0;
    for (ProcessInfo other : world) {
      count += other != null && other.agentId() == agent ? 1 : 0;
    }
    return count;
  }

  /** The processes of the start that share the agent of {@code process}, itself included. */
  public int[] processesOn(int process) {
    int[] found = new int[processesBeside(process)];
    int count = 0;
    for (ProcessInfo other : world) {
      if (other != null && other.agentId() == agentOf(process)) {
        found[count++] = other.id().index();
      }
    }
    return found;
  }

  /** A number that is equal for processes of one host (also of a pretended one); −1 unknown. */
  public int hostOf(int process) {
    if (isPretended(process)) {
      return pretended.hostOf(process);
    }
    int agent = agentOf(process);
    return agent < 0 || pretended == null ? agent : pretended.hosts() + agent;
  }

  /** What people call the host of a process. */
  public String hostName(int process) {
    if (isPretended(process)) {
      return pretended.siteOf(process) + "-host" + pretended.hostOf(process);
    }
    ProcessInfo info = find(process);
    return info == null ? UNKNOWN : info.hostName();
  }

  /** The name of the site of a process; empty when it is not known. */
  public String siteName(int process) {
    return siteName(process, true);
  }

  private String siteName(int process, boolean mayBeMeasured) {
    if (isPretended(process)) {
      return pretended.siteOf(process);
    }
    ProcessInfo info = find(process);
    if (info == null) {
      return "";
    }
    String found = mayBeMeasured && measured != null ? measured.get(info.agentId()) : null;
    return found != null && process < world.length ? found : info.site();
  }

  /** The place of a process's site in {@link #sites()}; −1 for a process that is not there. */
  public int siteOf(int process) {
    return isOfTheStart(process) ? sites().indexOf(siteName(process)) : -1;
  }

  /**
   * The names of the sites of the processes of the start, in the order of their first processes.
   * Those of which nobody said anything are at one site with an empty name.
   */
  public List<String> sites() {
    List<String> names = new ArrayList<>();
    for (int process = 0; process < world.length; process++) {
      if (isOfTheStart(process) && !names.contains(siteName(process))) {
        names.add(siteName(process));
      }
    }
    return names;
  }

  /** The processes of the start. */
  public int[] processes() {
    return java.util.stream.IntStream.range(0, world.length).filter(this::isOfTheStart).toArray();
  }

  /**
   * The levels of a group: sites, and in them hosts. A level on which all are together is left out,
   * and so are hosts on which all are alone or that say the same as the sites. Equal at all members
   * that know all members.
   *
   * @param processes the members in rank order
   * @param rates between the sites of the group, numbered by their lowest ranks; null: unknown
   */
  public Tiers tiers(int[] processes, LinkRates rates) {
    int[] sites = siteGroups(processes);
    int[] hosts = hostGroups(processes, sites);
    List<int[]> levels = new ArrayList<>();
    int siteCount = count(sites);
    int hostCount = count(hosts);
    // Two processes at two sites have no choice of a way; three have, once rates are known.
    boolean isWide = siteCount > 2 || siteCount == 2 && processes.length > 2;
    if (isWide) {
      levels.add(sites);
    }
    if (hostCount > siteCount && hostCount < processes.length) {
      levels.add(hosts);
    }
    int[][] groups = levels.toArray(new int[0][]);
    if (isWide) {
      Tiers tiers = Tiers.of(groups, rates);
      boolean isShared = hostCount == siteCount || hostCount < processes.length;
      return isShared ? tiers.onSharedHosts() : tiers;
    }
    return groups.length == 0 ? Tiers.flat(processes.length) : Tiers.local(groups);
  }

  /** As {@link #tiers(int[], LinkRates)} with nothing known of the links. */
  public Tiers tiers(int[] processes) {
    return tiers(processes, null);
  }

  /**
   * A group in the form of {@link PretendedMap}: {@code paris:2+2,rome:3}. A host or a site whose
   * members have no ranks in a row comes again.
   */
  public String describe(int[] processes) {
    StringBuilder text = new StringBuilder();
    String site = null;
    int from = 0;
    for (int rank = 1; rank <= processes.length; rank++) {
      if (rank < processes.length && hostOf(processes[rank]) == hostOf(processes[from])) {
        continue;
      }
      String next = siteName(processes[from]);
      if (next.equals(site)) {
        text.append('+');
      } else {
        text.append(site == null ? "" : ",").append(next.isEmpty() ? UNKNOWN : next).append(':');
      }
      text.append(rank - from);
      site = next;
      from = rank;
    }
    return text.toString();
  }

  /** The host of each member, numbered by lowest ranks; equal at all members. */
  public int[] hostGroups(int[] processes) {
    return hostGroups(processes, siteGroups(processes));
  }

  /** The site of each member, numbered by lowest ranks; equal at all members. */
  public int[] siteGroups(int[] processes) {
    boolean allMeasured = true;
    for (int process : processes) {
      allMeasured &= process < world.length;
    }
    Map<String, Integer> numbers = new LinkedHashMap<>();
    int[] groups = new int[processes.length];
    for (int rank = 0; rank < groups.length; rank++) {
      String site = siteName(processes[rank], allMeasured);
      groups[rank] = number(numbers, site);
    }
    return groups;
  }

  /** The host of each member, numbered by lowest ranks; no host is at two sites. */
  private int[] hostGroups(int[] processes, int[] sites) {
    Map<Long, Integer> numbers = new LinkedHashMap<>();
    int[] groups = new int[processes.length];
    for (int rank = 0; rank < groups.length; rank++) {
      long key = (long) sites[rank] << 32 | hostOf(processes[rank]) & 0xFFFFFFFFL;
      groups[rank] = number(numbers, key);
    }
    return groups;
  }

  /** The number that the key has, or the next one. Every rank comes here: no lambda is linked. */
  private static <K> int number(Map<K, Integer> numbers, K key) {
    Integer known = numbers.get(key);
    if (known == null) {
      known = numbers.size();
      numbers.put(key, known);
    }
    return known;
  }

  /** How many groups there are, given the number of each member's. */
  public static int count(int[] groups) {
    return Arrays.stream(groups).max().orElse(-1) + 1;
  }

  private boolean isOfTheStart(int process) {
    return process >= 0 && process < world.length && world[process] != null;
  }

  private boolean isPretended(int process) {
    return pretended != null && process >= 0 && process < pretended.ranks();
  }

  private ProcessInfo find(int process) {
    if (process < 0) {
      return null;
    }
    if (isOfTheStart(process)) {
      return world[process];
    }
    try {
      return later.apply(process);
    } catch (NoSuchElementException e) {
      return null;
    }
  }
}
