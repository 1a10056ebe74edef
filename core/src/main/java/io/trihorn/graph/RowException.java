package io.trihorn.graph;

/**
 * A row of a batch has something that cannot be used. Who read the batch may know where the row
 * stands in the data, which is what a user can look at.
 */
public final class RowException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private final String before;
  private final long row;
  private final String after;

  private RowException(String before, long row, String whole, String after) {
    super(before + " in row " + row + " of the " + whole + after);
    this.before = before;
    this.row = row;
    this.after = after;
  }

  /**
   * An exception about an element of a batch.
   *
   * @param before what it is
   * @param data the batch, of which the first axis counts the rows
   * @param at the element's position among all of them
   * @param after what is wrong with it, and what to do
   */
  public static RowException of(String before, TensorData data, long at, String after) {
    long rows = data.type().rank() == 0 ? 1 : data.type().dim(0);
    long each = data.size() / rows;
    String inside = each == 1 ? "" : ", position " + at % each + ",";
    return new RowException(before, at / each, "batch", inside + after);
  }

  /** The row in the batch. */
  public long row() {
    return row;
  }

  /** The same with more said before. */
  public RowException within(String outer) {
    return new RowException(outer + before, row, "batch", after);
  }

  /** The same of the row of the data that the batch has there. */
  public RowException inData(long place) {
    return new RowException(before, place, "data", after);
  }
}
