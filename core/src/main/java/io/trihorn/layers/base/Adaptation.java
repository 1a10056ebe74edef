package io.trihorn.layers.base;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.quantizers.CalibratedConfig;
import io.trihorn.quantizers.Calibrator;
import io.trihorn.quantizers.QuantizationConfig;
import io.trihorn.quantizers.Quantizer;
import io.trihorn.quantizers.Quantizers;
import io.trihorn.state.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a layer's kernels are quantized and adapted by LoRA, as its attributes have it. */
public final class Adaptation {
  private final Layer layer;
  private QuantizationConfig config;
  private Integer rank;
  private Double alpha;

  Adaptation(Layer layer) {
    this.layer = layer;
  }

  /** The attributes of quantization, where the layer knows a mode of it, and of LoRA. */
  public void configure(Config attributes) {
    if (!layer.adaptable().modes().isEmpty()) {
      config = attributes.object("quantization_config", config, Quantizers.CONFIGS);
    }
    if (attributes.reading() ? attributes.has("lora_rank") : rank != null) {
      rank = attributes.nullableInteger("lora_rank", rank);
      alpha = attributes.nullableNumber("lora_alpha", alpha);
    }
  }

  /**
   * What makes integers of inputs, as the layer's configuration says; null where they stay floats.
   *
   * @param usual what does so where the configuration says nothing
   */
  public Quantizer activationQuantizer(Quantizer usual) {
    return config == null ? usual : config.activationQuantizer();
  }

  /** Once the layer is built: its attributes may say that it has LoRA. */
  void built() {
    if (rank != null) {
      addLora();
    }
  }

  private void addLora() {
    for (AdaptableWeight weight : layer.adaptable().lora()) {
      weight.enableLora(rank, alpha == null ? rank : alpha);
    }
  }

  /** As {@link Layer#enableLora(int, Double)}. */
  void enableLora(int wanted, Double wantedAlpha) {
    String who = "layer '" + layer.name() + "' (" + layer.className() + ")";
    if (!layer.isBuilt()) {
      throw new ConfigException(
          who + " has no weights yet that LoRA could adapt; build the model before");
    }
    if (layer.adaptable().lora().isEmpty()) {
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
    layer.changed();
  }

  /** Whether {@link #quantize} does something. */
  public boolean canQuantize(String mode) {
    return layer.adaptable().modes().contains(mode);
  }

  /**
   * Quantizes the layer's kernels. Models do so with all their layers: {@code Model.quantize}.
   *
   * @param read gives the values of weights
   * @return the values of the weights that take their place
   * @throws ConfigException if the layer is not built or is quantized already
   */
  public Map<Weight, TensorData> quantize(
      QuantizationConfig wanted, AdaptableWeight.Reader read, HostMath math) {
    if (!layer.isBuilt()) {
      throw new ConfigException(
          "layer '"
              + layer.name()
              + "' has no weights yet to be quantized; build the model before");
    }
    layer.policy().set(layer.dtypePolicy().quantized(QuantizationMode.of(wanted)));
    config = wanted;
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    for (AdaptableWeight weight : layer.adaptable().quantizable()) {
      values.putAll(weight.quantize(wanted.weightQuantizer(), read, math));
    }
    layer.changed();
    return values;
  }

  /** What looks at the inputs of the kernels that GPTQ or AWQ has not made integers of yet. */
  public Map<AdaptableWeight, Calibrator> calibrators() {
    Map<AdaptableWeight, Calibrator> calibrators = new LinkedHashMap<>();
    if (config instanceof CalibratedConfig<?> calibrated) {
      layer.adaptable().quantizable().stream()
          .filter(AdaptableWeight::awaitsData)
          .forEach(weight -> calibrators.put(weight, weight.calibrator(calibrated)));
    }
    return calibrators;
  }

  /**
   * Makes integers of kernels whose inputs were looked at.
   *
   * @param seen some or all of {@link #calibrators}
   * @return the values of the weights that take their place
   */
  public Map<Weight, TensorData> calibrate(
      Map<AdaptableWeight, Calibrator> seen, AdaptableWeight.Reader read, HostMath math) {
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    seen.forEach((weight, by) -> values.putAll(weight.calibrate(by, read, math)));
    layer.changed();
    return values;
  }

  /** The weights whose values files have not at all, or not as they are. */
  public List<Weight> notInFiles() {
    return layer.adaptable().lora().stream().flatMap(w -> w.notInFiles().stream()).toList();
  }

  /**
   * The values that files have where they are others than the model's: of kernels with LoRA's
   * matrices added, and of kernels that wait for GPTQ's or AWQ's data, rounded to the nearest.
   */
  public Map<Weight, TensorData> mergedValues(AdaptableWeight.Reader read, HostMath math) {
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    calibrators().forEach((weight, by) -> values.putAll(weight.rounded(by, read, math)));
    layer.adaptable().lora().forEach(weight -> values.putAll(weight.merged(read, math)));
    return values;
  }
}
