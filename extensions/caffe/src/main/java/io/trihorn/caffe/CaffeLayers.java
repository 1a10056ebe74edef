package io.trihorn.caffe;

import io.trihorn.initializers.Initializers;
import io.trihorn.layers.Layers;
import java.util.List;

/** The layers that Keras lacks, for files of models that have some. */
public final class CaffeLayers {
  private CaffeLayers() {}

  /**
   * Enters them, and the fillers that Keras lacks, among those that files may name, as {@code
   * caffe>Affine}, {@code caffe>BatchSums}, {@code caffe>Filter}, {@code caffe>Parameter} and
   * {@code caffe>Recurrence}: before such a file is read where no {@link CaffeNet} was.
   */
  public static void register() {
    Layers.REGISTRY.addCustom("caffe", "Affine", Affine::new);
    Layers.REGISTRY.addCustom("caffe", "BatchSums", BatchSums::new);
    Layers.REGISTRY.addCustom("caffe", "Filter", Filter::new);
    Layers.REGISTRY.addCustom("caffe", "Parameter", () -> new Parameter(List.of()));
    Layers.REGISTRY.addCustom("caffe", "Recurrence", () -> new Recurrence(1, true));
    Initializers.REGISTRY.addCustom(
        "caffe", "BlobFiller", () -> new BlobFiller("xavier", "FAN_IN", true));
    Initializers.REGISTRY.addCustom("caffe", "SparseNormal", () -> new SparseNormal(0, 1, 1));
  }
}
