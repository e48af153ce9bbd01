package mpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.Map;
import org.jmpi.comm.ProcessGroup;
import org.jmpi.error.EngineException;
import org.jmpi.error.ErrorClass;
import org.jmpi.p2p.StatusRecord;
import org.junit.jupiter.api.Test;

/** What works without an engine: datatypes, structures, statuses, groups, buffers, exceptions. */
class LocalObjectsTest {
  @Test
  void shouldCountExtentsAndSizesInElementsOfTheBaseType() {
    assertEquals(1, MPI.INT.getExtent());
    assertEquals(1, MPI.DOUBLE.Size());
    assertEquals(8, MPI.DOUBLE.getByteSize());
    assertEquals(2, MPI.INT2.Extent());
    assertEquals(8, MPI.INT2.getExtent(), "a structure in Open MPI's dialect");
    assertEquals(16, MPI.DOUBLE_INT.getExtent());
    assertEquals(12, MPI.DOUBLE_INT.getSize());
    assertEquals(12, MPI.DOUBLE_INT.getTrueExtent());
    assertEquals(0, MPI.LONG_INT.getLb());
    assertEquals(16, MPI.LONG_INT.Ub());
    assertEquals(Datatype.INT, MPI.INT.baseType);
    assertEquals("MPI_INT", MPI.INT.getName());
    assertTrue(MPI.DATATYPE_NULL.isNull());
    assertSame(MPI.NULL, MPI.DATATYPE_NULL);
  }

  @Test
  void shouldFreeDuplicatesButNoPredefinedDatatype() {
    Datatype copy = MPI.INT.clone();
    copy.setName("mine");
    assertEquals("MPI_INT", MPI.INT.getName());
    copy.free();
    assertTrue(copy.isNull());
    assertFalse(MPI.INT.isNull());
    assertError(MPI.ERR_TYPE, copy::getExtent);
    assertError(MPI.ERR_TYPE, MPI.INT::free);
  }

  @Test
  void shouldGiveOpenMpisNumbersToErrorClasses() throws ReflectiveOperationException {
    for (ErrorClass errorClass : ErrorClass.values()) {
      String name = errorClass == ErrorClass.SUCCESS ? "SUCCESS" : "ERR_" + errorClass;
      assertEquals(errorClass.code(), MPI.class.getField(name).get(null), name);
    }
  }

  @Test
  void shouldLayOutStructuresOfTheProgram() {
    Particle particle = new Particle();
    assertEquals(8 + 4 + 4 + 3 * 8 + 8, particle.getExtent());
    ByteBuffer buffer = MPI.newByteBuffer(2 * particle.getExtent());
    Particle.Data second = particle.getData(buffer, 1);
    second.put(1.5, 'x', -7L, 42);
    assertEquals(1.5, buffer.getDouble(particle.getExtent()));
    assertEquals(1.5, second.mass());
    assertEquals(-7L, second.last());
    Int2.Data pair = second.pair();
    assertEquals(42, pair.getValue());
    assertEquals(1.5, second.getBuffer().getDouble(0));
    Datatype type = particle.getType();
    assertEquals(8 + 2 + 24 + 8, type.getSize());
    assertEquals(1 + 1 + 3 + 2, Datatype.layout(type).elementsPerItem());
    assertThrows(IllegalStateException.class, particle::addByte);
    assertThrows(IllegalArgumentException.class, () -> new Particle().setOffset(3));
  }

  /** A structure with a gap, an array and a structure. */
  private static final class Particle extends Struct {
    private final int mass = addDouble();
    private final int symbol = addChar();
    private final int history = setOffset(16).addLong(3);
    private final int pair = addStruct(MPI.int2);

    @Override
    protected Data newData() {
      return new Data();
    }

    /** Access. */
    private final class Data extends Struct.Data {
      void put(double massValue, char symbolValue, long lastValue, int pairValue) {
        putDouble(mass, massValue);
        putChar(symbol, symbolValue);
        putLong(history, 2, lastValue);
        Int2.Data inner = getData(MPI.int2, pair);
        inner.putValue(pairValue);
      }

      double mass() {
        return getDouble(mass);
      }

      long last() {
        return getLong(history, 2);
      }

      Int2.Data pair() {
        return getData(MPI.int2, pair);
      }
    }
  }

  @Test
  void shouldCountElementsOfStructuresThatAreNotWhole() {
    StatusRecord record = new StatusRecord();
    record.set(3, 4, 12 + 8, false);
    Status status = new Status(record, null);
    assertEquals(MPI.UNDEFINED, status.getCount(MPI.DOUBLE_INT));
    assertEquals(3, status.getElements(MPI.DOUBLE_INT));
    record.set(3, 4, 12 + 7, false);
    assertEquals(MPI.UNDEFINED, new Status(record, null).getElements(MPI.DOUBLE_INT));
    record.set(3, 4, 24, false);
    assertEquals(2, new Status(record, null).getCount(MPI.DOUBLE_INT));
    record.set(3, 4, 3L << 32, false);
    Status large = new Status(record, null);
    assertEquals(MPI.UNDEFINED, large.getCount(MPI.BYTE));
    assertEquals(MPI.UNDEFINED, large.countInBytes);
    assertEquals(3L << 32, large.getElementsX(MPI.BYTE).getCount());
    assertEquals(3 << 29, large.getCount(MPI.LONG));
  }

  @Test
  void shouldFillInAStatusOfTheProgram() {
    Status status = new Status();
    assertEquals(MPI.ANY_SOURCE, status.getSource());
    assertEquals(MPI.ANY_TAG, status.tag);
    assertFalse(status.isCancelled());
    status.setCancelled(true);
    assertTrue(status.Test_cancelled());
    status.setElements(MPI.DOUBLE_INT, 3);
    assertEquals(3, status.getElements(MPI.DOUBLE_INT));
    status.setElementsX(MPI.OBJECT, new Count(5));
    assertEquals(5, status.Get_count(MPI.OBJECT));
    assertError(MPI.ERR_COUNT, () -> status.setElements(MPI.INT, -1));
    assertError(MPI.ERR_TYPE, () -> status.getCount(null));
  }

  @Test
  void shouldDoGroupAlgebraInBothSpellings() {
    Group four = new Group(ProcessGroup.range(4));
    Group picked = four.Incl(new int[] {2, 0});
    assertEquals(2, picked.Size());
    assertEquals(MPI.SIMILAR, Group.compare(picked, four.incl(new int[] {0, 2})));
    assertEquals(MPI.IDENT, Group.Compare(picked, four.incl(new int[] {2, 0})));
    assertEquals(MPI.UNEQUAL, Group.compare(picked, four));
    assertEquals(4, Group.union(picked, four).getSize());
    assertEquals(2, Group.Difference(four, picked).Size());
    assertEquals(2, Group.intersection(four, picked).Size());
    assertEquals(MPI.IDENT, Group.compare(four.excl(new int[] {0, 1, 2, 3}), MPI.GROUP_EMPTY));
    assertEquals(2, four.Range_excl(new int[][] {{0, 2, 2}}).Size());
    assertArrayEquals(
        new int[] {1, MPI.UNDEFINED, MPI.PROC_NULL},
        Group.translateRanks(four, new int[] {0, 1, MPI.PROC_NULL}, picked));
    picked.free();
    assertTrue(picked.isNull());
    assertError(MPI.ERR_GROUP, picked::getSize);
    assertError(MPI.ERR_ARG, () -> four.incl(null));
    assertError(MPI.ERR_ARG, () -> four.rangeIncl(new int[][] {{0, 1}}));
  }

  @Test
  void shouldSliceArraysAndBuffersWhateverTheirPosition() {
    double[] array = {0, 1, 2, 3};
    DoubleBuffer rest = MPI.slice(array, 2);
    assertEquals(2, rest.capacity());
    rest.put(0, 9);
    assertEquals(9, array[2]);
    IntBuffer direct = MPI.newIntBuffer(4);
    assertTrue(direct.isDirect());
    assertEquals(ByteOrder.nativeOrder(), direct.order());
    direct.position(3).limit(3);
    assertEquals(3, MPI.slice(direct, 1).capacity());
    assertEquals(3, direct.position());
    ByteBuffer bigEndian = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
    assertEquals(ByteOrder.BIG_ENDIAN, MPI.slice(bigEndian, 8).order());
    assertEquals(ByteOrder.nativeOrder(), MPI.slice(new byte[4], 1).order());
    assertThrows(ArithmeticException.class, () -> MPI.newLongBuffer(1 << 30));
  }

  @Test
  void shouldSeeComplexNumbersInAnyBuffer() {
    double[] array = new double[4];
    DoubleComplex number = DoubleComplex.get(array, 1);
    number.putReal(3);
    number.putImag(-4);
    assertArrayEquals(new double[] {0, 0, 3, -4}, array);
    ByteBuffer bytes = ByteBuffer.allocate(32);
    FloatComplex inBytes = FloatComplex.get(bytes, 2);
    inBytes.putImag(2.5f);
    assertEquals(2.5f, bytes.order(ByteOrder.nativeOrder()).getFloat(20));
    assertEquals(2.5f, inBytes.getBuffer().get(1));
  }

  @Test
  void shouldStripThePrefixOfMpjExpressOnlyWhereItIsOne() {
    String[] prefixed = {"1", "4", "niodev", "input.txt"};
    assertTrue(MpiState.hasMpjPrefix(prefixed, Map.of(), 1, 4));
    assertFalse(MpiState.hasMpjPrefix(prefixed, Map.of(), 0, 4));
    assertFalse(MpiState.hasMpjPrefix(new String[] {"1", "4", "input.txt"}, Map.of(), 1, 4));
    assertFalse(MpiState.hasMpjPrefix(new String[] {"1", "4"}, Map.of("args", "mpj"), 1, 4));
    assertTrue(MpiState.hasMpjPrefix(new String[] {"1", "4", "any"}, Map.of("args", "mpj"), 1, 4));
  }

  @Test
  void shouldCarryMessageAndCauseInExceptionsOfTheProgram() {
    Throwable cause = new IllegalStateException("why");
    assertSame(cause, new MPIException("what", cause).getCause());
    assertEquals("what", new MPIException("what").getMessage());
    assertTrue(new MPIException(cause).getMessage().contains("why"));
    assertEquals(MPI.ERR_OTHER, new MPIException().getErrorClass());
    assertEquals(0, new MPIException().getFailedRanks().length);
    assertNotEquals(new Count(3), new Count(4));
    assertEquals(new Count(3), new Count(3));
  }

  @Test
  void shouldRefuseBytesThatAreNoObjects() {
    MpiObjectCodec codec = new MpiObjectCodec();
    byte[] good = codec.encode(new Object[] {"a", null}, 0, 2);
    Object[] target = new Object[3];
    assertEquals(2, codec.decode(good, good.length, target, 1, 2));
    assertEquals("a", target[1]);
    for (int length = 1; length < good.length; length++) {
      int cut = length;
      try {
        // A cut between two elements leaves a good message of one.
        assertEquals(1, codec.decode(good, cut, new Object[2], 0, 2), "length " + cut);
      } catch (EngineException e) {
        assertEquals(ErrorClass.TYPE, e.errorClass(), "length " + cut);
      }
    }
    byte[] lying = {-1, -1, -1, 127, 0};
    assertEquals(
        ErrorClass.TYPE,
        assertThrows(EngineException.class, () -> codec.decode(lying, 5, target, 0, 1))
            .errorClass());
    assertThrows(EngineException.class, () -> codec.setFilterPattern("maxdepth=none"));
  }

  private static void assertError(int errorClass, Runnable call) {
    MPIException thrown = assertThrows(MPIException.class, call::run);
    assertEquals(errorClass, thrown.getErrorClass(), thrown.getMessage());
  }
}
