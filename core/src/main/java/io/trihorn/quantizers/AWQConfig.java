package io.trihorn.quantizers;

import io.trihorn.config.Config;
import java.util.List;
import java.util.function.Function;

/**
 * AWQ (Lin et al., 2023): weights of inputs with large values are multiplied before they are
 * rounded, by factors that are searched for on a grid. Always 4 bits.
 */
public final class AWQConfig extends CalibratedConfig<AWQConfig> {
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

  @Override
  AWQConfig self() {
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
