package io.trihorn.benchmarks;

import java.util.List;

/**
 * A model to train, defined once for every contestant.
 *
 * @param name what it is called on the command line
 * @param definition the layers, in words that fix every contestant to the same arithmetic
 * @param input shape of one sample without the batch axis: (features), (steps, features) or
 *     (height, width, channels)
 * @param classes the number of classes of the softmax at the end
 * @param batch samples in a training step and in a prediction
 * @param parameters the number of trainable parameters
 */
public record Workload(
    String name, String definition, List<Integer> input, int classes, int batch, long parameters) {

  /** Returns the number of values in one sample. */
  public int inputSize() {
    return input.stream().reduce(1, Math::multiplyExact);
  }

  /** Returns the size of an axis of one sample, the batch axis not counted. */
  public int input(int axis) {
    return input.get(axis);
  }
}
