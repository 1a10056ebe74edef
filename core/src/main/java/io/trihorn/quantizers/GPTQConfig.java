package io.trihorn.quantizers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import java.util.List;
import java.util.function.Function;

/**
 * GPTQ (Frantar et al., 2022): weights are rounded one input after the other, and what was lost is
 * made good by the inputs that follow, as far as data show that they go together.
 *
 * <pre>{@code
 * model.quantize(
 *     new GPTQConfig(texts, tokenizer::encode)
 *         .groupSize(64)
 *         .quantizationLayerStructure(
 *             new QuantizationStructure(List.of("embedding"), List.of("block_0", "block_1"))));
 * }</pre>
 */
public final class GPTQConfig extends CalibratedConfig<GPTQConfig> {
  private static final int BLOCK = 128;

  private boolean perChannel = true;
  private double hessianDamping = 0.01;
  private boolean symmetric;
  private boolean activationOrder;

  /** As files have it: without data, so that nothing can be quantized by it. */
  public GPTQConfig() {
    this(null, null);
  }

  /**
   * 4 bits in groups of 128.
   *
   * @param dataset texts, or tokens as {@code int[]}, {@code long[]} or {@code NDArray}
   * @param tokenizer makes tokens of a text; null where there are no texts
   */
  public GPTQConfig(Iterable<?> dataset, Function<String, int[]> tokenizer) {
    super(dataset, tokenizer);
  }

  @Override
  GPTQConfig self() {
    return this;
  }

  /** Whether each output has its own scale, as by default, or all of a layer the same. */
  public GPTQConfig perChannel(boolean value) {
    perChannel = value;
    return this;
  }

  /** What part of its mean is added to the diagonal of the second moments; by default 0.01. */
  public GPTQConfig hessianDamping(double value) {
    hessianDamping = value;
    check();
    return this;
  }

  /** Whether the range of integers is as far to both sides of 0; by default it is not. */
  public GPTQConfig symmetric(boolean value) {
    symmetric = value;
    return this;
  }

  /** Whether inputs with large values come first; by default they do not. */
  public GPTQConfig activationOrder(boolean value) {
    activationOrder = value;
    return this;
  }

  @Override
  public String mode() {
    return "gptq";
  }

  @Override
  List<Integer> possibleBits() {
    return List.of(2, 3, 4, 8);
  }

  @Override
  public Calibrator calibrator(int inputs) {
    return new GptqCalibrator(this, inputs);
  }

  double damping() {
    return hessianDamping;
  }

  boolean ordered() {
    return activationOrder;
  }

  int block() {
    return BLOCK;
  }

  ZeroPointScale scaleOf(double[][] rows) {
    return new ZeroPointScale(rows, weightBits(), symmetric, perChannel);
  }

  @Override
  public void configure(Config config) {
    perChannel = config.bool("per_channel", perChannel);
    hessianDamping = config.number("hessian_damping", hessianDamping);
    symmetric = config.bool("symmetric", symmetric);
    activationOrder = config.bool("activation_order", activationOrder);
    super.configure(config);
  }

  @Override
  protected void check() {
    super.check();
    if (!(hessianDamping >= 0 && hessianDamping <= 1)) {
      throw new ConfigException(
          "GPTQConfig: hessian_damping should be from 0 to 1, but is " + hessianDamping);
    }
  }
}
