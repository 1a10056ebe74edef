package io.trihorn.visualization;

import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.Map;

/** How {@link Visualization#plotBoundingBoxGallery} draws. */
public final class BoxGalleryOptions {
  private Map<String, ?> trueBoxes;
  private Map<String, ?> predictedBoxes;
  private Color trueColor = new Color(0, 188, 212);
  private Color predColor = new Color(255, 235, 59);
  private int lineThickness = 2;
  private double fontScale = 1;
  private int textThickness;
  private Map<Integer, String> classMapping = Map.of();
  private Map<Integer, String> groundTruthMapping;
  private Map<Integer, String> predictionMapping;
  private boolean legend;
  private GalleryOptions gallery = new GalleryOptions();

  /** Keras's defaults. */
  public BoxGalleryOptions() {}

  /** The true boxes, as in {@link Visualization#drawBoundingBoxes}; by default none. */
  public BoxGalleryOptions yTrue(Map<String, ?> boxes) {
    trueBoxes = boxes;
    return this;
  }

  /** The predicted boxes, as in {@link Visualization#drawBoundingBoxes}; by default none. */
  public BoxGalleryOptions yPred(Map<String, ?> boxes) {
    predictedBoxes = boxes;
    return this;
  }

  /** The color of true boxes; by default (0, 188, 212). */
  public BoxGalleryOptions trueColor(Color color) {
    trueColor = color;
    return this;
  }

  /** The color of predicted boxes; by default (255, 235, 59). */
  public BoxGalleryOptions predColor(Color color) {
    predColor = color;
    return this;
  }

  /** The thickness of lines; by default 2. */
  public BoxGalleryOptions lineThickness(int pixels) {
    lineThickness = pixels;
    return this;
  }

  /** The size of labels; by default 1. */
  public BoxGalleryOptions fontScale(double scale) {
    fontScale = scale;
    return this;
  }

  /** The thickness of labels; by default that of the lines. */
  public BoxGalleryOptions textThickness(int pixels) {
    textThickness = pixels;
    return this;
  }

  /** The names of classes, for both kinds of boxes; by default there are no labels. */
  public BoxGalleryOptions classMapping(Map<Integer, String> names) {
    classMapping = Map.copyOf(names);
    return this;
  }

  /** The names of classes for true boxes; by default the class mapping. */
  public BoxGalleryOptions groundTruthMapping(Map<Integer, String> names) {
    groundTruthMapping = Map.copyOf(names);
    return this;
  }

  /** The names of classes for predicted boxes; by default the class mapping. */
  public BoxGalleryOptions predictionMapping(Map<Integer, String> names) {
    predictionMapping = Map.copyOf(names);
    return this;
  }

  /** Whether it is written which color is which; by default not. */
  public BoxGalleryOptions legend(boolean wanted) {
    legend = wanted;
    return this;
  }

  /** The gallery: its rows and columns, the range of values, the format, the file, the legend. */
  public BoxGalleryOptions gallery(GalleryOptions options) {
    gallery = options;
    return this;
  }

  Map<String, ?> trueBoxes() {
    return trueBoxes;
  }

  Map<String, ?> predictedBoxes() {
    return predictedBoxes;
  }

  BoxOptions forTrue() {
    return options(trueColor, groundTruthMapping);
  }

  BoxOptions forPredicted() {
    return options(predColor, predictionMapping);
  }

  private BoxOptions options(Color color, Map<Integer, String> mapping) {
    return new BoxOptions()
        .color(color)
        .classMapping(mapping == null ? classMapping : mapping)
        .lineThickness(lineThickness)
        .textThickness(textThickness)
        .fontScale(fontScale);
  }

  GalleryOptions gallery() {
    return gallery;
  }

  /** What colors mean; empty if it is not to be written. */
  Map<String, Color> legend() {
    Map<String, Color> colors = new LinkedHashMap<>();
    if (legend) {
      colors.put("Ground Truth", trueColor);
      colors.put("Prediction", predColor);
    }
    return colors;
  }
}
