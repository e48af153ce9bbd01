package mpi;

/**
 * What happens to the attributes of a key when their object is duplicated or freed (MPI-4.1 §7.7);
 * see {@link Comm#createKeyval(AttributeCallbacks)}. Called on the thread that makes the call, in
 * the order in which the attributes were set. An exception ends that call with ERR_OTHER.
 */
public interface AttributeCallbacks {
  /** What {@link #copy} returns when the new object is to have no such attribute. */
  Object NOT_COPIED =
      new Object() {
        @Override
        public String toString() {
          return "NOT_COPIED";
        }
      };

  /** Duplicates share the value (MPI_COMM_DUP_FN), as keys made without callbacks do. */
  AttributeCallbacks SHARED = new AttributeCallbacks() {};

  /**
   * The object is duplicated.
   *
   * @param owner the {@link Comm} or {@link Datatype} that is duplicated
   * @return the value that the duplicate gets, or {@link #NOT_COPIED}
   */
  default Object copy(Object owner, int keyval, Object value) {
    return value;
  }

  /**
   * The attribute goes: it was deleted or replaced, or its object is freed. For attributes of
   * {@link MPI#COMM_SELF} also at Finalize, the last one set first.
   */
  default void delete(Object owner, int keyval, Object value) {}
}
