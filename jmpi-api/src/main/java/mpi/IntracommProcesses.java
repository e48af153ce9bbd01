package mpi;

/**
 * Dynamic processes and the name service (MPI-4.1 §11.8–§11.10). This version starts no processes
 * and connects no jobs: every call raises ERR_UNSUPPORTED_OPERATION.
 */
abstract class IntracommProcesses extends Comm {
  IntracommProcesses(boolean predefined) {
    super(predefined);
  }

  /** MPI_Comm_spawn (MPI-4.1 §11.8.2). */
  public Intercomm spawn(
      String command, String[] argv, int maxprocs, Info info, int root, int[] errcodes)
      throws MPIException {
    throw Unsupported.on(this, "spawn");
  }

  /** MPI_Comm_spawn_multiple (MPI-4.1 §11.8.3). */
  public Intercomm spawnMultiple(
      String[] commands, String[][] argv, int[] maxprocs, Info[] info, int root, int[] errcodes)
      throws MPIException {
    throw Unsupported.on(this, "spawnMultiple");
  }

  /** As {@link #accept(String, Info, int)}. */
  public Intercomm accept(String port, int root) throws MPIException {
    throw Unsupported.on(this, "accept");
  }

  /** MPI_Comm_accept (MPI-4.1 §11.9.2). */
  public Intercomm accept(String port, Info info, int root) throws MPIException {
    throw Unsupported.on(this, "accept");
  }

  /** As {@link #connect(String, Info, int)}. */
  public Intercomm connect(String port, int root) throws MPIException {
    throw Unsupported.on(this, "connect");
  }

  /** MPI_Comm_connect (MPI-4.1 §11.9.3). */
  public Intercomm connect(String port, Info info, int root) throws MPIException {
    throw Unsupported.on(this, "connect");
  }

  /** As {@link #openPort(Info)}. */
  public static String openPort() throws MPIException {
    throw Unsupported.call("openPort");
  }

  /** MPI_Open_port (MPI-4.1 §11.9.2). */
  public static String openPort(Info info) throws MPIException {
    throw Unsupported.call("openPort");
  }

  /** MPI_Close_port (MPI-4.1 §11.9.2). */
  public static void closePort(String name) throws MPIException {
    throw Unsupported.call("closePort");
  }

  /** As {@link #publishName(String, Info, String)}. */
  public static void publishName(String service, String port) throws MPIException {
    throw Unsupported.call("publishName");
  }

  /** MPI_Publish_name (MPI-4.1 §11.9.4). */
  public static void publishName(String service, Info info, String port) throws MPIException {
    throw Unsupported.call("publishName");
  }

  /** As {@link #unpublishName(String, Info, String)}. */
  public static void unpublishName(String service, String port) throws MPIException {
    throw Unsupported.call("unpublishName");
  }

  /** MPI_Unpublish_name (MPI-4.1 §11.9.4). */
  public static void unpublishName(String service, Info info, String port) throws MPIException {
    throw Unsupported.call("unpublishName");
  }

  /** As {@link #lookupName(String, Info)}. */
  public static String lookupName(String service) throws MPIException {
    throw Unsupported.call("lookupName");
  }

  /** MPI_Lookup_name (MPI-4.1 §11.9.4). */
  public static String lookupName(String service, Info info) throws MPIException {
    throw Unsupported.call("lookupName");
  }
}
