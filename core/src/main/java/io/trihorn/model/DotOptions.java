package io.trihorn.model;

/** What {@link ModelPlots} shows of a model; without any, what Keras does by default. */
public final class DotOptions {
  private boolean shapes;
  private boolean dtype;
  private boolean layerNames = true;
  private boolean layerActivations;
  private boolean trainable;
  private boolean expandNested;
  private String rankdir = "TB";
  private String splines = "ortho";
  private int dpi = 200;

  /** Keras's defaults: names and classes only, from top to bottom. */
  public DotOptions() {}

  /** Shows the shapes of inputs and outputs. */
  public DotOptions showShapes(boolean wanted) {
    shapes = wanted;
    return this;
  }

  /** Shows the element types of outputs. */
  public DotOptions showDtype(boolean wanted) {
    dtype = wanted;
    return this;
  }

  /** Shows the names of layers beside their classes; by default it does. */
  public DotOptions showLayerNames(boolean wanted) {
    layerNames = wanted;
    return this;
  }

  /** Shows the activations of layers that have one. */
  public DotOptions showLayerActivations(boolean wanted) {
    layerActivations = wanted;
    return this;
  }

  /** Shows which layers with weights are frozen. */
  public DotOptions showTrainable(boolean wanted) {
    trainable = wanted;
    return this;
  }

  /** Draws models inside as frames around their layers. */
  public DotOptions expandNested(boolean wanted) {
    expandNested = wanted;
    return this;
  }

  /** The direction of drawing: {@code TB} from top to bottom, {@code LR} from left to right. */
  public DotOptions rankdir(String direction) {
    rankdir = direction;
    return this;
  }

  /** How edges are drawn: {@code ortho}, {@code curved}, {@code polyline}, {@code line} ... */
  public DotOptions splines(String form) {
    splines = form;
    return this;
  }

  /** Dots per inch of an image; by default 200. */
  public DotOptions dpi(int value) {
    dpi = value;
    return this;
  }

  boolean isShowShapes() {
    return shapes;
  }

  boolean isShowDtype() {
    return dtype;
  }

  boolean isShowLayerNames() {
    return layerNames;
  }

  boolean isShowLayerActivations() {
    return layerActivations;
  }

  boolean isShowTrainable() {
    return trainable;
  }

  boolean isExpandNested() {
    return expandNested;
  }

  String rankdir() {
    return rankdir;
  }

  String splines() {
    return splines;
  }

  int dpi() {
    return dpi;
  }
}
