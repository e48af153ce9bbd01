package org.jmpi.bench.osu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The programs are compiled against Open MPI's bindings too, to compare with it. */
class OpenMpiDialectTest {
  private static final Set<String> CAPITALS_OF_OPEN_MPI = Set.of("Init", "InitThread", "Finalize");

  private final JavaClasses programs =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.jmpi.bench.osu", "org.jmpi.bench.wan");

  @Test
  void shouldKnowNothingOfTheEngine() {
    ArchRuleDefinition.classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "org.jmpi.bench.osu", "org.jmpi.bench.wan", "mpi", "org.HdrHistogram", "java..")
        .check(programs);
  }

  @Test
  void shouldCallNoMethodOfTheOtherDialect() {
    List<String> called =
        programs.stream()
            .flatMap(program -> program.getMethodCallsFromSelf().stream())
            .map(JavaMethodCall::getTarget)
            .filter(method -> method.getOwner().getPackageName().equals("mpi"))
            .map(method -> method.getName())
            .distinct()
            .toList();
    assertTrue(called.contains("allReduce"), called::toString);
    assertEquals(
        Set.of(),
        called.stream()
            .filter(name -> Character.isUpperCase(name.charAt(0)))
            .filter(name -> !CAPITALS_OF_OPEN_MPI.contains(name))
            .collect(Collectors.toSet()));
  }
}
