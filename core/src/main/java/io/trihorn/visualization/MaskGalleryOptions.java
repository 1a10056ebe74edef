package io.trihorn.visualization;

import java.awt.Color;
import java.util.Map;

/** How {@link Visualization#plotSegmentationMaskGallery} draws. */
public final class MaskGalleryOptions {
  private Object trueMasks;
  private Object predictedMasks;
  private final MaskOptions masks = new MaskOptions();
  private GalleryOptions gallery = new GalleryOptions();

  /** Keras's defaults. */
  public MaskGalleryOptions() {}

  /** The true masks, as in {@link Visualization#drawSegmentationMasks}; by default none. */
  public MaskGalleryOptions yTrue(Object classes) {
    trueMasks = classes;
    return this;
  }

  /** The predicted masks; by default none. */
  public MaskGalleryOptions yPred(Object classes) {
    predictedMasks = classes;
    return this;
  }

  /** The colors of the classes; by default a palette. */
  public MaskGalleryOptions colorMapping(Map<Integer, Color> colors) {
    masks.colorMapping(colors);
    return this;
  }

  /** Whether masks are blended with the images, by default; else they cover them. */
  public MaskGalleryOptions blend(boolean wanted) {
    masks.blend(wanted);
    return this;
  }

  /** The opacity of masks, 0 to 1; by default 0.8. */
  public MaskGalleryOptions alpha(double opacity) {
    masks.alpha(opacity);
    return this;
  }

  /** The class that is not drawn where masks are blended; by default -1. */
  public MaskGalleryOptions ignoreIndex(long index) {
    masks.ignoreIndex(index);
    return this;
  }

  /** The gallery: the range of values, the format, the file; rows and columns follow. */
  public MaskGalleryOptions gallery(GalleryOptions options) {
    gallery = options;
    return this;
  }

  Object trueMasks() {
    return trueMasks;
  }

  Object predictedMasks() {
    return predictedMasks;
  }

  MaskOptions masks() {
    return masks;
  }

  GalleryOptions gallery() {
    return gallery;
  }
}
