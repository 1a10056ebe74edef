package io.trihorn.data;

import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.HostValues;
import java.util.ArrayList;
import java.util.List;

/**
 * Some rows of a dataset. The first axis of every tensor counts the rows; an input that is a scalar
 * is the same for all of them.
 *
 * @param inputs what goes into the model, at least one tensor
 * @param targets what should come out; empty where only predictions are wanted
 * @param weights the weight of each row in the loss: none, one for all outputs, or one per target
 * @param places the place of each row among all, from 0, where a dataset changes their order; else
 *     empty
 * @param copies of the inputs, targets and weights, in this order, on the device of a step that
 *     takes them from there; empty where there are none
 */
public record Batch(
    List<TensorData> inputs,
    List<TensorData> targets,
    List<TensorData> weights,
    List<Long> places,
    List<DeviceTensor> copies) {
  /**
   * Checks that all tensors have the same number of rows.
   *
   * @throws ShapeException if they have not, if there is no input, or if the number of weights fits
   *     no output
   */
  public Batch {
    inputs = List.copyOf(inputs);
    targets = List.copyOf(targets);
    weights = List.copyOf(weights);
    places = List.copyOf(places);
    copies = List.copyOf(copies);
    rows(types(inputs), types(targets), types(weights));
  }

  /** Rows at their places. */
  public Batch(
      List<TensorData> inputs,
      List<TensorData> targets,
      List<TensorData> weights,
      List<Long> places) {
    this(inputs, targets, weights, places, List.of());
  }

  /** Rows in order. */
  public Batch(List<TensorData> inputs, List<TensorData> targets, List<TensorData> weights) {
    this(inputs, targets, weights, List.of(), List.of());
  }

  /**
   * All rows of inputs, without a dataset around them.
   *
   * @param inputs as in {@link Dataset#of(Object)}
   * @return null where they are given by name
   * @throws ShapeException if the tensors differ in their numbers of rows
   */
  public static Batch ofAll(Object inputs) {
    if (Form.hasNames(inputs)) {
      return null;
    }
    List<TensorData> tensors = new ArrayList<>();
    Role.INPUTS.collect(inputs, HostValues::of, tensors);
    return new Batch(tensors, List.of(), List.of());
  }

  /** These rows with other places. */
  Batch at(List<Long> newPlaces) {
    return newPlaces.equals(places) ? this : new Batch(inputs, targets, weights, newPlaces, copies);
  }

  /** The inputs, the targets and the weights. */
  public List<TensorData> tensors() {
    List<TensorData> all = new ArrayList<>(inputs);
    all.addAll(targets);
    all.addAll(weights);
    return all;
  }

  /** These rows with a copy of each of the {@linkplain #tensors tensors}. */
  public Batch with(List<DeviceTensor> newCopies) {
    return new Batch(inputs, targets, weights, places, newCopies);
  }

  /** A batch of inputs only. */
  public static Batch of(TensorData... inputs) {
    return new Batch(List.of(inputs), List.of(), List.of());
  }

  /** The number of rows. */
  public int rows() {
    return Math.toIntExact(first(types(inputs)).dim(0));
  }

  private static List<TensorType> types(List<TensorData> tensors) {
    List<TensorType> types = new ArrayList<>(tensors.size());
    for (TensorData tensor : tensors) {
      types.add(tensor.type());
    }
    return types;
  }

  /**
   * The number of rows of tensors of these types.
   *
   * @throws ShapeException as a batch of them does
   */
  static int rows(List<TensorType> inputs, List<TensorType> targets, List<TensorType> weights) {
    if (inputs.isEmpty()) {
      throw new ShapeException(
          "inputs: there are none in the list; give an array or a list of numbers");
    }
    long rows = rowsOf("inputs", 0, first(inputs));
    requireRows(rows, "inputs", counted(inputs));
    requireRows(rows, "targets", targets);
    requireRows(rows, "weights", weights);
    if (weights.size() > 1 && weights.size() != targets.size()) {
      throw new ShapeException(
          "expected no weights, one tensor of weights or one per target, "
              + targets.size()
              + ", but got "
              + weights.size());
    }
    return Math.toIntExact(rows);
  }

  /** The first that is no scalar, or if all are the first. */
  private static TensorType first(List<TensorType> inputs) {
    List<TensorType> counted = counted(inputs);
    return counted.isEmpty() ? inputs.get(0) : counted.get(0);
  }

  /** Those that are no scalars. */
  private static List<TensorType> counted(List<TensorType> inputs) {
    List<TensorType> counted = new ArrayList<>(inputs.size());
    for (TensorType input : inputs) {
      if (input.rank() > 0) {
        counted.add(input);
      }
    }
    return counted;
  }

  private static void requireRows(long rows, String role, List<TensorType> tensors) {
    for (int i = 0; i < tensors.size(); i++) {
      long got = rowsOf(role, i, tensors.get(i));
      if (got != rows) {
        throw new ShapeException(
            "%s[%d] is %s and so has %d rows, but inputs[0] has %d; the first axis counts the rows, and each needs its own"
                .formatted(role, i, tensors.get(i), got, rows));
      }
    }
  }

  private static long rowsOf(String role, int i, TensorType tensor) {
    if (tensor.rank() == 0) {
      throw new ShapeException(
          role
              + "["
              + i
              + "] is a scalar: the first axis of a dataset's tensors counts the rows, so give an"
              + " array");
    }
    return tensor.dim(0);
  }
}
