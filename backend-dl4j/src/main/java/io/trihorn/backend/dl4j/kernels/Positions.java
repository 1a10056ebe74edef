package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.FloatBuffer;

/** Some rows of a batch, of one position of a sequence at a time. */
public final class Positions {
  private final FloatBuffer sequence;
  private final FloatBuffer rows;
  private final int all;
  private final int start;
  private final int length;

  /**
   * Positions.
   *
   * @param sequence {@code (time, batch, features)}
   * @param rows where those of a position go, {@code (batch, features)}
   * @param first row of the batch
   * @param count how many
   */
  public Positions(Ref sequence, Ref rows, int first, int count, Frame f) {
    this.sequence = f.bytes(sequence).asFloatBuffer();
    this.rows = f.bytes(rows).asFloatBuffer();
    all = (int) rows.size();
    int features = (int) rows.dim(1);
    start = first * features;
    length = count * features;
  }

  /** Copies the rows of a position. */
  public void load(int at) {
    rows.put(start, sequence, at * all + start, length);
  }
}
