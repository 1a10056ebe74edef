package io.trihorn.visualization;

import java.awt.Color;
import java.util.Map;

/** How {@link Visualization#drawBoundingBoxes} draws. */
public final class BoxOptions {
  private Map<Integer, String> classMapping = Map.of();
  private Color color = new Color(128, 128, 128);
  private int lineThickness = 2;
  private int textThickness = 1;
  private double fontScale = 1;
  private String dataFormat = "channels_last";

  /** Keras's defaults: grey lines, no labels. */
  public BoxOptions() {}

  /** The names of classes, which are written at their boxes; by default none is. */
  public BoxOptions classMapping(Map<Integer, String> names) {
    classMapping = Map.copyOf(names);
    return this;
  }

  /** The color of lines and labels; by default (128, 128, 128). */
  public BoxOptions color(Color value) {
    color = value;
    return this;
  }

  /** The thickness of lines; by default 2, which OpenCV draws three pixels wide. */
  public BoxOptions lineThickness(int pixels) {
    lineThickness = pixels;
    return this;
  }

  /** The thickness of labels; by default 1, with 0 that of the lines. */
  public BoxOptions textThickness(int pixels) {
    textThickness = pixels;
    return this;
  }

  /** The size of labels; with 1, the default, capitals are 21 pixels high. */
  public BoxOptions fontScale(double scale) {
    fontScale = scale;
    return this;
  }

  /** {@code channels_last}, the default, or {@code channels_first}. */
  public BoxOptions dataFormat(String format) {
    dataFormat = format;
    return this;
  }

  Map<Integer, String> classMapping() {
    return classMapping;
  }

  Color color() {
    return color;
  }

  int lineThickness() {
    return lineThickness;
  }

  int textThickness() {
    return textThickness == 0 ? lineThickness : textThickness;
  }

  double fontScale() {
    return fontScale;
  }

  String dataFormat() {
    return dataFormat;
  }
}
