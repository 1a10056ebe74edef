package io.trihorn.benchmarks;

/**
 * A library training one workload, in the way that is fastest there and that its users could write.
 *
 * <p>What is timed is the same for all: {@link #train} takes batches from Java arrays and leaves
 * updated weights and a loss; {@link #predict} takes a Java array and leaves probabilities in
 * another.
 */
public interface Contestant extends AutoCloseable {
  /**
   * Builds the model with fresh weights. Called once, before anything else.
   *
   * @param samples what {@link #train} goes through, batch after batch, round and round, images as
   *     channels last
   * @param threads how many threads the engine should compute with
   */
  void setUp(Samples samples, int threads);

  /** Returns the number of trainable parameters. */
  long parameters();

  /**
   * Returns how many of them this library has and the workload's definition lacks (a second bias,
   * say), so that the rest can be held to the definition.
   */
  default long extraParameters() {
    return 0;
  }

  /**
   * Does training steps, each with a batch of its own. Several in a call, because that is how some
   * libraries are fast.
   *
   * @return the loss of the last step, or the mean over these steps where the library tells only
   *     that
   */
  float train(int steps);

  /**
   * Predicts without dropout, from the weights as they are now.
   *
   * @param inputs (batch, input…), images as channels last
   * @return probabilities, (batch, classes)
   */
  float[] predict(float[] inputs, int batch);

  /** Returns the versions and settings in force, for the report. */
  String info();

  /** Frees the engine's memory. */
  @Override
  void close();
}
