package io.trihorn.quantizers;

import io.trihorn.config.Config;

/** Training with inputs, weights and gradients rounded to 8 bits; there is nothing to choose. */
public final class Float8QuantizationConfig extends QuantizationConfig {
  /** The only one. */
  public Float8QuantizationConfig() {
    super(null, null);
  }

  @Override
  public String mode() {
    return "float8";
  }

  @Override
  public void configure(Config config) {}
}
