package org.jmpi.coll;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;

/**
 * Says which algorithm runs: a pure function of a {@link Shape} and of settings that the launcher
 * gives to all members alike ({@code coll.allreduce=ring} and so on). A setting whose algorithm
 * cannot do a particular call (an operator that is not commutative, objects) leaves that call to
 * the rules below.
 */
final class Selector {
  private static final String PREFIX = "coll.";
  private static final String SHARED = "coll.shared";

  /** What all members read together in a flat collective, at most. */
  private static final long FLAT_BYTES = 32 << 10;

  /** With more members each meeting takes too long: everybody looks at everybody. */
  private static final int MAX_SHARING = 64;

  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  /** An algorithm and why it was taken. */
  record Choice(Algorithm algorithm, String reason) {}

  private final Map<CollectiveKind, List<Algorithm>> algorithms =
      new EnumMap<>(CollectiveKind.class);
  private final Map<CollectiveKind, Algorithm> wanted = new EnumMap<>(CollectiveKind.class);
  private final Map<CollectiveKind, HostAlgorithm> wantedHost = new EnumMap<>(CollectiveKind.class);
  private final Set<CollectiveKind> wantedLevels = EnumSet.noneOf(CollectiveKind.class);
  private boolean mayShare = true;

  /** Of the tiers seen last; kept because it is worked out once for each agreement on rates. */
  private SitePlan sites;

  /**
   * @param settings of the job; keys that do not start with {@code coll.} are ignored
   * @throws EngineException ARG when a {@code coll.} setting names no operation or no algorithm of
   *     it
   */
  Selector(Map<String, String> settings) {
    for (CollectiveKind kind : CollectiveKind.values()) {
      algorithms.put(kind, Algorithms.of(kind));
    }
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (setting.getKey().equals(SHARED)) {
        mayShare = isSharing(setting.getValue());
      } else if (setting.getKey().startsWith(PREFIX)) {
        CollectiveKind kind = kindOf(setting.getKey());
        HostAlgorithm host = hostNamed(kind, setting.getValue());
        if (host != null) {
          wantedHost.put(kind, host);
        } else if (setting.getValue().equals(LevelRules.ANY)) {
          wantedLevels.add(kind);
        } else {
          wanted.put(kind, named(kind, setting.getValue()));
        }
      }
    }
  }

  /**
   * How a blocking call runs where all members share memory; null: by messages, as {@link #select}
   * says. As there, only what is equal at all members counts. Allocates nothing.
   *
   * @param bytes as in {@link Shape}
   */
  HostAlgorithm host(CollectiveKind kind, long bytes, int size) {
    if (!mayShare || size < 2 || size > MAX_SHARING || isSet(kind)) {
      return null;
    }
    long slotBytes = HostFlat.slotBytes(kind, bytes, size);
    boolean fitsSlot = slotBytes <= HostSlots.dataBytes(size);
    HostAlgorithm override = wantedHost.get(kind);
    if (override == HostAlgorithm.PIPELINE || override == HostAlgorithm.FLAT && fitsSlot) {
      return override;
    }
    boolean isFlat = fitsSlot && HostAlgorithm.FLAT.serves(kind) && slotBytes * size <= FLAT_BYTES;
    if (isFlat) {
      return HostAlgorithm.FLAT;
    }
    return HostAlgorithm.PIPELINE.serves(kind) ? HostAlgorithm.PIPELINE : null;
  }

  /** One line for people: what runs over shared memory and why. */
  String explainHost(HostAlgorithm way, CollectiveKind kind, long bytes, int size) {
    String reason =
        wantedHost.get(kind) == way
            ? "set by " + kind.settingKey()
            : way == HostAlgorithm.FLAT
                ? "all members share memory, short: one meeting"
                : "all members share memory, long: piece by piece";
    return describe(kind, bytes, size, way.label(), reason);
  }

  Choice select(Shape shape) {
    Algorithm override = wanted.get(shape.kind());
    String note = "";
    if (override != null) {
      if (override.supports(shape)) {
        return new Choice(override, "set by " + shape.kind().settingKey());
      }
      note = "; " + override.name() + ", which the settings ask for, cannot do this call";
    }
    Choice choice = wantedLevels.contains(shape.kind()) ? levelled(shape, true) : null;
    choice = choice == null ? levelled(shape, false) : choice;
    choice = choice == null ? byRules(shape) : choice;
    if (!choice.algorithm.supports(shape)) {
      Algorithm general = algorithms.get(shape.kind()).get(0);
      choice = new Choice(general, "the one that can do every call of this operation");
    }
    return note.isEmpty() ? choice : new Choice(choice.algorithm, choice.reason + note);
  }

  /** As the levels of the network ask for; null when they do not matter to this call. */
  private Choice levelled(Shape shape, boolean isWanted) {
    LevelRules.Pick pick = isWanted ? LevelRules.wide(shape) : LevelRules.of(shape);
    if (pick.name() == null) {
      return null;
    }
    if (shape.tiers().isWide() && shape.tiers().groups(0) > 2) {
      if (sites == null || sites.tiers() != shape.tiers()) {
        sites = new SitePlan(shape.tiers());
      }
      pick = LevelRules.byRates(pick, shape, sites);
    }
    String reason = pick.reason() + (isWanted ? "; set by " + shape.kind().settingKey() : "");
    Choice choice = choose(shape, pick.name(), reason);
    return choice.algorithm.supports(shape) ? choice : null;
  }

  private boolean isSet(CollectiveKind kind) {
    return wanted.containsKey(kind) || wantedLevels.contains(kind);
  }

  /** One line for people: what runs and why. */
  String explain(Shape shape) {
    Choice choice = select(shape);
    return describe(
        shape.kind(), shape.bytes(), shape.size(), choice.algorithm.name(), choice.reason);
  }

  private static String describe(
      CollectiveKind kind, long bytes, int size, String algorithm, String reason) {
    return kind.mpiName()
        + " of "
        + bytes
        + " bytes on "
        + size
        + " ranks: "
        + algorithm
        + " ("
        + reason
        + ")";
  }

  private Choice byRules(Shape shape) {
    return switch (shape.kind()) {
      case BARRIER -> choose(shape, "dissemination", "the only one");
      case BCAST -> bcast(shape);
      case GATHER, SCATTER -> tree(shape);
      case GATHERV, SCATTERV -> choose(shape, "linear", "only the root knows the counts");
      case ALLGATHER -> allGather(shape);
      case ALLGATHERV -> choose(shape, "ring", "blocks differ in size");
      case ALLTOALL ->
          shape.bytes() <= 256 && shape.size() >= 8
              ? choose(shape, "bruck", "blocks up to 256 bytes, 8 ranks or more: few rounds")
              : choose(shape, "pairwise", "each block travels once");
      case ALLTOALLV, ALLTOALLW -> choose(shape, "pairwise", "blocks differ in size");
      case REDUCE ->
          isLong(shape, 32 * KIB)
              ? choose(shape, "rabenseifner", "32 KiB or more, commutative: the work is shared")
              : choose(shape, "binomial", "short, or not commutative: few rounds");
      case ALLREDUCE -> allReduce(shape);
      case SCAN, EXSCAN ->
          shape.bytes() >= 512 * KIB && shape.size() > 2
              ? choose(shape, "chain", "512 KiB or more: pipelined")
              : choose(shape, "recursive_doubling", "less than 512 KiB: few rounds");
      case REDUCE_SCATTER, REDUCE_SCATTER_BLOCK -> reduceScatter(shape);
    };
  }

  private Choice bcast(Shape shape) {
    if (shape.bytes() <= 32 * KIB || shape.size() <= 2) {
      return choose(shape, "binomial", "up to 32 KiB or 2 ranks: few rounds");
    }
    if (shape.bytes() >= MIB && shape.size() <= 16) {
      return choose(shape, "chain", "1 MiB or more, up to 16 ranks: pipelined");
    }
    return choose(shape, "scatter_ring", "more than 32 KiB: each byte travels about twice");
  }

  private Choice tree(Shape shape) {
    return shape.bytes() <= 2 * KIB && shape.size() > 4
        ? choose(shape, "binomial", "blocks up to 2 KiB, more than 4 ranks: few rounds")
        : choose(shape, "linear", "long blocks or few ranks: each block travels once");
  }

  private Choice allGather(Shape shape) {
    long total = shape.bytes() * shape.size();
    if (total <= 64 * KIB) {
      return Integer.bitCount(shape.size()) == 1
          ? choose(shape, "recursive_doubling", "up to 64 KiB in all, a power of two of ranks")
          : choose(shape, "bruck", "up to 64 KiB in all, any number of ranks: few rounds");
    }
    return choose(shape, "ring", "more than 64 KiB in all: neighbours at full bandwidth");
  }

  private Choice allReduce(Shape shape) {
    if (!isLong(shape, 16 * KIB)) {
      return choose(
          shape, "recursive_doubling", "less than 16 KiB, or not commutative: few rounds");
    }
    if (shape.bytes() < MIB || shape.size() > 64) {
      return choose(shape, "rabenseifner", "16 KiB to 1 MiB, or more than 64 ranks");
    }
    return choose(shape, "ring", "1 MiB or more, up to 64 ranks: full bandwidth");
  }

  private Choice reduceScatter(Shape shape) {
    if (shape.bytes() >= 512 * KIB || shape.object()) {
      return choose(shape, "pairwise", "512 KiB or more: each byte travels once");
    }
    return shape.commutative()
        ? choose(shape, "recursive_halving", "less than 512 KiB, commutative: few rounds")
        : choose(shape, "reduce_scatterv", "less than 512 KiB, not commutative: few rounds");
  }

  private static boolean isLong(Shape shape, long bytes) {
    return shape.bytes() >= bytes && shape.commutative() && shape.count() >= shape.size();
  }

  private Choice choose(Shape shape, String name, String reason) {
    return new Choice(named(shape.kind(), name), reason);
  }

  private Algorithm named(CollectiveKind kind, String name) {
    for (Algorithm algorithm : algorithms.get(kind)) {
      if (algorithm.name().equals(name)) {
        return algorithm;
      }
    }
    throw new EngineException(
        ErrorClass.ARG,
        "no algorithm "
            + name
            + " for "
            + kind.settingKey()
            + "; there are: "
            + Stream.concat(
                    algorithms.get(kind).stream().map(Algorithm::name),
                    Arrays.stream(HostAlgorithm.values())
                        .filter(host -> host.serves(kind))
                        .map(HostAlgorithm::label))
                .collect(Collectors.joining(", ")));
  }

  private static HostAlgorithm hostNamed(CollectiveKind kind, String name) {
    for (HostAlgorithm host : HostAlgorithm.values()) {
      if (host.label().equals(name) && host.serves(kind)) {
        return host;
      }
    }
    return null;
  }

  private static boolean isSharing(String value) {
    return switch (value) {
      case "auto" -> true;
      case "off" -> false;
      default ->
          throw new EngineException(ErrorClass.ARG, SHARED + "=" + value + ": must be auto or off");
    };
  }

  private static CollectiveKind kindOf(String key) {
    StringBuilder keys = new StringBuilder();
    for (CollectiveKind kind : CollectiveKind.values()) {
      if (kind.settingKey().equals(key)) {
        return kind;
      }
      keys.append(keys.length() == 0 ? "" : ", ").append(kind.settingKey());
    }
    throw new EngineException(
        ErrorClass.ARG, "no collective for the setting " + key + "; there are: " + keys);
  }
}
