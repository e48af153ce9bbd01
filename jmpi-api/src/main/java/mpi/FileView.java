package mpi;

/** What of a file a process sees (MPI-4.1 §14.3). */
public final class FileView {
  private final long disp;
  private final Datatype etype;
  private final Datatype filetype;
  private final String datarep;

  /**
   * A view.
   *
   * @param disp bytes of the file before it
   * @param etype unit of offsets
   * @param filetype repeated from {@code disp} on; what it holds is seen
   * @param datarep representation of the data, such as {@code "native"}
   */
  public FileView(long disp, Datatype etype, Datatype filetype, String datarep) {
    this.disp = disp;
    this.etype = etype;
    this.filetype = filetype;
    this.datarep = datarep;
  }

  /** Bytes of the file before the view. */
  public long getDisp() {
    return disp;
  }

  /** Unit of offsets. */
  public Datatype getEType() {
    return etype;
  }

  /** What is seen, repeated. */
  public Datatype getFileType() {
    return filetype;
  }

  /** Representation of the data. */
  public String getDataRep() {
    return datarep;
  }
}
