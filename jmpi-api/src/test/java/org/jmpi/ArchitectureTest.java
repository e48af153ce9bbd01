package org.jmpi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md: which room may know which. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.jmpi", "mpi");

  /** A room and the rooms it may know, {@code error} and itself aside. */
  private static final Map<String, List<String>> ROOMS =
      Map.ofEntries(
          Map.entry("error", List.of()),
          Map.entry("job", List.of()),
          Map.entry("data", List.of()),
          Map.entry("net", List.of("job")),
          Map.entry("fault", List.of("job")),
          Map.entry("topology", List.of("job")),
          Map.entry("p2p", List.of("net", "data", "fault", "job")),
          Map.entry("coll", List.of("p2p", "data", "topology")),
          Map.entry("comm", List.of("p2p", "coll", "data", "fault", "topology")),
          Map.entry(
              "runtime",
              List.of("job", "data", "net", "fault", "topology", "p2p", "coll", "comm")));

  /**
   * What package mpi may know: communicators, what they are called with, and the engine to start.
   */
  private static final List<String> MPI_MAY_KNOW =
      List.of("comm", "coll", "data", "p2p", "job", "runtime");

  /** What programs could write themselves: on top of package mpi, and unknown to all else. */
  private static final String LAYER_ABOVE_MPI = "org.jmpi.resilient..";

  @Test
  void shouldKeepTheArrowsBetweenRooms() {
    assertMany(CLASSES);
    ROOMS.forEach(
        (room, known) ->
            classes()
                .that()
                .resideInAPackage("org.jmpi." + room + "..")
                .should()
                .onlyDependOnClassesThat(isAllowed(room, known))
                .check(CLASSES));
  }

  @Test
  void shouldLetPackageMpiKnowTheEnginesDoorsOnly() {
    classes()
        .that()
        .resideInAPackage("mpi..")
        .should()
        .onlyDependOnClassesThat(isAllowed("mpi", MPI_MAY_KNOW))
        .check(CLASSES);
  }

  @Test
  void shouldNotLetAnyRoomKnowPackageMpi() {
    noClasses()
        .that()
        .resideInAPackage("org.jmpi..")
        .and()
        .resideOutsideOfPackage(LAYER_ABOVE_MPI)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("mpi..")
        .check(CLASSES);
  }

  @Test
  void shouldLetTheLayerAboveKnowPackageMpiOnly() {
    classes()
        .that()
        .resideInAPackage(LAYER_ABOVE_MPI)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("mpi", LAYER_ABOVE_MPI, "java..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(LAYER_ABOVE_MPI)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(LAYER_ABOVE_MPI)
        .check(CLASSES);
  }

  @Test
  void shouldHaveNoMutableStaticsInTheEngine() {
    fields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("org.jmpi..")
        .and()
        .areStatic()
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }

  @Test
  void shouldKeepProtocolCoresFreeOfClocksAndThreads() {
    noClasses()
        .that()
        .resideInAnyPackage("org.jmpi.p2p..", "org.jmpi.coll..", "org.jmpi.net.session..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .check(CLASSES);
  }

  private static void assertMany(JavaClasses classes) {
    if (classes.size() < 50) {
      throw new AssertionError("the import found only " + classes.size() + " classes");
    }
  }

  private static DescribedPredicate<JavaClass> isAllowed(String room, List<String> known) {
    return new DescribedPredicate<>("in " + room + ", " + known + ", error or outside JMPI") {
      @Override
      public boolean test(JavaClass target) {
        String name = target.getPackageName();
        if (name.equals("mpi") || name.startsWith("mpi.")) {
          return room.equals("mpi");
        }
        if (!name.startsWith("org.jmpi.")) {
          return !name.startsWith("io.netty");
        }
        String rest = name.substring("org.jmpi.".length());
        int dot = rest.indexOf('.');
        String targetRoom = dot < 0 ? rest : rest.substring(0, dot);
        return targetRoom.equals(room) || targetRoom.equals("error") || known.contains(targetRoom);
      }
    };
  }
}
