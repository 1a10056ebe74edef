package io.trihorn.model;

import java.util.Arrays;
import java.util.List;

/** How {@link Model#summary(SummaryOptions)} is printed; without any, as Keras does by default. */
public final class SummaryOptions {
  private int lineLength;
  private List<Double> positions = List.of();
  private boolean expandNested;
  private boolean showTrainable;
  private LayerRange layerRange;

  /**
   * Which layers are listed.
   *
   * @param first a regular expression for the beginning of the name of the first
   * @param last the same for the last; where it comes before the first, the two change places
   */
  record LayerRange(String first, String last) {}

  /** Keras's defaults. */
  public SummaryOptions() {}

  /**
   * The length of all lines of the table; by default 88, 108 where layers branch, and 12 more with
   * {@link #showTrainable}, but at most 76, which leaves a margin on a terminal of 80 columns.
   */
  public SummaryOptions lineLength(int characters) {
    lineLength = characters;
    return this;
  }

  /**
   * Where columns end, as parts of the line; by default 0.45, 0.8, 1, and where layers branch 0.3,
   * 0.56, 0.74, 1.
   */
  public SummaryOptions positions(double... ends) {
    positions = Arrays.stream(ends).boxed().toList();
    return this;
  }

  /** Also lists the layers of models inside. */
  public SummaryOptions expandNested(boolean wanted) {
    expandNested = wanted;
    return this;
  }

  /**
   * Adds a column: Y for layers that train, N for frozen ones, - where there is nothing to train.
   */
  public SummaryOptions showTrainable(boolean wanted) {
    showTrainable = wanted;
    return this;
  }

  /**
   * Lists the layers from one to another, both included.
   *
   * @param first a regular expression for the beginning of the first one's name
   * @param last the same for the last one
   */
  public SummaryOptions layerRange(String first, String last) {
    layerRange = new LayerRange(first, last);
    return this;
  }

  int lineLength() {
    return lineLength;
  }

  List<Double> positions() {
    return positions;
  }

  boolean isExpandNested() {
    return expandNested;
  }

  boolean isShowTrainable() {
    return showTrainable;
  }

  LayerRange layerRange() {
    return layerRange;
  }
}
