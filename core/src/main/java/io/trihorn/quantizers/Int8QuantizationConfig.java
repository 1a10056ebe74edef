package io.trihorn.quantizers;

/** Weights and, by default, inputs in 8 bits. */
public final class Int8QuantizationConfig extends QuantizationConfig {
  /** By default inputs are quantized by an {@link AbsMaxQuantizer}, each row with its scale. */
  public Int8QuantizationConfig() {
    this(null, new AbsMaxQuantizer());
  }

  /**
   * With quantizers of your own.
   *
   * @param weightQuantizer null for the layer's own way
   * @param activationQuantizer null where inputs stay floating
   */
  public Int8QuantizationConfig(Quantizer weightQuantizer, Quantizer activationQuantizer) {
    super(weightQuantizer, activationQuantizer);
    check();
  }

  @Override
  public String mode() {
    return "int8";
  }

  @Override
  protected void check() {
    requireInt8Weights();
  }
}
