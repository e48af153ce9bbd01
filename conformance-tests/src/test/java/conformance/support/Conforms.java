package conformance.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code public static void name(Intracomm world)} that every rank of a job runs between
 * Init and Finalize, and says what it checks.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Conforms {
  /** The section of the standard or of a dialect's documentation, and what it says. */
  String to();

  /** The job sizes to run it on. */
  int[] ranks() default {2};

  /** True when the ranks tell each other something by what they share in one JVM. */
  boolean sharesTheJvm() default false;
}
