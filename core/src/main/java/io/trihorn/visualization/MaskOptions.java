package io.trihorn.visualization;

import java.awt.Color;
import java.util.Map;

/** How {@link Visualization#drawSegmentationMasks} draws. */
public final class MaskOptions {
  private int numClasses;
  private Map<Integer, Color> colorMapping;
  private double alpha = 0.8;
  private boolean blend = true;
  private long ignoreIndex = -1;
  private String dataFormat = "channels_last";

  /** Keras's defaults. */
  public MaskOptions() {}

  /**
   * How many classes are drawn, from 0; by default the largest number in the masks, which itself is
   * not drawn then, as in Keras.
   */
  public MaskOptions numClasses(int count) {
    numClasses = count;
    return this;
  }

  /** The colors of the classes, each of them; by default a palette in which 0 is black. */
  public MaskOptions colorMapping(Map<Integer, Color> colors) {
    colorMapping = Map.copyOf(colors);
    return this;
  }

  /** The opacity of masks, 0 to 1; by default 0.8. */
  public MaskOptions alpha(double opacity) {
    alpha = opacity;
    return this;
  }

  /** Whether masks are blended with the images, by default; else they cover them. */
  public MaskOptions blend(boolean wanted) {
    blend = wanted;
    return this;
  }

  /** The class that is not drawn where masks are blended; by default -1. */
  public MaskOptions ignoreIndex(long index) {
    ignoreIndex = index;
    return this;
  }

  /** {@code channels_last}, the default, or {@code channels_first}. */
  public MaskOptions dataFormat(String format) {
    dataFormat = format;
    return this;
  }

  int numClasses() {
    return numClasses;
  }

  Map<Integer, Color> colorMapping() {
    return colorMapping;
  }

  double alpha() {
    return alpha;
  }

  boolean blend() {
    return blend;
  }

  long ignoreIndex() {
    return ignoreIndex;
  }

  String dataFormat() {
    return dataFormat;
  }
}
