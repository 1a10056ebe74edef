package io.trihorn.layers.preprocessing;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Tensor;

/**
 * Category numbers as vectors: input {@code (batch, n)} of numbers from 0 to {@code num_tokens -
 * 1}; output {@code (batch, num_tokens)}, for {@code one_hot} {@code (batch, n, num_tokens)} unless
 * n is 1. Other numbers are left out. The argument {@code count_weights}, of the input's shape,
 * says what each counts in mode {@code count}.
 */
public final class CategoryEncoding extends FluentLayer<CategoryEncoding> {
  private int numTokens;
  private CategoryCodes outputMode = CategoryCodes.MULTI_HOT;

  /** For so many categories. */
  public CategoryEncoding(int numTokens) {
    this.numTokens = numTokens;
  }

  /** {@code multi_hot} (the default), {@code one_hot} or {@code count}. */
  public CategoryEncoding outputMode(String mode) {
    outputMode = checked(CategoryCodes.parse(mode));
    return this;
  }

  private static CategoryCodes checked(CategoryCodes mode) {
    if (mode == CategoryCodes.INT) {
      throw new ConfigException("CategoryEncoding: output_mode int would change nothing");
    }
    return mode;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    numTokens = config.integer("num_tokens", numTokens);
    outputMode = checked(CategoryCodes.configure(config, outputMode));
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    return outputMode.encode(x, numTokens, call.tensor("count_weights"), dtypePolicy().compute());
  }
}
