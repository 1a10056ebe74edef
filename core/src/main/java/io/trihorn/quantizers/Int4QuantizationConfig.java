package io.trihorn.quantizers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;

/** Weights in 4 bits; by default in groups of 128 rows, and inputs stay floating. */
public final class Int4QuantizationConfig extends QuantizationConfig {
  private Integer blockSize;

  /** Groups of 128 rows. */
  public Int4QuantizationConfig() {
    this(null, null, 128);
  }

  /**
   * With quantizers of your own, which whole columns can have only.
   *
   * @param weightQuantizer from -8 to 7; null for the layer's own way
   * @param activationQuantizer null where inputs stay floating
   * @param blockSize how many rows share a scale; null or -1 for all
   */
  public Int4QuantizationConfig(
      Quantizer weightQuantizer, Quantizer activationQuantizer, Integer blockSize) {
    super(weightQuantizer, activationQuantizer);
    this.blockSize = blockSize;
    check();
  }

  /** How many rows share a scale; null or -1 for all. */
  public Integer blockSize() {
    return blockSize;
  }

  @Override
  public String mode() {
    return "int4";
  }

  @Override
  public void configure(Config config) {
    if (config.reading()) {
      // A configuration of before there were groups has none.
      blockSize = config.nullableInteger("block_size", null);
    }
    super.configure(config);
    if (!config.reading()) {
      config.nullableInteger("block_size", blockSize);
    }
  }

  @Override
  protected void check() {
    if (blockSize != null && blockSize != -1 && blockSize < 1) {
      throw new ConfigException(
          "Int4QuantizationConfig: block_size should be null, -1, or 1 or more, but is "
              + blockSize);
    }
    boolean groups = blockSize != null && blockSize > 0;
    if (groups && (weightQuantizer() != null || activationQuantizer() != null)) {
      throw new ConfigException(
          "Int4QuantizationConfig: quantizers of your own need block_size null or -1, but it is "
              + blockSize);
    }
    requireInt8Weights();
    if (weightQuantizer() instanceof AbsMaxQuantizer q && !q.valueRange().equals(ValueRange.INT4)) {
      throw new ConfigException(
          "Int4QuantizationConfig: the weight_quantizer should have the value_range -8 to 7, but"
              + " has "
              + q.valueRange());
    }
  }
}
