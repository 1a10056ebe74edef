package io.trihorn.wrappers;

import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.preprocessing.Adaptive;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Models;
import io.trihorn.ndarray.HostValues;
import java.util.function.Function;

/**
 * A model that every {@code fit} makes anew, as cross-validation needs it: nothing of one part of
 * the data stays for the next. One input; not for several threads at a time.
 *
 * @param <Y> what is learned and predicted, of all rows
 */
public abstract sealed class Estimator<Y> implements AutoCloseable permits Classifier, Regressor {
  private final Function<TensorData, Model> maker;
  private final FitOptions options;
  private Model model;

  Estimator(Function<TensorData, Model> maker, FitOptions options) {
    this.maker = maker;
    this.options = options;
  }

  /**
   * A compiled copy of a compiled model with fresh weights, on its backend and with its seed. Where
   * the first layer is one that adapts to data, such as a normalization, the copy's adapts to rows.
   *
   * @param x the rows to learn from
   * @throws ModelException if the model is not compiled
   */
  public static Model copyFor(TensorData x, Model prototype) {
    if (prototype.compilation() == null) {
      throw new ModelException(
          "an estimator needs to know how to train model '"
              + prototype.name()
              + "': compile it with an optimizer and a loss first");
    }
    Layer first =
        prototype.layers().stream()
            .filter(layer -> !(layer instanceof InputLayer))
            .findFirst()
            .orElse(null);
    Model copy = Models.cloneModel(prototype, layer -> copyOf(layer, layer == first ? x : null));
    copy.seed(prototype.seed()).on(prototype.backend());
    // An optimizer has state: the copy's is its own.
    return copy.compile(Model.fromJson(prototype.toJson()).compilation());
  }

  private static Layer copyOf(Layer layer, TensorData data) {
    Layer copy = Layers.REGISTRY.deserialize(Layers.REGISTRY.serialize(layer));
    if (copy instanceof Adaptive adaptive && data != null) {
      adaptive.adapt(data);
    }
    return copy;
  }

  /**
   * Trains a new model, from the beginning.
   *
   * @param x NDArray, {@link TensorData} or Java array {@code (rows, ...)}
   * @param y what it learns, one for each row
   * @return this
   */
  public abstract Estimator<Y> fit(Object x, Y y);

  /**
   * What the model that was fitted says.
   *
   * @param x as in {@link #fit}
   * @throws ModelException if nothing was fitted yet
   */
  public abstract Y predict(Object x);

  /**
   * How good the predictions are: 1 is the best.
   *
   * @param x as in {@link #fit}
   * @param y what is right
   */
  public abstract double score(Object x, Y y);

  /**
   * The model of the last {@link #fit}.
   *
   * @throws ModelException if there was none
   */
  public final Model model() {
    if (model == null) {
      throw new ModelException("nothing was fitted yet: call fit(x, y) first");
    }
    return model;
  }

  final void train(Object x, Object targets) {
    close();
    TensorData rows = HostValues.of(x);
    Model made = maker.apply(rows);
    made.fit(Dataset.of(rows, targets), options);
    model = made;
  }

  /** What the model gives for rows: float32 {@code (rows, ...)}. */
  final TensorData outputs(Object x) {
    return HostValues.of(model().predict(HostValues.of(x)));
  }

  /** Frees the model that was fitted. */
  @Override
  public final void close() {
    if (model != null) {
      model.close();
      model = null;
    }
  }
}
