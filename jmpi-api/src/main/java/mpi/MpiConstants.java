package mpi;

/**
 * The numbers among the constants of {@link MPI}. Most have the values they have in Open MPI, since
 * programs may have stored or printed them; those that the compiler copied into class files of
 * programs for MPJ Express have the values they had there.
 */
abstract class MpiConstants {
  // Wildcards and special ranks (MPI-4.1 §3.2.4, §3.10)

  /** A receive or probe takes any sender. */
  public static final int ANY_SOURCE = -1;

  /** A receive or probe takes any tag. */
  public static final int ANY_TAG = -1;

  /** A peer that is not there: operations with it do nothing. */
  public static final int PROC_NULL = -2;

  /** The root itself, in a collective on an intercommunicator. */
  public static final int ROOT = -4;

  /** No value. */
  public static final int UNDEFINED = -32766;

  // Results of comparisons (MPI-4.1 §7.3.1, §7.4.1), with the values of MPJ Express

  /** The same object. */
  public static final int IDENT = 0;

  /** The same members in another order. */
  public static final int SIMILAR = 1;

  /** Other members. */
  public static final int UNEQUAL = 2;

  /** The same members in the same order, another context. */
  public static final int CONGRUENT = 3;

  // Levels of thread support (MPI-4.1 §11.6)

  /** There is one thread. */
  public static final int THREAD_SINGLE = 0;

  /** The main thread alone calls MPI. */
  public static final int THREAD_FUNNELED = 1;

  /** One thread at a time calls MPI. */
  public static final int THREAD_SERIALIZED = 2;

  /** Any thread calls MPI at any time. */
  public static final int THREAD_MULTIPLE = 3;

  // Topologies (MPI-4.1 §8)

  /** Cartesian. */
  public static final int CART = 1;

  /** Graph. */
  public static final int GRAPH = 2;

  /** Distributed graph. */
  public static final int DIST_GRAPH = 3;

  // Keys of predefined attributes (MPI-4.1 §9.1.2, §12.2.6)

  /** The greatest tag: 2147483647. */
  public static final int TAG_UB = 0;

  /** Rank of a host process. */
  public static final int HOST = 1;

  /** Rank that can do input and output. */
  public static final int IO = 2;

  /** Whether clocks are synchronised. */
  public static final int WTIME_IS_GLOBAL = 3;

  /** Which of several programs this is. */
  public static final int APPNUM = 4;

  /** The greatest error code so far. */
  public static final int LASTUSEDCODE = 5;

  /** How many processes there could be. */
  public static final int UNIVERSE_SIZE = 6;

  /** Start of a window. */
  public static final int WIN_BASE = 7;

  /** Size of a window. */
  public static final int WIN_SIZE = 8;

  /** Unit of displacements in a window. */
  public static final int WIN_DISP_UNIT = 9;

  /** No key. */
  public static final int KEYVAL_INVALID = -1;

  // Buffered sends and overheads (MPI-4.1 §3.6)

  /** Bytes of the attached buffer that a message takes beside its data. */
  public static final int BSEND_OVERHEAD = 128;

  /** MpiJava: bytes that a send takes beside its data. */
  public static final int SEND_OVERHEAD = 0;

  /** MpiJava: bytes that a receive takes beside its data. */
  public static final int RECV_OVERHEAD = 0;

  // Order and distribution of arrays (MPI-4.1 §5.1.3, §5.1.4)

  /** Last index fastest. */
  public static final int ORDER_C = 0;

  /** First index fastest. */
  public static final int ORDER_FORTRAN = 1;

  /** In blocks. */
  public static final int DISTRIBUTE_BLOCK = 0;

  /** In turns. */
  public static final int DISTRIBUTE_CYCLIC = 1;

  /** Not at all. */
  public static final int DISTRIBUTE_NONE = 2;

  /** With the default argument. */
  public static final int DISTRIBUTE_DFLT_DARG = -1;

  // Files (MPI-4.1 §14.2)

  /** Create it unless it is there. */
  public static final int MODE_CREATE = 1;

  /** Read only. */
  public static final int MODE_RDONLY = 2;

  /** Write only. */
  public static final int MODE_WRONLY = 4;

  /** Read and write. */
  public static final int MODE_RDWR = 8;

  /** Delete it when it is closed. */
  public static final int MODE_DELETE_ON_CLOSE = 16;

  /** Nobody else has it open. */
  public static final int MODE_UNIQUE_OPEN = 32;

  /** It must not be there. */
  public static final int MODE_EXCL = 64;

  /** Start at the end. */
  public static final int MODE_APPEND = 128;

  /** Only in sequence. */
  public static final int MODE_SEQUENTIAL = 256;

  /** At the current position. */
  public static final int DISPLACEMENT_CURRENT = -54278278;

  /** From the start. */
  public static final int SEEK_SET = 600;

  /** From the current position. */
  public static final int SEEK_CUR = 602;

  /** From the end. */
  public static final int SEEK_END = 604;

  // One-sided communication (MPI-4.1 §12.5)

  /** No conflicting lock is held. */
  public static final int MODE_NOCHECK = 1;

  /** The fence ends no epoch. */
  public static final int MODE_NOPRECEDE = 2;

  /** No put or accumulate follows. */
  public static final int MODE_NOPUT = 4;

  /** No local store has happened. */
  public static final int MODE_NOSTORE = 8;

  /** The fence starts no epoch. */
  public static final int MODE_NOSUCCEED = 16;

  /** One at a time. */
  public static final int LOCK_EXCLUSIVE = 1;

  /** Several at a time. */
  public static final int LOCK_SHARED = 2;

  // Limits and version (MPI-4.1 §2.5, §9.1.1)

  /** Characters in the name of a data representation. */
  public static final int MAX_DATAREP_STRING = 128;

  /** Characters in an info key. */
  public static final int MAX_INFO_KEY = 36;

  /** Characters in an info value. */
  public static final int MAX_INFO_VAL = 256;

  /** Characters in the name of an object. */
  public static final int MAX_OBJECT_NAME = 64;

  /** Characters in the name of a port. */
  public static final int MAX_PORT_NAME = 1024;

  /** Version of the standard. */
  public static final int VERSION = 4;

  /** Subversion of the standard. */
  public static final int SUBVERSION = 1;

  // Error classes (MPI-4.1 §9.4)

  /** No error. */
  public static final int SUCCESS = 0;

  /** Invalid buffer. */
  public static final int ERR_BUFFER = 1;

  /** Invalid count. */
  public static final int ERR_COUNT = 2;

  /** Invalid datatype. */
  public static final int ERR_TYPE = 3;

  /** Invalid tag. */
  public static final int ERR_TAG = 4;

  /** Invalid communicator. */
  public static final int ERR_COMM = 5;

  /** Invalid rank. */
  public static final int ERR_RANK = 6;

  /** Invalid request. */
  public static final int ERR_REQUEST = 7;

  /** Invalid root. */
  public static final int ERR_ROOT = 8;

  /** Invalid group. */
  public static final int ERR_GROUP = 9;

  /** Invalid operator. */
  public static final int ERR_OP = 10;

  /** Invalid topology. */
  public static final int ERR_TOPOLOGY = 11;

  /** Invalid dimensions. */
  public static final int ERR_DIMS = 12;

  /** Invalid argument of another kind. */
  public static final int ERR_ARG = 13;

  /** Unknown error. */
  public static final int ERR_UNKNOWN = 14;

  /** The message is longer than the receive. */
  public static final int ERR_TRUNCATE = 15;

  /** Known error of another kind. */
  public static final int ERR_OTHER = 16;

  /** Error inside this library. */
  public static final int ERR_INTERN = 17;

  /** The statuses tell the errors. */
  public static final int ERR_IN_STATUS = 18;

  /** The request is neither done nor failed. */
  public static final int ERR_PENDING = 19;

  /** No permission. */
  public static final int ERR_ACCESS = 20;

  /** Invalid access mode. */
  public static final int ERR_AMODE = 21;

  /** Invalid assertion. */
  public static final int ERR_ASSERT = 22;

  /** Invalid file name. */
  public static final int ERR_BAD_FILE = 23;

  /** Invalid base of memory. */
  public static final int ERR_BASE = 24;

  /** Error in a data conversion. */
  public static final int ERR_CONVERSION = 25;

  /** Invalid displacement. */
  public static final int ERR_DISP = 26;

  /** The data representation is defined already. */
  public static final int ERR_DUP_DATAREP = 27;

  /** The file exists. */
  public static final int ERR_FILE_EXISTS = 28;

  /** The file is in use. */
  public static final int ERR_FILE_IN_USE = 29;

  /** Invalid file. */
  public static final int ERR_FILE = 30;

  /** Invalid info key. */
  public static final int ERR_INFO_KEY = 31;

  /** No such info key. */
  public static final int ERR_INFO_NOKEY = 32;

  /** Invalid info value. */
  public static final int ERR_INFO_VALUE = 33;

  /** Invalid info object. */
  public static final int ERR_INFO = 34;

  /** Error of input or output. */
  public static final int ERR_IO = 35;

  /** Invalid attribute key. */
  public static final int ERR_KEYVAL = 36;

  /** Invalid lock type. */
  public static final int ERR_LOCKTYPE = 37;

  /** No such service name. */
  public static final int ERR_NAME = 38;

  /** No memory. */
  public static final int ERR_NO_MEM = 39;

  /** Arguments differ between ranks. */
  public static final int ERR_NOT_SAME = 40;

  /** No space. */
  public static final int ERR_NO_SPACE = 41;

  /** No such file. */
  public static final int ERR_NO_SUCH_FILE = 42;

  /** Invalid port name. */
  public static final int ERR_PORT = 43;

  /** Quota exceeded. */
  public static final int ERR_QUOTA = 44;

  /** Read-only file. */
  public static final int ERR_READ_ONLY = 45;

  /** Conflicting accesses to a window. */
  public static final int ERR_RMA_CONFLICT = 46;

  /** Wrong synchronisation of a window. */
  public static final int ERR_RMA_SYNC = 47;

  /** Invalid service name. */
  public static final int ERR_SERVICE = 48;

  /** Invalid size. */
  public static final int ERR_SIZE = 49;

  /** Processes could not be started. */
  public static final int ERR_SPAWN = 50;

  /** Unsupported data representation. */
  public static final int ERR_UNSUPPORTED_DATAREP = 51;

  /** Unsupported operation. */
  public static final int ERR_UNSUPPORTED_OPERATION = 52;

  /** Invalid window. */
  public static final int ERR_WIN = 53;

  /** A process of the job was aborted. */
  public static final int ERR_PROC_ABORTED = 74;

  /** A process that the operation involves has failed. */
  public static final int ERR_PROC_FAILED = 75;

  /** A process that may be the sender has failed; the request goes on. */
  public static final int ERR_PROC_FAILED_PENDING = 76;

  /** The communicator was revoked. */
  public static final int ERR_REVOKED = 77;

  /** No predefined error class is greater. */
  public static final int ERR_LASTCODE = 92;

  /** Out of system resources. */
  public static final int ERR_SYSRESOURCE = -2;

  MpiConstants() {}
}
