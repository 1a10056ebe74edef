package io.trihorn.quantizers;

import java.util.List;

/**
 * The order in which a model's layers compute, for quantization by data: Keras's {@code
 * quantization_layer_structure}. Layers are called by their names.
 *
 * @param preBlockLayers what tokens go through before the first block, such as an embedding
 * @param sequentialBlocks the blocks, each of which takes what the one before gives; a block is
 *     calibrated behind blocks that are quantized already
 */
public record QuantizationStructure(List<String> preBlockLayers, List<String> sequentialBlocks) {
  /** Copies the lists. */
  public QuantizationStructure {
    preBlockLayers = List.copyOf(preBlockLayers);
    sequentialBlocks = List.copyOf(sequentialBlocks);
  }
}
