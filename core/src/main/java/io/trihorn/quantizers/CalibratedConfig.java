package io.trihorn.quantizers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import java.util.List;
import java.util.function.Function;

/**
 * Few bits found by looking at what layers are given: what {@link GPTQConfig} and {@link AWQConfig}
 * have in common. Data, tokenizer and structure serve once and are not in files.
 */
public abstract sealed class CalibratedConfig extends QuantizationConfig
    permits GPTQConfig, AWQConfig {
  private final Iterable<?> dataset;
  private final Function<String, int[]> tokenizer;
  private int weightBits = 4;
  private int numSamples = 128;
  private int sequenceLength = 512;
  private int groupSize = 128;
  private QuantizationStructure structure;

  CalibratedConfig(Iterable<?> dataset, Function<String, int[]> tokenizer) {
    super(null, null);
    this.dataset = dataset;
    this.tokenizer = tokenizer;
  }

  void setWeightBits(int value) {
    weightBits = value;
    check();
  }

  void setNumSamples(int value) {
    numSamples = value;
    check();
  }

  void setSequenceLength(int value) {
    sequenceLength = value;
    check();
  }

  void setGroupSize(int value) {
    groupSize = value;
    check();
  }

  void setStructure(QuantizationStructure value) {
    structure = value;
  }

  /** The bits of a weight. */
  public final int weightBits() {
    return weightBits;
  }

  /** How many pieces of the data layers are shown. */
  public final int numSamples() {
    return numSamples;
  }

  /** How many tokens a piece has. */
  public final int sequenceLength() {
    return sequenceLength;
  }

  /** How many inputs of an output share a scale; -1 for all. */
  public final int groupSize() {
    return groupSize;
  }

  /** The order in which layers compute; null where the model is to say. */
  public final QuantizationStructure structure() {
    return structure;
  }

  /**
   * The pieces of the data that layers are shown.
   *
   * @return {@code numSamples} rows of {@code sequenceLength} tokens
   * @throws ConfigException if there are no data, or texts and no tokenizer
   */
  public final List<int[]> samples() {
    return CalibrationData.windows(className(), dataset, tokenizer, numSamples, sequenceLength);
  }

  /** Looks at the inputs of a kernel with so many rows, and then makes integers of it. */
  public abstract Calibrator calibrator(int inputs);

  /** The bits that a weight may have. */
  abstract List<Integer> possibleBits();

  @Override
  public void configure(Config config) {
    if (!config.reading()) {
      config.text("dataset", null);
      config.text("tokenizer", null);
      config.text("quantization_layer_structure", null);
    }
    weightBits = config.integer("weight_bits", weightBits);
    numSamples = config.integer("num_samples", numSamples);
    sequenceLength = config.integer("sequence_length", sequenceLength);
    groupSize = config.integer("group_size", groupSize);
    check();
  }

  @Override
  protected void check() {
    if (!possibleBits().contains(weightBits)) {
      throw new ConfigException(
          className()
              + ": weight_bits should be one of "
              + possibleBits()
              + ", but is "
              + weightBits);
    }
    Config.requirePositive(className(), "num_samples", numSamples);
    Config.requirePositive(className(), "sequence_length", sequenceLength);
    if (groupSize < -1 || groupSize == 0) {
      throw new ConfigException(
          className() + ": group_size should be -1, or 1 or more, but is " + groupSize);
    }
  }
}
