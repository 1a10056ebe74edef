package io.trihorn.layers.base;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.quantizers.QuantizationConfig;
import io.trihorn.quantizers.Quantizer;
import io.trihorn.quantizers.Quantizers;
import io.trihorn.state.Weight;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a layer's kernels are quantized and adapted by LoRA, as its attributes have it. */
final class Adaptation {
  private final Layer layer;
  private QuantizationConfig config;
  private Integer rank;
  private Double alpha;

  Adaptation(Layer layer) {
    this.layer = layer;
  }

  void configure(Config attributes, boolean quantizable) {
    if (quantizable) {
      config = attributes.object("quantization_config", config, Quantizers.CONFIGS);
    }
    if (attributes.reading() ? attributes.has("lora_rank") : rank != null) {
      rank = attributes.nullableInteger("lora_rank", rank);
      alpha = attributes.nullableNumber("lora_alpha", alpha);
    }
  }

  /** What makes integers of inputs; null where they stay floats. */
  Quantizer activationQuantizer(Quantizer usual) {
    return config == null ? usual : config.activationQuantizer();
  }

  /** Once the layer is built: its attributes may say that it has LoRA. */
  void built() {
    if (rank != null) {
      addLora();
    }
  }

  private void addLora() {
    for (AdaptableWeight weight : layer.loraWeights()) {
      weight.enableLora(rank, alpha == null ? rank : alpha);
    }
  }

  void enableLora(int wanted, Double wantedAlpha) {
    String who = "layer '" + layer.name() + "' (" + layer.className() + ")";
    if (!layer.isBuilt()) {
      throw new ConfigException(
          who + " has no weights yet that LoRA could adapt; build the model before");
    }
    if (layer.loraWeights().isEmpty()) {
      throw new ConfigException(
          who + " cannot be adapted by LoRA; Dense, EinsumDense, Embedding and convolutions can");
    }
    if (rank != null) {
      throw new ConfigException(who + ": LoRA is enabled already");
    }
    Config.requirePositive(layer.className(), "rank", wanted);
    rank = wanted;
    alpha = wantedAlpha == null ? (double) wanted : wantedAlpha;
    addLora();
  }

  Map<Weight, TensorData> quantize(
      QuantizationConfig wanted,
      QuantizationMode mode,
      AdaptableWeight.Reader read,
      HostMath math) {
    layer.quantizedAs(mode);
    config = wanted;
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    for (AdaptableWeight weight : layer.quantizableWeights()) {
      values.putAll(weight.quantize(wanted.weightQuantizer(), read, math));
    }
    return values;
  }
}
