package io.trihorn.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A network that is asked for what it makes of data: predictions of rows, batches and datasets,
 * calls, features; see {@link Model}.
 */
public abstract sealed class PredictingNetwork extends ValuedNetwork permits TrainedNetwork {
  private final InnerModels inner = new InnerModels();

  /** A network that is wired later. */
  PredictingNetwork() {}

  /** Frees the programs of {@link #features}. */
  final void closeInner() {
    inner.close();
  }

  /** The dataset in order, by default in batches of the size that the model is made for. */
  final Dataset inBatches(Dataset data, RunOptions options) {
    Dataset arranged = arranged(data);
    if (options.batchSize() > 0) {
      return arranged.batch(options.batchSize());
    }
    return arranged.batchSize() == 0 && batchSize() > 0 ? arranged.batch(batchSize()) : arranged;
  }

  /**
   * The predictions for all rows; for a model of one output.
   *
   * @see #predictAll(Object)
   */
  public final NDArray predict(Object x) {
    return new Predicting(self()).only(predictAll(x));
  }

  /** The predictions for all rows of a dataset; for a model of one output. */
  public final NDArray predict(Dataset data) {
    return new Predicting(self()).only(predictAll(data));
  }

  /** The predictions for all rows; for a model of one output. */
  public final NDArray predict(Object x, RunOptions options) {
    return new Predicting(self())
        .only(predictAll(x instanceof Dataset data ? data : Given.of(self(), x), options));
  }

  /** The predictions of all outputs. */
  public final NDList predictAll(Dataset data) {
    return predictAll(data, new RunOptions());
  }

  /** The predictions of all outputs. */
  public final NDList predictAll(Dataset data, RunOptions options) {
    return Predicting.arrays(
        new PredictLoop(self(), trainer(), options.steps(), options.allCallbacks(), options)
            .run(inBatches(data, options)));
  }

  /**
   * The predictions of all outputs, in batches of {@link Dataset#DEFAULT_BATCH_SIZE} rows; at once
   * where the model {@linkplain #isRowwise cannot be cut} into such.
   *
   * @param x inputs: NDArray, Java array or {@link TensorData}; for several inputs a list of them,
   *     or a map by the names of the inputs; numbers for inputs that are scalars
   */
  public final NDList predictAll(Object x) {
    return new Predicting(self()).all(x);
  }

  /**
   * The output for inputs, all at once, as Keras's {@code model(x, training=...)}. While a {@link
   * io.trihorn.ndarray.GradientTape} records, it is a lazy array that depends on the weights and
   * the inputs, computed where the first input of Trihorn's is, or else by the model's backend.
   *
   * @param x inputs, as in {@link #predictAll(Object)}
   * @param training whether layers behave as in training: dropout drops, batch normalization uses
   *     the batch's statistics and takes them into its own
   * @throws ModelException if the model has several outputs
   */
  public final NDArray call(Object x, boolean training) {
    return new Predicting(self()).only(callAll(x, training));
  }

  /** All outputs for inputs, as {@link #call(Object, boolean)} gives the only one. */
  public final NDList callAll(Object x, boolean training) {
    return new Predicting(self()).call(x, training);
  }

  /** The predictions of all outputs for all rows, by {@link #outputNames}. */
  public final Map<String, NDArray> predictByName(Object x) {
    NDList all = x instanceof Dataset data ? predictAll(data) : predictAll(x);
    return new Predicting(self()).byName(all);
  }

  /**
   * What an inner layer gives for all rows: features of the data, for another model to learn from.
   * The layer's program is compiled once; its weights are this model's.
   *
   * @param layerName a {@link #layer} with one output
   * @param x inputs, as in {@link #predictAll(Object)}
   * @throws IllegalArgumentException if there is no layer of this name
   */
  public final NDArray features(String layerName, Object x) {
    return inner.upTo(self(), layerName).predict(x);
  }

  /** The predictions for one batch in host memory, without the ways of a dataset. */
  public final List<TensorData> predictOnBatch(TensorData... inputs) {
    return trainer().predictBatch(List.of(inputs));
  }

  /**
   * What {@code predict} does with a batch.
   *
   * @return the predictions, each {@code (batch, ...)}
   */
  protected List<Tensor> predictStep(Step step) {
    return DefaultSteps.predict(self(), step);
  }

  /**
   * Sets what {@code predict} does with a batch.
   *
   * @param function gives the predictions; null for the model's outputs
   */
  public final Model predictStep(PredictFunction function) {
    trainer().predictFunction(function);
    return self();
  }

  /** The graph of a prediction for these input types, for reading and for tools. */
  public final Graph predictionGraph(TensorType... inputs) {
    wireFor(List.of(inputs));
    return KnownInputs.forAll(() -> trainer().predictionGraph(List.of(inputs)));
  }
}
