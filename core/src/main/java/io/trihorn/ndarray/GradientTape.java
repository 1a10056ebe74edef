package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Tape;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records what its thread computes from watched arrays, and from the weights of models that are
 * called, until it is closed; then gives gradients, as TensorFlow's {@code tf.GradientTape}:
 *
 * <pre>{@code
 * try (GradientTape tape = new GradientTape()) {
 *   NDArray loss = model.call(x, true).sub(y).square().mean();
 *   model.applyGradients(tape.gradient(loss, model.trainableWeights()));
 * }
 * }</pre>
 *
 * <p>With an optimizer that scales losses, as {@code mixed_float16} has, gradients to be applied
 * are those of {@code model.scaleLoss(loss)}.
 *
 * <p>Plain Java decides what is called, by values of arrays if it likes. A model that is called
 * gives lazy arrays meanwhile; its weights to be trained are watched by themselves. Losses that
 * layers add, such as those of regularizers, are not part of what it gives. Gradients are recorded
 * too, so that a persistent tape differentiates them again.
 */
public final class GradientTape implements AutoCloseable {
  private final boolean persistent;
  private final Tape tape;
  private boolean used;
  private boolean closed;

  /**
   * A tape that gives gradients once.
   *
   * @throws IllegalStateException if gradients are being collected on this thread already
   */
  public GradientTape() {
    this(false);
  }

  /**
   * A tape.
   *
   * @param persistent whether it may be asked more than once
   * @throws IllegalStateException if gradients are being collected on this thread already
   */
  public GradientTape(boolean persistent) {
    this.persistent = persistent;
    this.tape = Tape.open();
  }

  /** Whether gradients are being collected on this thread, by a tape or one of DJL's collectors. */
  public static boolean isRecording() {
    return Tape.current() != null;
  }

  /**
   * Records what is computed from an array, and from others that share its elements, from now on.
   * Until the tape is closed it cannot be changed in place.
   *
   * @param array of floating elements
   * @throws IllegalArgumentException if the elements are not floating, or not Trihorn's
   */
  public void watch(NDArray array) {
    requireOpen("watch");
    LazyArray lazy = floating("watch", array);
    tape.watch(lazy.storage());
    lazy.operand();
  }

  /**
   * The gradient of the sum of a target's elements with respect to an array.
   *
   * @return an array of the source's type and shape; zeros if the target does not depend on it
   * @throws IllegalStateException if the source was not watched, the target was not computed from
   *     anything watched, or the tape is closed or was asked before and is not persistent
   */
  public NDArray gradient(NDArray target, NDArray source) {
    return gradient(target, new NDList(source)).get(0);
  }

  /** The gradients with respect to several arrays, as {@link #gradient(NDArray, NDArray)}. */
  public NDList gradient(NDArray target, NDList sources) {
    LazyArray of = begin("gradient", target);
    NDList gradients = pending("gradient", of, sources);
    finish(of, gradients);
    end();
    return gradients;
  }

  /**
   * The gradients of the sum of a target's elements with respect to weights, for {@code
   * model.applyGradients}.
   *
   * @return by weight; weights that the target does not depend on are not there
   * @throws IllegalStateException as {@link #gradient(NDArray, NDArray)}, where a weight is watched
   *     if a model that has it was called and it is to be trained; one of them suffices
   */
  public Map<Weight, NDArray> gradient(NDArray target, List<Weight> weights) {
    LazyArray of = begin("gradient", target);
    List<Weight> known = weights.stream().filter(tape::watches).toList();
    if (known.isEmpty()) {
      throw new IllegalStateException(
          "gradient: none of the "
              + weights.size()
              + " weights was watched: call a model that has them, and in which they are to be"
              + " trained, after the tape is opened");
    }
    Map<Weight, NDArray> gradients = new LinkedHashMap<>();
    List<Cell> found = gradients(of, List.copyOf(known));
    for (int i = 0; i < known.size(); i++) {
      if (found.get(i) != null) {
        gradients.put(known.get(i), of.wrap(found.get(i)));
      }
    }
    finish(of, List.copyOf(gradients.values()));
    end();
    return gradients;
  }

  /**
   * The derivatives of each element of a target by each of a source, in as many runs of one program
   * as the target has elements.
   *
   * @return an array of the target's shape followed by the source's
   * @throws IllegalStateException as {@link #gradient(NDArray, NDArray)}
   */
  public NDArray jacobian(NDArray target, NDArray source) {
    LazyArray of = begin("jacobian", target);
    NDArray flat = of.reshape(-1);
    NDList rows = new NDList();
    for (int i = 0; i < flat.size(); i++) {
      TensorData chosen = TensorData.zeros(new TensorType(of.getDataType(), flat.getShape()));
      chosen.setDouble(i, 1);
      LazyArray element = (LazyArray) flat.mul(LazyArray.wrap(of.getManager(), Cell.of(chosen)));
      NDList row = pending("jacobian", element, new NDList(source));
      finish(of, row);
      rows.addAll(row);
    }
    end();
    Shape shape = of.getShape().addAll(source.getShape());
    return rows.isEmpty()
        ? of.getManager().zeros(shape, source.getDataType())
        : NDArrays.stack(rows).reshape(shape);
  }

  /**
   * The product of a scalar's second derivatives with a vector, without the matrix.
   *
   * @param vector of the source's shape
   * @return an array of the source's shape
   * @throws IllegalStateException as {@link #gradient(NDArray, NDArray)}
   */
  public NDArray hessianVectorProduct(NDArray target, NDArray source, NDArray vector) {
    LazyArray of = begin("hessianVectorProduct", target);
    if (!vector.getShape().equals(source.getShape())) {
      throw new IllegalArgumentException(
          "hessianVectorProduct: expected a vector of the source's shape "
              + source.getShape()
              + ", but got "
              + vector.getShape());
    }
    NDArray gradient = pending("hessianVectorProduct", of, new NDList(source)).get(0);
    LazyArray along = (LazyArray) gradient.mul(vector);
    NDList product = pending("hessianVectorProduct", along, new NDList(source));
    finish(of, product);
    end();
    return product.get(0);
  }

  /** Values that only the tape has go as soon as it has given what it gives once. */
  private void end() {
    if (!persistent) {
      tape.forget();
    }
  }

  private LazyArray begin(String name, NDArray target) {
    requireOpen(name);
    if (used && !persistent) {
      throw new IllegalStateException(
          name
              + ": this tape has given its gradients; make a persistent one, new"
              + " GradientTape(true), to ask it more than once");
    }
    LazyArray of = floating(name, target);
    if (!tape.tracks(of.operand())) {
      throw new IllegalStateException(
          name
              + ": the target was not computed, since this tape was opened, from a watched array or"
              + " the weights of a model; watch(array) before it is used");
    }
    used = true;
    return of;
  }

  /** Computes them in one program, and the target's value with them. */
  private static void finish(LazyArray target, List<NDArray> gradients) {
    List<NDArray> all = new ArrayList<>(gradients);
    all.add(target);
    WeightValues.compute(all);
  }

  private NDList pending(String name, LazyArray target, NDList sources) {
    List<Object> storages = new ArrayList<>();
    for (NDArray source : sources) {
      LazyArray array = floating(name, source);
      if (!tape.watches(array.storage())) {
        throw new IllegalStateException(
            name
                + ": the array of "
                + array.getShape()
                + " was not watched; watch(array) before it is used");
      }
      storages.add(array.storage());
    }
    List<Cell> found = gradients(target, storages);
    NDList gradients = new NDList();
    for (int i = 0; i < sources.size(); i++) {
      LazyArray source = (LazyArray) sources.get(i);
      gradients.add(
          found.get(i) == null ? source.zerosLike() : target.wrap(source.part(found.get(i))));
    }
    return gradients;
  }

  /** The gradient for each source, the sum over the values it had; null where there is none. */
  private List<Cell> gradients(LazyArray target, List<Object> sources) {
    List<Cell> values = new ArrayList<>();
    sources.forEach(source -> values.addAll(tape.cellsOf(source)));
    List<Cell> found = tape.gradients(target.runtime(), target.operand(), values);
    List<Cell> sums = new ArrayList<>();
    int at = 0;
    for (Object source : sources) {
      Cell sum = null;
      for (int n = tape.cellsOf(source).size(); n > 0; n--) {
        Cell more = found.get(at++);
        if (more != null) {
          sum = sum == null ? more : target.cellOf(Pairwise.ADD.operation(), sum, more);
        }
      }
      sums.add(sum);
    }
    return sums;
  }

  private void requireOpen(String name) {
    if (closed) {
      throw new IllegalStateException(name + ": this tape is closed; ask it inside its try block");
    }
  }

  private static LazyArray floating(String name, NDArray array) {
    if (!(array instanceof LazyArray lazy) || !array.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          name + ": expected floating elements of one of Trihorn's arrays, but got " + array);
    }
    return lazy;
  }

  /** Ends the recording, and lets go what it held. */
  @Override
  public void close() {
    closed = true;
    tape.close();
  }
}
