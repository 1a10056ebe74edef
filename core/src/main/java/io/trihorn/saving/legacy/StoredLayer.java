package io.trihorn.saving.legacy;

import java.util.List;

/**
 * The weights of one of a model's layers as a file has them.
 *
 * @param name the layer's name
 * @param arrays in the file's order; empty for a layer without weights
 */
record StoredLayer(String name, List<StoredArray> arrays) {
  StoredLayer {
    arrays = List.copyOf(arrays);
  }
}
