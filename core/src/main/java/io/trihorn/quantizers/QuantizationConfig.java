package io.trihorn.quantizers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Configurable;

/** How a layer is to be quantized. */
public abstract class QuantizationConfig implements Configurable {
  private Quantizer weightQuantizer;
  private Quantizer activationQuantizer;

  /** A configuration with these quantizers, each of which may be null. */
  protected QuantizationConfig(Quantizer weightQuantizer, Quantizer activationQuantizer) {
    this.weightQuantizer = weightQuantizer;
    this.activationQuantizer = activationQuantizer;
  }

  /** {@code int8}, {@code int4}, {@code float8}, {@code gptq} or {@code awq}. */
  public abstract String mode();

  /** What makes integers of weights; null for the layer's own way. */
  public final Quantizer weightQuantizer() {
    return weightQuantizer;
  }

  /** What makes integers of inputs; null where they stay floating. */
  public final Quantizer activationQuantizer() {
    return activationQuantizer;
  }

  @Override
  public void configure(Config config) {
    weightQuantizer = config.object("weight_quantizer", weightQuantizer, Quantizers.REGISTRY);
    activationQuantizer =
        config.object("activation_quantizer", activationQuantizer, Quantizers.REGISTRY);
    check();
  }

  /**
   * Looks at the attributes.
   *
   * @throws ConfigException if they do not fit the mode
   */
  protected void check() {}

  /** Refuses weights of another element type than int8. */
  protected final void requireInt8Weights() {
    if (weightQuantizer != null && weightQuantizer.outputDtype() != DataType.INT8) {
      throw new ConfigException(
          className()
              + ": the weight_quantizer should have the output_dtype int8, but has "
              + weightQuantizer.outputDtype());
    }
  }
}
