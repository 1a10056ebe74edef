package io.trihorn.visualization;

import java.awt.Color;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How {@link Visualization#plotImageGallery} draws. */
public final class GalleryOptions {
  private Object labels;
  private Object predictions;
  private Map<Integer, String> labelMap;
  private int rows;
  private int cols;
  private double low;
  private double high = 255;
  private double scale = 2;
  private Path path;
  private boolean show;
  private boolean transparent = true;
  private int dpi = 60;
  private Map<String, Color> legend = new LinkedHashMap<>();
  private String dataFormat = "channels_last";

  /** Keras's defaults, but that nothing is shown. */
  public GalleryOptions() {}

  /** The same again, to be changed. */
  GalleryOptions copy() {
    GalleryOptions copy = new GalleryOptions();
    copy.labels = labels;
    copy.predictions = predictions;
    copy.labelMap = labelMap;
    copy.rows = rows;
    copy.cols = cols;
    copy.low = low;
    copy.high = high;
    copy.scale = scale;
    copy.path = path;
    copy.show = show;
    copy.transparent = transparent;
    copy.dpi = dpi;
    copy.legend = legend;
    copy.dataFormat = dataFormat;
    return copy;
  }

  /** The true class of each image, which are written above them; by default none. */
  public GalleryOptions yTrue(Object classes) {
    labels = classes;
    return this;
  }

  /** The predicted class of each image, which are written above them; by default none. */
  public GalleryOptions yPred(Object classes) {
    predictions = classes;
    return this;
  }

  /** The names of the classes, needed where there are some. */
  public GalleryOptions labelMap(Map<Integer, String> names) {
    labelMap = Map.copyOf(names);
    return this;
  }

  /** The number of rows; by default the root of the number of images, rounded up. */
  public GalleryOptions rows(int count) {
    rows = count;
    return this;
  }

  /** The number of columns; by default the number of images by that of rows, rounded down. */
  public GalleryOptions cols(int count) {
    cols = count;
    return this;
  }

  /** What pixels are between; by default 0 and 255. */
  public GalleryOptions valueRange(double black, double white) {
    low = black;
    high = white;
    return this;
  }

  /** The width and height of each image in inches; by default 2. */
  public GalleryOptions scale(double inches) {
    scale = inches;
    return this;
  }

  /** The file to write, in the format of its ending; by default none. */
  public GalleryOptions path(Path file) {
    path = file;
    return this;
  }

  /** Whether a window shows the picture; not together with a file. By default not. */
  public GalleryOptions show(boolean wanted) {
    show = wanted;
    return this;
  }

  /** Whether what is around the images is transparent, by default; else white. */
  public GalleryOptions transparent(boolean wanted) {
    transparent = wanted;
    return this;
  }

  /** Dots per inch; by default 60. */
  public GalleryOptions dpi(int dots) {
    dpi = dots;
    return this;
  }

  /** What colors mean, written below the images, in the map's order; by default nothing. */
  public GalleryOptions legendHandles(Map<String, Color> colors) {
    legend = new LinkedHashMap<>(colors);
    return this;
  }

  /** {@code channels_last}, the default, or {@code channels_first}. */
  public GalleryOptions dataFormat(String format) {
    dataFormat = format;
    return this;
  }

  Object labels() {
    return labels;
  }

  Object predictions() {
    return predictions;
  }

  Map<Integer, String> labelMap() {
    return labelMap;
  }

  int rowsFor(int images) {
    return rows > 0 ? rows : (int) Math.ceil(Math.sqrt(images));
  }

  int colsFor(int images) {
    return cols > 0 ? cols : images / rowsFor(images);
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  /** The width and height of an image in dots. */
  int dots() {
    return (int) Math.round(scale * dpi);
  }

  Path path() {
    return path;
  }

  boolean show() {
    return show;
  }

  boolean transparent() {
    return transparent;
  }

  int dpi() {
    return dpi;
  }

  Map<String, Color> legend() {
    return legend;
  }

  String dataFormat() {
    return dataFormat;
  }
}
