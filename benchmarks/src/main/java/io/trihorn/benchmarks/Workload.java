package io.trihorn.benchmarks;

import java.util.List;

/**
 * A model to train, defined once for every contestant.
 *
 * @param name what it is called on the command line
 * @param definition the layers, in words that fix every contestant to the same arithmetic
 * @param input shape of one sample without the batch axis: (features), (steps, features) or
 *     (height, width, channels); (places) where they are words
 * @param words the number of words, of which samples are then made, with 0 for what is behind their
 *     end; 0 for samples of features
 * @param places the extents of what has a class each in one sample; none if that is the sample
 * @param classes the number of classes of the softmax at the end
 * @param batch samples in a training step and in a prediction
 * @param optimizer {@code adam} or {@code sgd}
 * @param parameters the number of trainable parameters
 */
public record Workload(
    String name,
    String definition,
    List<Integer> input,
    int words,
    List<Integer> places,
    int classes,
    int batch,
    String optimizer,
    long parameters) {

  /** A model of features with one class for a sample, trained with Adam. */
  Workload(
      String name,
      String definition,
      List<Integer> input,
      int classes,
      int batch,
      long parameters) {
    this(name, definition, input, 0, List.of(), classes, batch, "adam", parameters);
  }

  /** Returns the number of values in one sample. */
  public int inputSize() {
    return input.stream().reduce(1, Math::multiplyExact);
  }

  /** Returns how many classes a sample has, all the same one. */
  public int labels() {
    return places.stream().reduce(1, Math::multiplyExact);
  }

  /** Returns the size of an axis of one sample, the batch axis not counted. */
  public int input(int axis) {
    return input.get(axis);
  }
}
