package conformance.suite.cases;

import conformance.suite.Place;
import java.util.ArrayList;
import java.util.List;
import mpi.Comm;
import mpi.Datatype;
import mpi.Info;
import mpi.Intercomm;
import mpi.MPI;
import mpi.MPIException;
import mpi.Message;
import mpi.Request;

/**
 * Calls outside MPI_Init … MPI_Finalize (MPI-4.1 §11.2, §11.4.1): those that communicate or ask for
 * what is not there yet raise MPI_ERR_OTHER and say why, some inquiries are allowed at any time.
 */
public final class Lifecycle {
  /** Name of the test that runs after Finalize. */
  public static final String AFTER = "calls after MPI_Finalize";

  private final List<String> messages = new ArrayList<>();
  private final boolean finalized;
  private final String word;
  private int cells;

  private Lifecycle(boolean finalized) {
    this.finalized = finalized;
    this.word = finalized ? "inalize" : "Init";
  }

  /** To be called before Init. */
  public static Lifecycle beforeInit() {
    Lifecycle checks = new Lifecycle(false);
    checks.all();
    return checks;
  }

  /** To be called after Finalize. */
  public static Lifecycle afterFinalize() {
    Lifecycle checks = new Lifecycle(true);
    checks.all();
    checks.refused("Init", () -> MPI.Init(new String[0]));
    checks.refused("InitThread", () -> MPI.InitThread(new String[0], MPI.THREAD_SINGLE));
    return checks;
  }

  /** Calls that were tried. */
  public int cells() {
    return cells;
  }

  /** Those that did something else. */
  public int failures() {
    return messages.size();
  }

  /** What they did. */
  public List<String> messages() {
    return messages;
  }

  private void all() {
    allowed("isInitialized", MPI.isInitialized() == finalized && MPI.Initialized() == finalized);
    allowed("isFinalized", MPI.isFinalized() == finalized && MPI.Finalized() == finalized);
    allowed("getVersion", MPI.getVersion().getVersion() >= 3);
    allowed("getLibVersion", !MPI.getLibVersion().isEmpty());
    Info info = new Info();
    info.set("key", "value");
    allowed("Info", "value".equals(info.get("key")) && info.dup().size() == 1);
    info.free();
    collectives();
    objects();
    refused("Finalize", MPI::Finalize);
    refused("queryThread", MPI::queryThread);
    refused("isThreadMain", MPI::isThreadMain);
    refused("getProcessorName", MPI::getProcessorName);
    refused("Get_processor_name", MPI::Get_processor_name);
  }

  private void point(Comm world) {
    int[] data = new int[2];
    refused("send", () -> world.send(data, 1, MPI.INT, 0, 0));
    refused("Send", () -> world.Send(data, 0, 1, MPI.INT, 0, 0));
    refused("bSend", () -> world.bSend(data, 1, MPI.INT, 0, 0));
    refused("recv", () -> world.recv(data, 1, MPI.INT, 0, 0));
    refused("Recv", () -> world.Recv(data, 0, 1, MPI.INT, 0, 0));
    refused("iSend", () -> world.iSend(MPI.newIntBuffer(1), 1, MPI.INT, 0, 0));
    refused("Isend", () -> world.Isend(data, 0, 1, MPI.INT, 0, 0));
    refused("iRecv", () -> world.iRecv(MPI.newIntBuffer(1), 1, MPI.INT, 0, 0));
    refused("sendInit", () -> world.sendInit(MPI.newIntBuffer(1), 1, MPI.INT, 0, 0));
    refused("Recv_init", () -> world.Recv_init(data, 0, 1, MPI.INT, 0, 0));
    refused("probe", () -> world.probe(0, 0));
    refused("Iprobe", () -> world.Iprobe(0, 0));
    refused("mProbe", () -> new Message().mProbe(0, 0, world));
    refused("pack", () -> world.pack(data, 1, MPI.INT, new byte[8], 0));
    refused("Pack_size", () -> world.Pack_size(1, MPI.INT));
  }

  private void collectives() {
    point(MPI.COMM_WORLD);
    point(MPI.COMM_SELF);
    int[] data = new int[2];
    refused("barrier", () -> MPI.COMM_WORLD.barrier());
    refused("Barrier", () -> MPI.COMM_WORLD.Barrier());
    refused("iBarrier", () -> MPI.COMM_WORLD.iBarrier());
    refused("bcast", () -> MPI.COMM_WORLD.bcast(data, 1, MPI.INT, 0));
    refused("allReduce", () -> MPI.COMM_WORLD.allReduce(data, 1, MPI.INT, MPI.SUM));
    refused("Reduce", () -> MPI.COMM_SELF.Reduce(data, 0, data, 1, 1, MPI.INT, MPI.SUM, 0));
    refused("iScan", () -> MPI.COMM_WORLD.iScan(MPI.newIntBuffer(1), 1, MPI.INT, MPI.SUM));
  }

  private void objects() {
    refused("getRank", () -> MPI.COMM_WORLD.getRank());
    refused("Size", () -> MPI.COMM_WORLD.Size());
    refused("getGroup", () -> MPI.COMM_WORLD.getGroup());
    refused("dup", () -> MPI.COMM_WORLD.dup());
    refused("split", () -> MPI.COMM_WORLD.split(0, 0));
    refused("createCart", () -> MPI.COMM_WORLD.createCart(new int[] {1}, new boolean[1], false));
    refused("getParent", Intercomm::getParent);
    refused("getName", () -> MPI.COMM_WORLD.getName());
    refused("setErrhandler", () -> MPI.COMM_WORLD.setErrhandler(MPI.ERRORS_RETURN));
    refused("getAttr", () -> MPI.COMM_WORLD.getAttr(MPI.TAG_UB));
    refused("abort", () -> MPI.COMM_WORLD.abort(1));
    refused("createContiguous", () -> Datatype.createContiguous(2, MPI.INT));
    refused("Contiguous", () -> Datatype.Contiguous(2, MPI.INT));
    refused("waitAll", () -> Request.waitAll(new Request[] {MPI.REQUEST_NULL}));
    refused("attachBuffer", () -> MPI.attachBuffer(new byte[10]));
    refused("Buffer_detach", MPI::Buffer_detach);
  }

  private void allowed(String call, boolean fits) {
    cells++;
    if (!fits) {
      messages.add(call + " says something wrong");
    }
  }

  private void refused(String call, Place.Step step) {
    cells++;
    try {
      step.run();
      messages.add(call + ": no error, expected MPI_ERR_OTHER");
    } catch (MPIException e) {
      if (e.getErrorClass() != MPI.ERR_OTHER || !e.getMessage().contains(word)) {
        messages.add(call + ": " + e.getMessage());
      }
    } catch (Exception | LinkageError e) {
      messages.add(call + ": " + e);
    }
  }
}
