package io.trihorn.quantizers;

import io.trihorn.config.Config;
import java.util.List;
import java.util.function.Function;

/**
 * AWQ (Lin et al., 2023): weights of inputs with large values are multiplied before they are
 * rounded, by factors that are searched for on a grid. Always 4 bits.
 */
public final class AWQConfig extends CalibratedConfig {
  private int numGridPoints = 20;

  /** As files have it: without data, so that nothing can be quantized by it. */
  public AWQConfig() {
    this(null, null);
  }

  /**
   * Groups of 128 and 20 steps of the grid.
   *
   * @param dataset texts, or tokens as {@code int[]}, {@code long[]} or {@code NDArray}
   * @param tokenizer makes tokens of a text; null where there are no texts
   */
  public AWQConfig(Iterable<?> dataset, Function<String, int[]> tokenizer) {
    super(dataset, tokenizer);
  }

  /** The bits of a weight; only 4. */
  public AWQConfig weightBits(int value) {
    setWeightBits(value);
    return this;
  }

  /** How many pieces of the data layers are shown; by default 128. */
  public AWQConfig numSamples(int value) {
    setNumSamples(value);
    return this;
  }

  /** How many tokens a piece has; by default 512. */
  public AWQConfig sequenceLength(int value) {
    setSequenceLength(value);
    return this;
  }

  /** How many inputs of an output share a scale; -1 for all; by default 128. */
  public AWQConfig groupSize(int value) {
    setGroupSize(value);
    return this;
  }

  /** The order in which layers compute; by default the model says it. */
  public AWQConfig quantizationLayerStructure(QuantizationStructure value) {
    setStructure(value);
    return this;
  }

  /** How many steps the search takes from even factors to the inputs' magnitudes; by default 20. */
  public AWQConfig numGridPoints(int value) {
    numGridPoints = value;
    check();
    return this;
  }

  @Override
  public String mode() {
    return "awq";
  }

  @Override
  List<Integer> possibleBits() {
    return List.of(4);
  }

  int gridPoints() {
    return numGridPoints;
  }

  @Override
  public Calibrator calibrator(int inputs) {
    return new AwqCalibrator(this, inputs);
  }

  @Override
  public void configure(Config config) {
    numGridPoints = config.integer("num_grid_points", numGridPoints);
    super.configure(config);
  }

  @Override
  protected void check() {
    super.check();
    Config.requirePositive(className(), "num_grid_points", numGridPoints);
  }
}
