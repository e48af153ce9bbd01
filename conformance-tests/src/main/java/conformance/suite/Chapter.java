package conformance.suite;

/** The chapters of MPI-4.1 that have cases, and the other dialect's documentation. */
public enum Chapter {
  /** Chapter 3. */
  MESSAGES("3 Point-to-point communication"),
  /** Chapter 5. */
  DATATYPES("5 Datatypes"),
  /** Chapter 6. */
  COLLECTIVES("6 Collective communication"),
  /** Chapter 7. */
  COMMUNICATORS("7 Groups, contexts, communicators, caching"),
  /** Chapter 8. */
  TOPOLOGIES("8 Virtual topologies"),
  /** Chapter 9. */
  ENVIRONMENT("9 Environment: errors, clocks, inquiry"),
  /** Chapter 10. */
  INFO("10 The Info object"),
  /** Chapter 11. */
  PROCESSES("11 Initialisation, completion, threads"),
  /** What MPI says nothing of. */
  MPIJAVA("mpiJava 1.2: objects, offsets, fields");

  private final String title;

  Chapter(String title) {
    this.title = title;
  }

  /** Number and name. */
  public String title() {
    return title;
  }
}
