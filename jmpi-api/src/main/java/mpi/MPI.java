package mpi;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import org.jmpi.comm.ProcessGroup;
import org.jmpi.data.Layout;
import org.jmpi.data.ReduceOps;
import org.jmpi.error.EngineException;

/** The start and end of a program, and the constants of both dialects. */
public final class MPI extends MpijavaConstants {
  private static final double SECONDS_PER_NANOSECOND = 1e-9;
  private static final long CLOCK_START_NS = System.nanoTime();

  /** {@code byte}. */
  public static final Datatype BYTE = Datatype.predefined(Layout.BYTE, Datatype.BYTE);

  /** {@code char}. */
  public static final Datatype CHAR = Datatype.predefined(Layout.CHAR, Datatype.CHAR);

  /** {@code short}. */
  public static final Datatype SHORT = Datatype.predefined(Layout.SHORT, Datatype.SHORT);

  /** {@code boolean}. */
  public static final Datatype BOOLEAN = Datatype.predefined(Layout.BOOLEAN, Datatype.BOOLEAN);

  /** {@code int}. */
  public static final Datatype INT = Datatype.predefined(Layout.INT, Datatype.INT);

  /** {@code long}. */
  public static final Datatype LONG = Datatype.predefined(Layout.LONG, Datatype.LONG);

  /** {@code float}. */
  public static final Datatype FLOAT = Datatype.predefined(Layout.FLOAT, Datatype.FLOAT);

  /** {@code double}. */
  public static final Datatype DOUBLE = Datatype.predefined(Layout.DOUBLE, Datatype.DOUBLE);

  /** Bytes made by pack. */
  public static final Datatype PACKED = Datatype.predefined(Layout.PACKED, Datatype.PACKED);

  /** References, serialised one by one; the buffer is an {@code Object[]}. */
  public static final Datatype OBJECT = Datatype.predefined(Layout.OBJECT, Datatype.OBJECT);

  /** Two {@code short}: value and index. */
  public static final Datatype SHORT2 = Datatype.predefined(Layout.SHORT2, Datatype.SHORT);

  /** Two {@code int}: value and index. */
  public static final Datatype INT2 = Datatype.predefined(Layout.INT2, Datatype.INT);

  /** Two {@code long}: value and index. */
  public static final Datatype LONG2 = Datatype.predefined(Layout.LONG2, Datatype.LONG);

  /** Two {@code float}: value and index. */
  public static final Datatype FLOAT2 = Datatype.predefined(Layout.FLOAT2, Datatype.FLOAT);

  /** Two {@code double}: value and index. */
  public static final Datatype DOUBLE2 = Datatype.predefined(Layout.DOUBLE2, Datatype.DOUBLE);

  /** A {@link FloatComplex}. */
  public static final Datatype FLOAT_COMPLEX =
      Datatype.predefined(Layout.FLOAT_COMPLEX, Datatype.FLOAT);

  /** A {@link DoubleComplex}. */
  public static final Datatype DOUBLE_COMPLEX =
      Datatype.predefined(Layout.DOUBLE_COMPLEX, Datatype.DOUBLE);

  /** A {@link ShortInt}. */
  public static final Datatype SHORT_INT = Datatype.predefined(Layout.SHORT_INT, Datatype.BYTE);

  /** A {@link LongInt}. */
  public static final Datatype LONG_INT = Datatype.predefined(Layout.LONG_INT, Datatype.BYTE);

  /** A {@link FloatInt}. */
  public static final Datatype FLOAT_INT = Datatype.predefined(Layout.FLOAT_INT, Datatype.BYTE);

  /** A {@link DoubleInt}. */
  public static final Datatype DOUBLE_INT = Datatype.predefined(Layout.DOUBLE_INT, Datatype.BYTE);

  /** mpiJava's marker of a lower bound: no data. */
  public static final Datatype LB = Datatype.predefined(Layout.LOWER_MARKER, Datatype.NULL);

  /** mpiJava's marker of an upper bound: no data. */
  public static final Datatype UB = Datatype.predefined(Layout.UPPER_MARKER, Datatype.NULL);

  /** No datatype. */
  public static final Datatype DATATYPE_NULL = new Datatype();

  /** mpiJava's name of {@link #DATATYPE_NULL}. */
  public static final Datatype NULL = DATATYPE_NULL;

  /** Gives access to items of {@link #SHORT_INT}. */
  public static final ShortInt shortInt = new ShortInt(2, 4, 4);

  /** Gives access to items of {@link #INT2}. */
  public static final Int2 int2 = new Int2(4, 4);

  /** Gives access to items of {@link #LONG_INT}. */
  public static final LongInt longInt = new LongInt(8, 8, 4);

  /** Gives access to items of {@link #FLOAT_INT}. */
  public static final FloatInt floatInt = new FloatInt(4, 4);

  /** Gives access to items of {@link #DOUBLE_INT}. */
  public static final DoubleInt doubleInt = new DoubleInt(8, 4);

  /** Maximum (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op MAX = new Op(ReduceOps.MAX, 1);

  /** Minimum (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op MIN = new Op(ReduceOps.MIN, 2);

  /** Sum (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op SUM = new Op(ReduceOps.SUM, 3);

  /** Product (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op PROD = new Op(ReduceOps.PROD, 4);

  /** Logical and (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op LAND = new Op(ReduceOps.LAND, 5);

  /** Bitwise and (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op BAND = new Op(ReduceOps.BAND, 6);

  /** Logical or (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op LOR = new Op(ReduceOps.LOR, 7);

  /** Bitwise or (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op BOR = new Op(ReduceOps.BOR, 8);

  /** Logical exclusive or (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op LXOR = new Op(ReduceOps.LXOR, 9);

  /** Bitwise exclusive or (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op BXOR = new Op(ReduceOps.BXOR, 10);

  /** Least value and its index, on pairs (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op MINLOC = new Op(ReduceOps.MINLOC, 11);

  /** Greatest value and its index, on pairs (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op MAXLOC = new Op(ReduceOps.MAXLOC, 12);

  /** The operand itself, for one-sided communication (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op REPLACE = new Op(ReduceOps.REPLACE, 13);

  /** No change, for one-sided communication (MPI-4.1 §6.9.2, §6.9.4, §12.3.4). */
  public static final Op NO_OP = new Op(ReduceOps.NO_OP, 14);

  /** The job ends when a call fails (MPI-4.1 §9.3). */
  public static final Errhandler ERRORS_ARE_FATAL = new Errhandler("MPI_ERRORS_ARE_FATAL", false);

  /**
   * The job ends when a call fails, even if the communicator is only a part of it (MPI-4.1 §9.3).
   */
  public static final Errhandler ERRORS_ABORT = new Errhandler("MPI_ERRORS_ABORT", false);

  /** A call that fails throws {@link MPIException} (MPI-4.1 §9.3). */
  public static final Errhandler ERRORS_RETURN = new Errhandler("MPI_ERRORS_RETURN", true);

  /** All processes that were started together; to be used after Init. */
  public static final Intracomm COMM_WORLD = new Intracomm(true);

  /** This process alone; to be used after Init. */
  public static final Intracomm COMM_SELF = (Intracomm) MpijavaConstants.COMM_SELF;

  /** No communicator. */
  public static final Comm COMM_NULL = new Comm(false);

  /** The group without members. */
  public static final Group GROUP_EMPTY = new Group(ProcessGroup.EMPTY);

  /** No group. */
  public static final Group GROUP_NULL = new Group(null);

  /** No info. */
  public static final Info INFO_NULL = Info.none();

  /** How this process was started. */
  public static final Info INFO_ENV = Info.newEnv();

  /** MPJ Express's mark of its debugging output, of which there is none here. */
  public static final boolean DEBUG = false;

  /** MPJ Express's choice of its older implementation, which does not exist here. */
  public static boolean isOldSelected;

  /** No request. */
  public static final Request REQUEST_NULL = new Request(null, "request", null, null);

  /** Nothing received. */
  public static final Status EMPTY_STATUS = new Status();

  /** mpiJava's number of processors that this machine has. */
  public static final int NUM_OF_PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** Nothing to make. Kept because mpiJava has it. */
  public MPI() {}

  /**
   * Joins the job: started by {@code jmpirun} as one of its ranks, started alone as a job of one
   * (MPI-4.1 §11.2.1). From here on an exception that escapes from this thread ends the job.
   *
   * @param args of main
   * @return the program's own arguments: without the words that MPJ Express's starter puts first,
   *     if they are there
   */
  public static String[] Init(String[] args) throws MPIException {
    return MpiState.init("Init", args, THREAD_SINGLE);
  }

  /**
   * As {@link #Init} (MPI-4.1 §11.6.2).
   *
   * @param required one of the {@code THREAD_…} constants
   * @return what is provided: {@link #THREAD_MULTIPLE}
   */
  public static int InitThread(String[] args, int required) throws MPIException {
    MpiState.init("InitThread", args, required);
    return MpiState.threadLevel();
  }

  /**
   * As {@link #InitThread} in mpiJava's form; returns what {@link #Init} returns. {@code provided}
   * does not matter.
   */
  public static String[] initThread(int required, int provided, String[] args) throws MPIException {
    return MpiState.init("initThread", args, required);
  }

  /** Leaves the job; no call is allowed after it but those that say so (MPI-4.1 §11.2.2). */
  public static void Finalize() throws MPIException {
    MpiState.finish("Finalize");
  }

  /**
   * True once Init was called, also after Finalize (MPI-4.1 §11.4.1). May be called at any time.
   */
  public static boolean isInitialized() throws MPIException {
    return MpiState.isInitialized();
  }

  /** As {@link #isInitialized}. */
  public static boolean Initialized() throws MPIException {
    return MpiState.isInitialized();
  }

  /** True after Finalize (MPI-4.1 §11.4.1). May be called at any time. */
  public static boolean isFinalized() throws MPIException {
    return MpiState.isFinalized();
  }

  /** As {@link #isFinalized}. */
  public static boolean Finalized() throws MPIException {
    return MpiState.isFinalized();
  }

  /** The thread level that is provided: {@link #THREAD_MULTIPLE} (MPI-4.1 §11.6.2). */
  public static int queryThread() throws MPIException {
    requireActive("queryThread");
    return MpiState.threadLevel();
  }

  /** True on the thread that called Init (MPI-4.1 §11.6.2). */
  public static boolean isThreadMain() throws MPIException {
    requireActive("isThreadMain");
    return MpiState.isMainThread();
  }

  /** As {@link #isThreadMain}. */
  public static boolean isMainThread() {
    return MpiState.isMainThread();
  }

  /** The version of the standard: 4.1. May be called at any time. */
  public static Version getVersion() {
    return new Version(VERSION, SUBVERSION);
  }

  /** Name and version of this library (MPI-4.1 §9.1.1). May be called at any time. */
  public static String getLibVersion() {
    String version = MPI.class.getPackage().getImplementationVersion();
    return "JMPI " + (version == null ? "(development)" : version) + ", MPI " + getVersion();
  }

  /** What the host calls itself (MPI-4.1 §9.1.2). */
  public static String getProcessorName() throws MPIException {
    requireActive("getProcessorName");
    return MpiState.engine().processInfo().hostName();
  }

  /** As {@link #getProcessorName}. */
  public static String Get_processor_name() throws MPIException {
    requireActive("Get_processor_name");
    return MpiState.engine().processInfo().hostName();
  }

  /** Seconds since some moment in the past that stays the same; never goes back (MPI-4.1 §9.6). */
  public static double wtime() throws MPIException {
    return (System.nanoTime() - CLOCK_START_NS) * SECONDS_PER_NANOSECOND;
  }

  /** As {@link #wtime}. */
  public static double Wtime() throws MPIException {
    return wtime();
  }

  /** Seconds between two ticks of {@link #wtime} (MPI-4.1 §9.6). */
  public static double wtick() throws MPIException {
    return SECONDS_PER_NANOSECOND;
  }

  /** As {@link #wtick}. */
  public static double Wtick() throws MPIException {
    return SECONDS_PER_NANOSECOND;
  }

  /**
   * Lets buffered sends have as many bytes outstanding as {@code buffer} has, each message taking
   * {@link #BSEND_OVERHEAD} more than its data (MPI-4.1 §3.6.1). ERR_BUFFER when one is attached
   * already.
   */
  public static void attachBuffer(byte[] buffer) throws MPIException {
    attach("attachBuffer", buffer, buffer == null ? 0 : buffer.length);
  }

  /** As {@link #attachBuffer(byte[])}; the buffer's capacity counts. */
  public static void attachBuffer(ByteBuffer buffer) throws MPIException {
    attach("attachBuffer", buffer, buffer == null ? 0 : buffer.capacity());
  }

  /** As {@link #attachBuffer(byte[])}. */
  public static void Buffer_attach(byte[] buffer) throws MPIException {
    attach("Buffer_attach", buffer, buffer == null ? 0 : buffer.length);
  }

  /** As {@link #attachBuffer(ByteBuffer)}. */
  public static void Buffer_attach(ByteBuffer buffer) throws MPIException {
    attach("Buffer_attach", buffer, buffer == null ? 0 : buffer.capacity());
  }

  /**
   * Waits until all buffered messages are gone and gives the buffer back (MPI-4.1 §3.6.1).
   *
   * @return the array that was attached, or that backs the buffer that was; null when that is a
   *     direct one
   */
  public static byte[] detachBuffer() throws MPIException {
    return detach("detachBuffer");
  }

  /** As {@link #detachBuffer}. */
  public static byte[] Buffer_detach() throws MPIException {
    return detach("Buffer_detach");
  }

  /** The error handler of {@link #COMM_WORLD}; see {@link Comm#getErrhandler}. */
  public static Errhandler Errorhandler_get() throws MPIException {
    return COMM_WORLD.Errhandler_get();
  }

  /** Sets the error handler of {@link #COMM_WORLD}; see {@link Comm#setErrhandler}. */
  public static void Errorhandler_set(Errhandler errhandler) throws MPIException {
    COMM_WORLD.Errhandler_set(errhandler);
  }

  /** For profiling tools, of which there is none here: has no effect (MPI-4.1 §15.2.4). */
  public static void pControl(int level, Object obj) {}

  /** Fails with ERR_OTHER outside Init … Finalize. */
  protected static void check() throws MPIException {
    requireActive("check");
  }

  /** Whether {@code obj} is a direct buffer. */
  protected static boolean isDirectBuffer(Object obj) {
    return obj instanceof Buffer buffer && buffer.isDirect();
  }

  /** Whether {@code obj} is a buffer on the heap. */
  protected static boolean isHeapBuffer(Object obj) {
    return obj instanceof Buffer buffer && !buffer.isDirect();
  }

  /** Fails with IllegalArgumentException unless {@code buf} is a direct buffer. */
  protected static void assertDirectBuffer(Buffer buf) {
    if (!isDirectBuffer(buf)) {
      throw new IllegalArgumentException("the buffer is not a direct one: " + buf);
    }
  }

  /** As {@link #assertDirectBuffer(Buffer)} for two. */
  protected static void assertDirectBuffer(Buffer sendbuf, Buffer recvbuf) {
    assertDirectBuffer(sendbuf);
    assertDirectBuffer(recvbuf);
  }

  /** The serialised form of a value. */
  protected static byte[] attrSet(Object value) throws MPIException {
    try {
      return MpiState.codec().encode(new Object[] {value}, 0, 1);
    } catch (EngineException e) {
      throw Errors.onSelf("attrSet", e);
    }
  }

  /** The value that {@link #attrSet} made bytes of. */
  protected static Object attrGet(byte[] value) throws MPIException {
    try {
      Object[] read = new Object[1];
      MpiState.codec().decode(value, value.length, read, 0, 1);
      return read[0];
    } catch (EngineException e) {
      throw Errors.onSelf("attrGet", e);
    }
  }

  /** A direct buffer in native order, which the engine reads and writes fastest. */
  public static ByteBuffer newByteBuffer(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
  }

  /**
   * The rest of {@code buf} from {@code offset} on, in the same byte order; its position and limit
   * do not matter.
   */
  public static ByteBuffer slice(ByteBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice().order(buf.order());
  }

  /** The rest of {@code buf} from {@code offset} on, in native order. */
  public static ByteBuffer slice(byte[] buf, int offset) {
    return ByteBuffer.wrap(buf).position(offset).slice().order(ByteOrder.nativeOrder());
  }

  /** As {@link #newByteBuffer}; {@code capacity} in elements. */
  public static CharBuffer newCharBuffer(int capacity) {
    return newByteBuffer(Math.multiplyExact(capacity, Character.BYTES)).asCharBuffer();
  }

  /**
   * The rest of {@code buf} from element {@code offset} on; its position and limit do not matter.
   */
  public static CharBuffer slice(CharBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /** The rest of {@code buf} from element {@code offset} on. */
  public static CharBuffer slice(char[] buf, int offset) {
    return CharBuffer.wrap(buf).position(offset).slice();
  }

  /** As {@link #newByteBuffer}; {@code capacity} in elements. */
  public static ShortBuffer newShortBuffer(int capacity) {
    return newByteBuffer(Math.multiplyExact(capacity, Short.BYTES)).asShortBuffer();
  }

  /**
   * The rest of {@code buf} from element {@code offset} on; its position and limit do not matter.
   */
  public static ShortBuffer slice(ShortBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /** The rest of {@code buf} from element {@code offset} on. */
  public static ShortBuffer slice(short[] buf, int offset) {
    return ShortBuffer.wrap(buf).position(offset).slice();
  }

  /** As {@link #newByteBuffer}; {@code capacity} in elements. */
  public static IntBuffer newIntBuffer(int capacity) {
    return newByteBuffer(Math.multiplyExact(capacity, Integer.BYTES)).asIntBuffer();
  }

  /**
   * The rest of {@code buf} from element {@code offset} on; its position and limit do not matter.
   */
  public static IntBuffer slice(IntBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /** The rest of {@code buf} from element {@code offset} on. */
  public static IntBuffer slice(int[] buf, int offset) {
    return IntBuffer.wrap(buf).position(offset).slice();
  }

  /** As {@link #newByteBuffer}; {@code capacity} in elements. */
  public static LongBuffer newLongBuffer(int capacity) {
    return newByteBuffer(Math.multiplyExact(capacity, Long.BYTES)).asLongBuffer();
  }

  /**
   * The rest of {@code buf} from element {@code offset} on; its position and limit do not matter.
   */
  public static LongBuffer slice(LongBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /** The rest of {@code buf} from element {@code offset} on. */
  public static LongBuffer slice(long[] buf, int offset) {
    return LongBuffer.wrap(buf).position(offset).slice();
  }

  /** As {@link #newByteBuffer}; {@code capacity} in elements. */
  public static FloatBuffer newFloatBuffer(int capacity) {
    return newByteBuffer(Math.multiplyExact(capacity, Float.BYTES)).asFloatBuffer();
  }

  /**
   * The rest of {@code buf} from element {@code offset} on; its position and limit do not matter.
   */
  public static FloatBuffer slice(FloatBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /** The rest of {@code buf} from element {@code offset} on. */
  public static FloatBuffer slice(float[] buf, int offset) {
    return FloatBuffer.wrap(buf).position(offset).slice();
  }

  /** As {@link #newByteBuffer}; {@code capacity} in elements. */
  public static DoubleBuffer newDoubleBuffer(int capacity) {
    return newByteBuffer(Math.multiplyExact(capacity, Double.BYTES)).asDoubleBuffer();
  }

  /**
   * The rest of {@code buf} from element {@code offset} on; its position and limit do not matter.
   */
  public static DoubleBuffer slice(DoubleBuffer buf, int offset) {
    return buf.duplicate().clear().position(offset).slice();
  }

  /** The rest of {@code buf} from element {@code offset} on. */
  public static DoubleBuffer slice(double[] buf, int offset) {
    return DoubleBuffer.wrap(buf).position(offset).slice();
  }

  private static void attach(String call, Object buffer, long capacityBytes) {
    try {
      BufferedSends.INSTANCE.attach(buffer, capacityBytes);
    } catch (EngineException e) {
      throw Errors.onSelf(call, e);
    }
  }

  private static byte[] detach(String call) {
    try {
      Object buffer = BufferedSends.INSTANCE.detach();
      if (buffer instanceof byte[]) {
        return (byte[]) buffer;
      }
      ByteBuffer nio = (ByteBuffer) buffer;
      return nio.hasArray() ? nio.array() : null;
    } catch (EngineException e) {
      throw Errors.onSelf(call, e);
    }
  }

  private static void requireActive(String call) {
    try {
      MpiState.requireActive();
    } catch (EngineException e) {
      throw Errors.onSelf(call, e);
    }
  }
}
