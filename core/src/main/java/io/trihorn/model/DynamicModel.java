package io.trihorn.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Names;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Layer;
import io.trihorn.ndarray.GradientTape;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A network that is defined by running it: a class with layers, and methods in plain Java that call
 * them on arrays. {@code if}, {@code for} and recursion may follow the values, so that each input
 * has a network of its own; what was computed is recorded, and trained.
 *
 * <pre>{@code
 * final class Deepening extends DynamicModel {
 *   private final Layer enter = add(Layers.dense(4, "tanh"), 3);
 *   private final Layer again = add(Layers.dense(4, "tanh"), 4);
 *
 *   NDArray forward(NDArray x) {
 *     NDArray h = call(enter, x);
 *     for (int depth = 0; depth < 4 && h.square().sum().getFloat() > 1.2; depth++) {
 *       h = call(again, h);
 *     }
 *     return h;
 *   }
 * }
 *
 * model.compile(Optimizers.sgd(0.1));
 * double loss = model.trainStep(() -> model.forward(x).sub(y).square().mean());
 * }</pre>
 *
 * <p>Arrays are computed where they are: on the backend of the first input's manager. Operations
 * wait until a value is looked at, and run as one program then; programs are found again by what
 * they do, so a loop compiles once. One thread at a time may train it.
 */
public abstract class DynamicModel implements AutoCloseable {
  private final Parts parts = new Parts();
  private boolean training;

  /** The layers as a model that has weights, an optimizer and a backend, but no wiring. */
  private static final class Parts extends Model {
    private void add(Layer layer) {
      track(layer);
      UniqueNames.assign(children());
      changed();
    }

    @Override
    boolean hasAllWeights() {
      return !trainableWeights().isEmpty();
    }

    @Override
    public List<Layer> layers() {
      return children();
    }
  }

  /** A network without layers, which its class {@linkplain #add adds}. */
  protected DynamicModel() {
    parts.setName(Names.snake(getClass().getSimpleName()));
  }

  /**
   * Makes a layer part of the network.
   *
   * @param rowShape the shape of its only input without the batch axis, for which its weights are
   *     made at once; none to have them made when it is first called, which must be before the
   *     first update
   * @return the layer
   */
  protected final <L extends Layer> L add(L layer, long... rowShape) {
    parts.add(layer);
    if (rowShape.length > 0) {
      layer.ensureBuilt(List.of(new Shape(-1).addAll(new Shape(rowShape))));
      parts.changed();
    }
    return layer;
  }

  /**
   * The output of one of the network's layers, pending. The layer's {@code call} may decide by
   * values, see {@link io.trihorn.layers.base.Call#isTrue}. Layers behave as in training within
   * {@link #trainStep}, or as {@link #training(boolean)} says.
   *
   * @param inputs of the layer, the batch axis first
   * @throws ShapeException if they do not fit
   * @throws ModelException if the layer is not the network's, or gives several outputs
   */
  protected final NDArray call(Layer layer, NDArray... inputs) {
    NDList outputs = callAll(layer, inputs);
    if (outputs.size() != 1) {
      throw new ModelException(
          "layer '" + layer.name() + "' has " + outputs.size() + " outputs; use callAll");
    }
    return outputs.get(0);
  }

  /** All outputs of one of the network's layers, as {@link #call} gives the only one. */
  protected final NDList callAll(Layer layer, NDArray... inputs) {
    if (!contains(parts, layer)) {
      throw new ModelException(
          "layer '"
              + layer.name()
              + "' is no part of '"
              + parts.name()
              + "'; make it one with add(layer) in the constructor");
    }
    return parts.trainer().arrayCalls().call(layer, List.of(inputs), training);
  }

  private static boolean contains(Layer whole, Layer part) {
    return whole.children().stream().anyMatch(child -> child == part || contains(child, part));
  }

  /** Sets whether layers behave as in training: dropout drops, statistics move. */
  public final DynamicModel training(boolean wanted) {
    training = wanted;
    return this;
  }

  /** Whether layers behave as in training. */
  public final boolean isTraining() {
    return training;
  }

  /** Makes the network ready to train. */
  public final DynamicModel compile(Optimizer optimizer) {
    parts.compile(new Compilation(optimizer));
    return this;
  }

  /**
   * One step of training: records what a loss is made of, and updates the weights that it depends
   * on, as {@link GradientTape} and {@link #applyGradients} do in the hands of a user.
   *
   * @param loss computes it, a scalar or elements whose sum is meant
   * @return the sum of the loss before the step
   * @throws IllegalStateException if the loss depends on no weight of the network
   */
  public final double trainStep(Supplier<NDArray> loss) {
    boolean before = training;
    training = true;
    try (GradientTape tape = new GradientTape()) {
      NDArray value = loss.get();
      NDArray scaled = parts.scaleLoss(value);
      applyGradients(tape.gradient(scaled, trainableWeights()));
      return value.sum().toType(DataType.FLOAT64, false).getDouble();
    } finally {
      training = before;
    }
  }

  /**
   * Has the optimizer update weights.
   *
   * @param gradients by weight, as a {@link GradientTape} gives them; weights without one stay
   * @throws ShapeException if one has another shape than its weight
   * @throws ModelException if the network is not compiled, or a layer got weights after the first
   *     update
   */
  public final void applyGradients(Map<Weight, ?> gradients) {
    List<Weight> known = parts.optimizer().trained();
    for (Weight weight : trainableWeights()) {
      if (!known.contains(weight)) {
        throw new ModelException(
            "'"
                + parts.name()
                + "': the weight '"
                + weight.variable().name()
                + "' was made after the first update; give the layer the shape of its input,"
                + " add(layer, shape), or call it once before");
      }
    }
    parts.applyGradients(gradients);
  }

  /** All weights, layer by layer in the order in which they were added. */
  public final List<Weight> weights() {
    return parts.weights();
  }

  /** The weights that training may change. */
  public final List<Weight> trainableWeights() {
    return parts.trainableWeights();
  }

  /** Copies of the values of all weights. */
  public final List<NDArray> getWeights() {
    return parts.getWeights();
  }

  /**
   * Sets all weights.
   *
   * @param values NDArrays, Java arrays or {@link io.trihorn.graph.TensorData} of their shapes
   * @throws ShapeException if their number or one's shape is wrong
   */
  public final void setWeights(List<?> values) {
    parts.setWeights(values);
  }

  /** Sets the backend that has the weights and updates them; by default configuration does. */
  public final DynamicModel on(String backend) {
    parts.on(backend);
    return this;
  }

  /** Sets the seed of initial weights and random layers, by default 0, before they are used. */
  public final DynamicModel seed(long value) {
    parts.seed(value);
    return this;
  }

  /** The optimizer's learning rate in force. */
  public final double learningRate() {
    return parts.learningRate();
  }

  /** Sets the learning rate from now on. */
  public final void setLearningRate(double rate) {
    parts.setLearningRate(rate);
  }

  /** Frees the values of the weights. A second call does nothing. */
  @Override
  public void close() {
    parts.close();
  }
}
