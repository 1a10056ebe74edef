package io.trihorn.quantizers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import java.util.List;
import java.util.function.Function;

/**
 * Few bits found by looking at what layers are given: what {@link GPTQConfig} and {@link AWQConfig}
 * have in common. Data, tokenizer and structure serve once and are not in files.
 *
 * @param <C> the configuration's own class
 */
public abstract sealed class CalibratedConfig<C extends CalibratedConfig<C>>
    extends QuantizationConfig permits GPTQConfig, AWQConfig {
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

  /** This configuration. */
  abstract C self();

  /** The bits of a weight, by default 4: GPTQ takes 2, 3, 4 or 8, AWQ 4 only. */
  public final C weightBits(int value) {
    weightBits = value;
    check();
    return self();
  }

  /** How many pieces of the data layers are shown; by default 128. */
  public final C numSamples(int value) {
    numSamples = value;
    check();
    return self();
  }

  /** How many tokens a piece has; by default 512. */
  public final C sequenceLength(int value) {
    sequenceLength = value;
    check();
    return self();
  }

  /** How many inputs of an output share a scale; -1 for all; by default 128. */
  public final C groupSize(int value) {
    groupSize = value;
    check();
    return self();
  }

  /** The order in which layers compute; by default the model says it. */
  public final C quantizationLayerStructure(QuantizationStructure value) {
    structure = value;
    return self();
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
