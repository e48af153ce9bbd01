package mpi;

import java.nio.ByteBuffer;
import org.jmpi.data.ReduceOp;
import org.jmpi.error.ErrorClass;

/** A reduction operator (MPI-4.1 §6.9). The predefined ones are constants of {@link MPI}. */
public class Op implements Freeable {
  /** Number of a predefined operator; 0 for the program's own. */
  public int opCode;

  private final boolean predefined;
  private final boolean commutative;
  private final boolean takesArrays;

  /** One of the three; all null once freed. */
  private ReduceOp engineOp;

  /** The program's function; null for other operators. */
  protected final UserFunction uf;

  private UserFunction function;

  /** What {@link #call} reduces. */
  private Datatype callType;

  private User_function mpijavaFunction;

  Op(ReduceOp engineOp, int opCode) {
    this.engineOp = engineOp;
    this.uf = null;
    this.opCode = opCode;
    this.commutative = engineOp.isCommutative();
    this.predefined = true;
    this.takesArrays = true;
  }

  /**
   * The program's own operator (MPI-4.1 §6.9.5).
   *
   * @param commute whether operands may change places; if not, results are combined in rank order
   */
  public Op(UserFunction function, boolean commute) {
    this.uf = function;
    this.function = function;
    this.commutative = commute;
    this.predefined = false;
    this.takesArrays = function != null && !overridesBuffers(function);
  }

  /** As {@link #Op(UserFunction, boolean)} with mpiJava's form of a function. */
  public Op(User_function function, boolean commute) throws MPIException {
    this(function, commute, 0);
  }

  /** As {@link #Op(User_function, boolean)} with a number for {@link #opCode}. */
  public Op(User_function function, boolean commute, int opCode) throws MPIException {
    this.uf = null;
    this.mpijavaFunction = function;
    this.commutative = commute;
    this.opCode = opCode;
    this.predefined = false;
    this.takesArrays = true;
  }

  /**
   * The predefined operator with this number; see {@link #opCode}.
   *
   * @throws IllegalArgumentException when there is none
   */
  protected Op(int type) {
    this(predefined(type).engineOp, type);
  }

  private static Op predefined(int type) {
    Op[] all = {
      MPI.MAX,
      MPI.MIN,
      MPI.SUM,
      MPI.PROD,
      MPI.LAND,
      MPI.BAND,
      MPI.LOR,
      MPI.BOR,
      MPI.LXOR,
      MPI.BXOR,
      MPI.MINLOC,
      MPI.MAXLOC,
      MPI.REPLACE,
      MPI.NO_OP
    };
    for (Op op : all) {
      if (op.opCode == type) {
        return op;
      }
    }
    throw new IllegalArgumentException("no predefined operator has number " + type);
  }

  /** Says what {@link #call} reduces. */
  protected void setDatatype(Datatype t) {
    callType = t;
  }

  /** Combines as {@link Comm#reduceLocal} with the datatype of {@link #setDatatype}. */
  protected void call(Object invec, Object inoutvec, int count) throws MPIException {
    Comm.reduceLocal(invec, inoutvec, count, callType, this);
  }

  /** Whether operands may change places (MPI-4.1 §6.9.7). */
  public boolean isCommutative() {
    return commutative;
  }

  /** True once the operator is freed. */
  public boolean isNull() {
    return engineOp == null && function == null && mpijavaFunction == null;
  }

  /**
   * Makes the operator null; operations under way go on (MPI-4.1 §6.9.5). ERR_OP for predefined
   * ones.
   */
  @Override
  public void free() throws MPIException {
    if (predefined || isNull()) {
      throw Errors.onSelf(
          "free",
          Errors.error(
              ErrorClass.OP,
              predefined ? "a predefined operator cannot be freed" : "the operator is null"));
    }
    function = null;
    mpijavaFunction = null;
  }

  /** Does nothing; the collector needs no help. Kept because mpiJava programs may call it. */
  @Override
  @SuppressWarnings({"deprecation", "removal"})
  public void finalize() throws MPIException {}

  /**
   * The operator as the engine takes it, for one operation on {@code type}.
   *
   * @throws org.jmpi.error.EngineException ERR_OP when the operator is null, freed, or one of the
   *     two that only accumulate in windows (MPI-4.1 §12.3.4)
   */
  static ReduceOp engineOp(Op op, Datatype type) {
    if (op == null || op.isNull()) {
      throw Errors.error(
          ErrorClass.OP, "the operator is null or was freed; pass one such as MPI.SUM");
    }
    if (op == MPI.REPLACE || op == MPI.NO_OP) {
      throw Errors.error(
          ErrorClass.OP,
          "the operator "
              + op.engineOp.name()
              + " is for accumulating in windows alone; no reduction has it");
    }
    if (op.engineOp != null) {
      return op.engineOp;
    }
    return op.mpijavaFunction != null
        ? UserOps.of(op.mpijavaFunction, op.commutative, type)
        : UserOps.of(op.function, op.takesArrays, op.commutative, type);
  }

  private static boolean overridesBuffers(UserFunction function) {
    try {
      return function
              .getClass()
              .getMethod("call", ByteBuffer.class, ByteBuffer.class, int.class, Datatype.class)
              .getDeclaringClass()
          != UserFunction.class;
    } catch (NoSuchMethodException e) {
      throw new AssertionError("mpi.UserFunction has lost a method", e);
    }
  }
}
