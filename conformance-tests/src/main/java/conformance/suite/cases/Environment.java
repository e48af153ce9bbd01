package conformance.suite.cases;

import conformance.suite.Case;
import conformance.suite.Chapter;
import conformance.suite.CommKind;
import conformance.suite.Place;
import conformance.suite.Table;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import mpi.Comm;
import mpi.Count;
import mpi.Errhandler;
import mpi.File;
import mpi.Intracomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Request;
import mpi.Version;
import mpi.Win;

/** MPI-4.1 §9, §11: error handlers, clocks, names, threads, memory; and what is not there. */
public final class Environment implements Table {
  @Override
  public List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Set<CommKind> alone = CommKind.ALONE;
    add(
        cases,
        Chapter.ENVIRONMENT,
        "MPI_ERRORS_RETURN",
        "§9.3: the error comes back with class, code and message; the communicator stays good",
        CommKind.INTRA,
        Environment::errorsReturn);
    add(
        cases,
        Chapter.ENVIRONMENT,
        "own error handler",
        "§9.3: it is called with the communicator and the error; new communicators inherit it",
        alone,
        Environment::ownHandler);
    add(
        cases,
        Chapter.ENVIRONMENT,
        "Errorhandler_get",
        "mpiJava 1.2: the handler of MPI_COMM_WORLD",
        alone,
        Environment::mpijavaHandler);
    add(
        cases,
        Chapter.ENVIRONMENT,
        "MPIException",
        "dialects: constructors, class and code",
        alone,
        Environment::exceptions);
    add(
        cases,
        Chapter.ENVIRONMENT,
        "wtime",
        "§9.6: seconds that do not run backwards; the tick is positive",
        alone,
        Environment::clocks);
    add(
        cases,
        Chapter.ENVIRONMENT,
        "inquiry",
        "§9.1: version, library, processor",
        alone,
        Environment::inquiry);
    add(
        cases,
        Chapter.ENVIRONMENT,
        "predefined attributes",
        "§9.1.2: MPI_TAG_UB is 32767 at least; tags up to it may be used",
        CommKind.INTRA,
        Environment::tagBound);
    add(
        cases,
        Chapter.ENVIRONMENT,
        "buffers",
        "§9.2 in Java: direct buffers in native order, slices from an offset on",
        alone,
        Environment::buffers);
    add(
        cases,
        Chapter.ENVIRONMENT,
        "attachBuffer",
        "§3.6: detaching waits for the messages and gives the buffer back",
        CommKind.INTRA,
        Environment::attached);
    add(
        cases,
        Chapter.PROCESSES,
        "initialised",
        "§11.4.1: flags between Init and Finalize",
        alone,
        Environment::initialised);
    add(
        cases,
        Chapter.PROCESSES,
        "threads",
        "§11.6: with MPI_THREAD_MULTIPLE threads call at once, one blocks no other",
        CommKind.INTRA,
        Environment::threads);
    add(
        cases,
        Chapter.PROCESSES,
        "what is not there",
        "§9.4 MPI_ERR_UNSUPPORTED_OPERATION: windows, files and connections of jobs say so",
        alone,
        Environment::notThere);
    add(
        cases,
        Chapter.PROCESSES,
        "spawn that is not allowed",
        "§11.8.2 MPI_ERR_SPAWN where no process can be started",
        alone,
        Environment::mayNotSpawn);
    return cases;
  }

  private static void add(
      List<Case> cases,
      Chapter chapter,
      String name,
      String rule,
      Set<CommKind> comms,
      Case.Body body) {
    cases.add(new Case(chapter, name, rule, comms, p -> p.cell(() -> name, () -> body.run(p))));
  }

  private static void errorsReturn(Place p) {
    p.check(p.comm().getErrhandler() == MPI.ERRORS_RETURN, "the handler that was set");
    for (int i = 0; i < 20; i++) {
      p.error(MPI.ERR_RANK, () -> p.comm().send(new int[1], 1, MPI.INT, 99, 0), "99", "send");
      int[] in = new int[1];
      p.comm().sendRecv(new int[] {i}, 1, MPI.INT, p.right(), 0, in, 1, MPI.INT, p.left(), 0);
      p.equal(i, in[0], "item");
    }
    p.comm().callErrhandler(MPI.ERR_OTHER);
    Comm copy = p.comm().dup();
    p.error(MPI.ERR_TAG, () -> copy.send(new int[1], 1, MPI.INT, 0, -2), "-2");
    copy.free();
  }

  private static void ownHandler(Place p) {
    List<String> seen = new ArrayList<>();
    Errhandler own =
        Comm.createErrhandler((comm, error) -> seen.add(comm.getName() + error.getErrorClass()));
    Intracomm comm = p.untouched();
    comm.setName("mine");
    comm.setErrhandler(own);
    p.check(own == comm.getErrhandler(), "the handler that was set");
    p.error(MPI.ERR_RANK, () -> comm.send(new int[1], 1, MPI.INT, 99, 0));
    Intracomm copy = comm.dup();
    copy.setName("copy");
    p.error(MPI.ERR_TAG, () -> copy.Send(new int[1], 0, 1, MPI.INT, 0, -3));
    // Returns when the handler does (§9.5).
    comm.callErrhandler(MPI.ERR_OTHER);
    p.equal(
        List.of("mine" + MPI.ERR_RANK, "copy" + MPI.ERR_TAG, "mine" + MPI.ERR_OTHER),
        seen,
        "calls of the handler");
    own.free();
    copy.free();
    comm.free();
  }

  private static void mpijavaHandler(Place p) {
    Errhandler before = MPI.Errorhandler_get();
    MPI.Errorhandler_set(MPI.ERRORS_RETURN);
    p.check(MPI.Errorhandler_get() == MPI.ERRORS_RETURN, "the handler that was set");
    p.check(before != null, "there is a handler");
    p.check(
        MPI.ERRORS_ARE_FATAL != MPI.ERRORS_RETURN && MPI.ERRORS_ABORT != MPI.ERRORS_RETURN,
        "handlers differ");
  }

  private static void exceptions(Place p) {
    p.equal("text", new MPIException("text").getMessage(), "message");
    p.equal(MPI.ERR_OTHER, new MPIException("text").getErrorClass(), "class");
    p.equal(MPI.ERR_OTHER, new MPIException().getErrorCode(), "code");
    Throwable cause = new IllegalStateException("why");
    p.check(new MPIException(cause).getCause() == cause, "cause");
  }

  private static void clocks(Place p) {
    double start = MPI.wtime();
    double last = start;
    for (int i = 0; i < 1000; i++) {
      double now = i % 2 == 0 ? MPI.wtime() : MPI.Wtime();
      p.check(now >= last, "time does not run backwards");
      last = now;
    }
    p.check(last - start < 60, "seconds");
    p.check(MPI.wtick() > 0 && MPI.wtick() <= 0.001, "wtick");
    p.equal(MPI.wtick(), MPI.Wtick(), "Wtick");
  }

  private static void inquiry(Place p) {
    Version version = MPI.getVersion();
    p.check(version.getVersion() >= 3 && version.getSubVersion() >= 0, "version");
    p.check(!MPI.getLibVersion().isEmpty(), "library");
    p.check(!MPI.getProcessorName().isEmpty(), "processor");
    p.equal(MPI.getProcessorName(), MPI.Get_processor_name(), "Get_processor_name");
    p.check(MPI.NUM_OF_PROCESSORS >= 1, "NUM_OF_PROCESSORS");
    MPI.pControl(1, "an argument");
    Count count = new Count(5);
    count.setCount(6);
    p.check(count.equals(new Count(6)) && count.getCount() == 6, "Count");
    p.check(count.compareTo(new Count(7)) < 0, "Count.compareTo");
  }

  private static void tagBound(Place p) {
    int most = (Integer) MPI.COMM_WORLD.getAttr(MPI.TAG_UB);
    p.check(most >= 32767, "MPI_TAG_UB");
    int[] in = new int[1];
    p.comm().sendRecv(new int[] {3}, 1, MPI.INT, p.right(), most, in, 1, MPI.INT, p.left(), most);
    p.equal(3, in[0], "item");
    Object host = MPI.COMM_WORLD.Attr_get(MPI.HOST);
    p.check(host instanceof Integer, "MPI_HOST");
    p.check(MPI.COMM_WORLD.getAttr(MPI.WTIME_IS_GLOBAL) != null, "MPI_WTIME_IS_GLOBAL");
  }

  private static void buffers(Place p) {
    Buffer[] made = {
      MPI.newByteBuffer(4),
      MPI.newCharBuffer(4),
      MPI.newShortBuffer(4),
      MPI.newIntBuffer(4),
      MPI.newLongBuffer(4),
      MPI.newFloatBuffer(4),
      MPI.newDoubleBuffer(4)
    };
    Buffer[] slices = {
      MPI.slice(new byte[4], 1), MPI.slice(new char[4], 1), MPI.slice(new short[4], 1),
      MPI.slice(new int[4], 1), MPI.slice(new long[4], 1), MPI.slice(new float[4], 1),
      MPI.slice(new double[4], 1)
    };
    for (int i = 0; i < made.length; i++) {
      p.check(made[i].isDirect() && made[i].capacity() == 4, made[i] + " is direct");
      p.equal(3, slices[i].capacity(), "capacity of " + slices[i]);
    }
    ByteBuffer bytes = MPI.newByteBuffer(8);
    p.check(bytes.order() == ByteOrder.nativeOrder(), "native order");
    MPI.slice(bytes, 4).putInt(0, 5);
    p.equal(5, bytes.getInt(4), "a slice is the same memory");
  }

  private static void attached(Place p) {
    byte[] buffer = new byte[4 * (4000 + MPI.BSEND_OVERHEAD)];
    MPI.attachBuffer(buffer);
    int[] data = new int[1000];
    for (int i = 0; i < 4; i++) {
      data[999] = i;
      p.comm().bSend(data, 1000, MPI.INT, p.right(), 5);
      data[999] = -1;
    }
    for (int i = 0; i < 4; i++) {
      p.comm().recv(data, 1000, MPI.INT, p.left(), 5);
      p.equal(i, data[999], "buffered message");
    }
    p.check(MPI.detachBuffer() == buffer, "the buffer that was attached");
    MPI.Buffer_attach(ByteBuffer.allocate(5000));
    p.comm().Bsend(data, 0, 1000, MPI.INT, p.right(), 6);
    p.comm().Recv(data, 0, 1000, MPI.INT, p.left(), 6);
    MPI.Buffer_detach();
    MPI.Buffer_attach(buffer);
    p.check(MPI.Buffer_detach() == buffer, "Buffer_detach");
  }

  private static void initialised(Place p) {
    p.check(MPI.isInitialized() && MPI.Initialized(), "initialised");
    p.check(!MPI.isFinalized() && !MPI.Finalized(), "not finalised");
    p.check(MPI.isThreadMain() && MPI.isMainThread(), "this is the main thread");
    p.equal(MPI.THREAD_MULTIPLE, MPI.queryThread(), "level of threads");
    p.check(MPI.COMM_NULL.isNull() && MPI.REQUEST_NULL.isNull(), "null handles");
    p.check(MPI.DATATYPE_NULL.isNull() && MPI.NULL.isNull(), "null datatypes");
  }

  /** Each thread exchanges with the neighbours' thread of the same number. */
  private static void threads(Place p) throws Exception {
    int threads = 3;
    List<FutureTask<String>> tasks = new ArrayList<>();
    Request blocked = p.comm().iRecv(MPI.newIntBuffer(1), 1, MPI.INT, p.left(), 999);
    for (int t = 0; t < threads; t++) {
      int number = t;
      Callable<String> body = () -> ring(p, number);
      tasks.add(new FutureTask<>(body));
      new Thread(tasks.get(t), "conformance-thread").start();
    }
    for (FutureTask<String> task : tasks) {
      p.equal("", task.get(), "what a thread found");
    }
    p.comm().send(new int[1], 1, MPI.INT, p.right(), 999);
    blocked.waitFor();
  }

  private static String ring(Place p, int thread) {
    if (MPI.isThreadMain()) {
      return "it is no main thread";
    }
    int[] in = new int[1];
    for (int round = 0; round < 20; round++) {
      int[] out = {1000 * p.rank() + 10 * round + thread};
      p.comm().sendRecv(out, 1, MPI.INT, p.right(), thread, in, 1, MPI.INT, p.left(), thread);
      if (in[0] != 1000 * p.left() + 10 * round + thread) {
        return "got " + in[0];
      }
    }
    return "";
  }

  private static void mayNotSpawn(Place p) {
    Intracomm self = MPI.COMM_SELF;
    int no = MPI.ERR_SPAWN;
    int[] codes = new int[1];
    p.error(no, () -> self.spawn("x", new String[0], 1, MPI.INFO_NULL, 0, codes), "spawn");
    p.check(codes[0] == no, "the code of the process is " + codes[0]);
    String[] commands = {"x", "y"};
    int[] counts = {1, 1};
    p.error(no, () -> self.spawnMultiple(commands, null, counts, null, 0, null), "spawnMultiple");
    int argument = MPI.ERR_ARG;
    p.error(argument, () -> self.spawn(null, null, 1, null, 0, null), "no command");
    p.error(argument, () -> self.spawn("x", null, 0, null, 0, null), "maxprocs is 0");
    p.error(
        argument,
        () -> self.spawnMultiple(commands, null, new int[1], null, 0, null),
        "fewer elements");
    p.error(MPI.ERR_ROOT, () -> self.spawn("x", null, 1, null, 1, null), "root 1");
  }

  private static void notThere(Place p) {
    ByteBuffer memory = MPI.newByteBuffer(8);
    int no = MPI.ERR_UNSUPPORTED_OPERATION;
    Intracomm self = MPI.COMM_SELF;
    p.error(no, () -> new Win(memory, 8, 1, MPI.INFO_NULL, self), "Win");
    p.error(no, () -> new Win(8, 1, MPI.INFO_NULL, self, memory, Win.FLAVOR_SHARED), "Win");
    p.error(no, () -> new Win(MPI.INFO_NULL, self), "Win");
    p.error(no, () -> new File(self, "name", MPI.MODE_RDONLY), "File");
    p.error(no, () -> new File(self, "name", MPI.MODE_RDONLY, MPI.INFO_NULL), "File");
    p.error(no, () -> File.delete("name"), "delete");
    p.error(no, () -> File.delete("name", MPI.INFO_NULL), "delete");
    p.error(no, () -> self.accept("port", 0), "accept");
    p.error(no, () -> self.accept("port", MPI.INFO_NULL, 0), "accept");
    p.error(no, () -> self.connect("port", 0), "connect");
    p.error(no, () -> self.connect("port", MPI.INFO_NULL, 0), "connect");
    p.error(no, Intracomm::openPort, "openPort");
    p.error(no, () -> Intracomm.openPort(MPI.INFO_NULL), "openPort");
    p.error(no, () -> Intracomm.closePort("port"), "closePort");
    p.error(no, () -> Intracomm.lookupName("service"), "lookupName");
    p.error(no, () -> Intracomm.lookupName("service", MPI.INFO_NULL), "lookupName");
    p.error(no, () -> Intracomm.publishName("service", "port"), "publishName");
    p.error(no, () -> Intracomm.publishName("service", MPI.INFO_NULL, "port"), "publishName");
    p.error(no, () -> Intracomm.unpublishName("service", "port"), "unpublishName");
    p.error(no, () -> Intracomm.unpublishName("service", MPI.INFO_NULL, "port"), "unpublishName");
  }
}
