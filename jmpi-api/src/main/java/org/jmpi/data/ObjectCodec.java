package org.jmpi.data;

/**
 * Makes bytes of objects and objects of bytes, for {@link Layout#OBJECT}. Package {@code mpi}
 * implements it with the class loader and the deserialisation filter of its rank; this package
 * names no class of the program.
 */
public interface ObjectCodec {

  /**
   * Encodes {@code values[offset .. offset + count)}, each element by itself.
   *
   * @throws org.jmpi.error.EngineException TYPE when an element cannot be serialised; the message
   *     names its class
   */
  byte[] encode(Object[] values, int offset, int count);

  /**
   * Decodes the elements in {@code bytes[0 .. lengthBytes)} into {@code target} from {@code offset}
   * on.
   *
   * @return how many elements there were
   * @throws org.jmpi.error.EngineException TRUNCATE when there are more than {@code maxCount}, TYPE
   *     when one cannot be deserialised; the message names the class that is missing or refused
   */
  int decode(byte[] bytes, int lengthBytes, Object[] target, int offset, int maxCount);
}
