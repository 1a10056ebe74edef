package io.trihorn.saving;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.legacy.WeightPaths;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tensors of a file are which weights of a model, a row for each weight. Weights are named by
 * the layers on the way to them, {@code "attention/query/kernel"}; the axes of a tensor may be
 * others than those of the weight:
 *
 * <pre>{@code
 * WeightTable table =
 *     new WeightTable()
 *         .row("norm/gamma", "ln.weight")
 *         .row("dense/kernel", "fc.weight", "o i -> i o");
 * table.load(model, SafeTensors.read(file).tensors());
 * new SafeTensors(table.tensors(model)).write(file);
 * }</pre>
 *
 * The files may be those of {@link io.trihorn.saving.safetensors.SafeTensors} and of {@link
 * io.trihorn.data.Npz}.
 */
public final class WeightTable {
  private final List<Row> rows = new ArrayList<>();

  /** A table without rows. */
  public WeightTable() {}

  /** A row: {@code axes} may be null, where the tensor is as the weight. */
  private record Row(String weight, String tensor, TensorAxes axes, int part, int parts) {
    long[] tensorDims(long[] weightDims) {
      return axes == null ? weightDims : axes.tensorDims(weightDims, parts);
    }
  }

  /** The table of a model whose tensors are called as its weights, and have their shapes. */
  public static WeightTable ofPaths(Model model) {
    WeightTable table = new WeightTable();
    paths(model).keySet().forEach(path -> table.row(path, path));
    return table;
  }

  /** A weight that is a tensor as it stands. */
  public WeightTable row(String weight, String tensor) {
    rows.add(new Row(weight, tensor, null, 0, 1));
    return this;
  }

  /**
   * A weight whose axes are in another order in the file, or several of them joined in one.
   *
   * @param axes the tensor's, an arrow, the weight's: {@code "(h d) i -> i h d"}
   * @throws IllegalArgumentException if both sides do not name the same axes
   */
  public WeightTable row(String weight, String tensor, String axes) {
    return row(weight, tensor, axes, 0, 1);
  }

  /**
   * A weight that is one of several in a tensor.
   *
   * @param axes as above; {@code part} names the axis along which the weights lie, as in {@code "i
   *     (part h d) -> i h d"}
   * @param part which of them this is, from 0
   * @param parts how many there are
   * @throws IllegalArgumentException if both sides do not name the same axes
   */
  public WeightTable row(String weight, String tensor, String axes, int part, int parts) {
    rows.add(new Row(weight, tensor, TensorAxes.parse(axes), part, parts));
    return this;
  }

  /**
   * Sets the weights of a model; those that no row names stay as they are. Elements are converted
   * to the weights' types.
   *
   * @param tensors by the names in the file
   * @return the names of tensors that no row names
   * @throws SavingException if a row names a weight or a tensor that is not there, or one has
   *     another shape; the message has all of them, and no weight is changed
   */
  public Set<String> load(Model model, Map<String, TensorData> tensors) {
    Map<String, String> problems = new LinkedHashMap<>();
    Map<Weight, TensorData> values = match(model, tensors, problems);
    if (!problems.isEmpty()) {
      throw new SavingException(
          "the weights of model '%s' do not match: %s"
              .formatted(model.name(), String.join("; ", problems.values())));
    }
    model.setVariableValues(List.copyOf(values.keySet()), List.copyOf(values.values()));
    Set<String> rest = new LinkedHashSet<>(tensors.keySet());
    rows.forEach(row -> rest.remove(row.tensor()));
    return rest;
  }

  /**
   * Sets those weights of a model whose tensors are there and fit.
   *
   * @return what is wrong with the others, by the weights' names
   */
  Map<String, String> loadWhatFits(Model model, Map<String, TensorData> tensors) {
    Map<String, String> problems = new LinkedHashMap<>();
    Map<Weight, TensorData> values = match(model, tensors, problems);
    model.setVariableValues(List.copyOf(values.keySet()), List.copyOf(values.values()));
    return problems;
  }

  /** New values of weights, and what is wrong with other weights, by their names. */
  private Map<Weight, TensorData> match(
      Model model, Map<String, TensorData> tensors, Map<String, String> problems) {
    Map<String, Weight> weights = weights(model);
    Map<Weight, TensorData> values = new LinkedHashMap<>();
    for (Row row : rows) {
      Weight weight = weights.get(row.weight());
      TensorData tensor = tensors.get(row.tensor());
      long[] dims = weight.type().dims();
      long[] expected = row.tensorDims(dims);
      if (tensor == null) {
        problems.put(
            row.weight(), "there is no tensor '%s' for '%s'".formatted(row.tensor(), row.weight()));
      } else if (!Arrays.equals(expected, tensor.type().dims())) {
        problems.put(
            row.weight(),
            "tensor '%s' should be %s, as '%s' is %s, but is %s"
                .formatted(
                    row.tensor(),
                    Arrays.toString(expected),
                    row.weight(),
                    Arrays.toString(dims),
                    Arrays.toString(tensor.type().dims())));
      } else {
        TensorData value =
            row.axes() == null ? tensor : row.axes().read(tensor, dims, row.part(), row.parts());
        values.put(weight, value.cast(weight.type().dtype()));
      }
    }
    return values;
  }

  /**
   * The weights of a model as tensors of a file, in the order of the rows.
   *
   * @throws SavingException if a row names a weight that the model has not
   */
  public Map<String, TensorData> tensors(Model model) {
    Map<String, Weight> weights = weights(model);
    List<TensorData> values =
        model.variableValues(rows.stream().map(row -> weights.get(row.weight())).toList());
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      TensorData value = values.get(i);
      if (row.axes() == null) {
        tensors.put(row.tensor(), value);
      } else {
        TensorType type = TensorType.of(value.dtype(), row.tensorDims(value.type().dims()));
        TensorData tensor = tensors.computeIfAbsent(row.tensor(), t -> TensorData.zeros(type));
        row.axes().write(value, tensor, row.part(), row.parts());
      }
    }
    return tensors;
  }

  /** The weights that rows name, by these names. */
  private Map<String, Weight> weights(Model model) {
    Map<String, Weight> all = paths(model);
    List<String> unknown =
        rows.stream().map(Row::weight).filter(name -> !all.containsKey(name)).toList();
    if (!unknown.isEmpty()) {
      throw new SavingException(
          "model '%s' has no weights %s, but %s".formatted(model.name(), unknown, all.keySet()));
    }
    return all;
  }

  /** All weights of a model by the names of the layers on the way to them. */
  private static Map<String, Weight> paths(Model model) {
    Map<String, Weight> weights = new LinkedHashMap<>();
    WeightPaths.of(model, "").forEach((weight, path) -> weights.put(path, weight));
    return weights;
  }
}
