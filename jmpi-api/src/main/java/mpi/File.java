package mpi;

import java.nio.Buffer;

/**
 * Parallel files (MPI-4.1 §14), which this version does not have: every call raises
 * ERR_UNSUPPORTED_OPERATION.
 */
public final class File {

  /** A file that {@code comm} opens together. */
  public File(Comm comm, String filename, int amode) throws MPIException {
    throw Unsupported.on(comm, "new File");
  }

  /** A file that {@code comm} opens together. */
  public File(Comm comm, String filename, int amode, Info info) throws MPIException {
    throw Unsupported.on(comm, "new File");
  }

  /** Not in this version. */
  public boolean getAtomicity() throws MPIException {
    throw Unsupported.call("File.getAtomicity");
  }

  /** Not in this version. */
  public int getAMode() throws MPIException {
    throw Unsupported.call("File.getAMode");
  }

  /** Not in this version. */
  public int getTypeExtent(Datatype type) throws MPIException {
    throw Unsupported.call("File.getTypeExtent");
  }

  /** Not in this version. */
  public long getByteOffset(long offset) throws MPIException {
    throw Unsupported.call("File.getByteOffset");
  }

  /** Not in this version. */
  public long getPosition() throws MPIException {
    throw Unsupported.call("File.getPosition");
  }

  /** Not in this version. */
  public long getPositionShared() throws MPIException {
    throw Unsupported.call("File.getPositionShared");
  }

  /** Not in this version. */
  public long getSize() throws MPIException {
    throw Unsupported.call("File.getSize");
  }

  /** Not in this version. */
  public Errhandler getErrhandler() throws MPIException {
    throw Unsupported.call("File.getErrhandler");
  }

  /** Not in this version. */
  public FileView getView() throws MPIException {
    throw Unsupported.call("File.getView");
  }

  /** Not in this version. */
  public Group getGroup() throws MPIException {
    throw Unsupported.call("File.getGroup");
  }

  /** Not in this version. */
  public Info getInfo() throws MPIException {
    throw Unsupported.call("File.getInfo");
  }

  /** Not in this version. */
  public Request iRead(Buffer buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.iRead");
  }

  /** Not in this version. */
  public Request iReadAll(Buffer buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.iReadAll");
  }

  /** Not in this version. */
  public Request iReadAt(long offset, Buffer buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.iReadAt");
  }

  /** Not in this version. */
  public Request iReadAtAll(long offset, Buffer buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.iReadAtAll");
  }

  /** Not in this version. */
  public Request iReadShared(Buffer buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.iReadShared");
  }

  /** Not in this version. */
  public Request iWrite(Buffer buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.iWrite");
  }

  /** Not in this version. */
  public Request iWriteAll(Buffer buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.iWriteAll");
  }

  /** Not in this version. */
  public Request iWriteAt(long offset, Buffer buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.iWriteAt");
  }

  /** Not in this version. */
  public Request iWriteAtAll(long offset, Buffer buf, int count, Datatype type)
      throws MPIException {
    throw Unsupported.call("File.iWriteAtAll");
  }

  /** Not in this version. */
  public Request iWriteShared(Buffer buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.iWriteShared");
  }

  /** Not in this version. */
  public Status read(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.read");
  }

  /** Not in this version. */
  public Status readAll(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.readAll");
  }

  /** Not in this version. */
  public Status readAllEnd(Object buf) throws MPIException {
    throw Unsupported.call("File.readAllEnd");
  }

  /** Not in this version. */
  public Status readAt(long offset, Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.readAt");
  }

  /** Not in this version. */
  public Status readAtAll(long offset, Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.readAtAll");
  }

  /** Not in this version. */
  public Status readAtAllEnd(Object buf) throws MPIException {
    throw Unsupported.call("File.readAtAllEnd");
  }

  /** Not in this version. */
  public Status readOrdered(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.readOrdered");
  }

  /** Not in this version. */
  public Status readOrderedEnd(Object buf) throws MPIException {
    throw Unsupported.call("File.readOrderedEnd");
  }

  /** Not in this version. */
  public Status readShared(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.readShared");
  }

  /** Not in this version. */
  public Status write(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.write");
  }

  /** Not in this version. */
  public Status writeAll(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.writeAll");
  }

  /** Not in this version. */
  public Status writeAllEnd(Object buf) throws MPIException {
    throw Unsupported.call("File.writeAllEnd");
  }

  /** Not in this version. */
  public Status writeAt(long offset, Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.writeAt");
  }

  /** Not in this version. */
  public Status writeAtAll(long offset, Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.writeAtAll");
  }

  /** Not in this version. */
  public Status writeAtAllEnd(Object buf) throws MPIException {
    throw Unsupported.call("File.writeAtAllEnd");
  }

  /** Not in this version. */
  public Status writeOrdered(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.writeOrdered");
  }

  /** Not in this version. */
  public Status writeOrderedEnd(Object buf) throws MPIException {
    throw Unsupported.call("File.writeOrderedEnd");
  }

  /** Not in this version. */
  public Status writeShared(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.writeShared");
  }

  /** Not in this version. */
  public static void delete(String filename) throws MPIException {
    throw Unsupported.call("File.delete");
  }

  /** Not in this version. */
  public static void delete(String filename, Info info) throws MPIException {
    throw Unsupported.call("File.delete");
  }

  /** Not in this version. */
  public void callErrhandler(int errorCode) throws MPIException {
    throw Unsupported.call("File.callErrhandler");
  }

  /** Not in this version. */
  public void close() throws MPIException {
    throw Unsupported.call("File.close");
  }

  /** Not in this version. */
  public void preallocate(long size) throws MPIException {
    throw Unsupported.call("File.preallocate");
  }

  /** Not in this version. */
  public void readAllBegin(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.readAllBegin");
  }

  /** Not in this version. */
  public void readAtAllBegin(long offset, Object buf, int count, Datatype type)
      throws MPIException {
    throw Unsupported.call("File.readAtAllBegin");
  }

  /** Not in this version. */
  public void readOrderedBegin(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.readOrderedBegin");
  }

  /** Not in this version. */
  public void seek(long offset, int whence) throws MPIException {
    throw Unsupported.call("File.seek");
  }

  /** Not in this version. */
  public void seekShared(long offset, int whence) throws MPIException {
    throw Unsupported.call("File.seekShared");
  }

  /** Not in this version. */
  public void setAtomicity(boolean atomicity) throws MPIException {
    throw Unsupported.call("File.setAtomicity");
  }

  /** Not in this version. */
  public void setErrhandler(Errhandler errhandler) throws MPIException {
    throw Unsupported.call("File.setErrhandler");
  }

  /** Not in this version. */
  public void setInfo(Info info) throws MPIException {
    throw Unsupported.call("File.setInfo");
  }

  /** Not in this version. */
  public void setSize(long size) throws MPIException {
    throw Unsupported.call("File.setSize");
  }

  /** Not in this version. */
  public void setView(long disp, Datatype etype, Datatype filetype, String datarep)
      throws MPIException {
    throw Unsupported.call("File.setView");
  }

  /** Not in this version. */
  public void setView(long disp, Datatype etype, Datatype filetype, String datarep, Info info)
      throws MPIException {
    throw Unsupported.call("File.setView");
  }

  /** Not in this version. */
  public void sync() throws MPIException {
    throw Unsupported.call("File.sync");
  }

  /** Not in this version. */
  public void writeAllBegin(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.writeAllBegin");
  }

  /** Not in this version. */
  public void writeAtAllBegin(long offset, Object buf, int count, Datatype type)
      throws MPIException {
    throw Unsupported.call("File.writeAtAllBegin");
  }

  /** Not in this version. */
  public void writeOrderedBegin(Object buf, int count, Datatype type) throws MPIException {
    throw Unsupported.call("File.writeOrderedBegin");
  }
}
