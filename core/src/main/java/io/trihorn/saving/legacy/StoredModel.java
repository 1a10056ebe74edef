package io.trihorn.saving.legacy;

import com.google.gson.JsonObject;
import java.util.List;

/**
 * What a legacy file holds.
 *
 * @param version Keras's, or null
 * @param backend Keras's engine, or null
 * @param config the model's configuration, or null in a file of weights only
 * @param training the training configuration, or null
 * @param layers the weights of the model's layers
 * @param topLevel weights of the model itself
 * @param optimizer the optimizer's variables, empty where it was not saved
 */
record StoredModel(
    String version,
    String backend,
    JsonObject config,
    JsonObject training,
    List<StoredLayer> layers,
    List<StoredArray> topLevel,
    List<StoredArray> optimizer) {
  StoredModel {
    layers = List.copyOf(layers);
    topLevel = List.copyOf(topLevel);
    optimizer = List.copyOf(optimizer);
  }

  Era era() {
    return Era.of(version, config);
  }

  /** Whether kernels of convolutions are those of Theano, which mirrors them. */
  boolean mirrored() {
    return "theano".equals(backend);
  }
}
