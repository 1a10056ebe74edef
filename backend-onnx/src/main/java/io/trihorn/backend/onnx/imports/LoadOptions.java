package io.trihorn.backend.onnx.imports;

import io.trihorn.graph.TensorData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** How an ONNX file becomes a model. Every method gives the options themselves. */
public final class LoadOptions {
  private Predicate<String> trainable = name -> true;
  private final Map<String, TensorData> fixed = new LinkedHashMap<>();
  private final Map<String, Long> dimensions = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private List<String> outputs = List.of();
  private long maxBytes = 1L << 34;

  /** The defaults. */
  public LoadOptions() {}

  /**
   * Which weights train, by the name of the initializer or of the constant's value; by default all.
   * Weights are the floating initializers of at least one axis, and of the constants those that
   * have more than one element; means and variances of batch normalizations never train.
   */
  public LoadOptions trainable(Predicate<String> names) {
    trainable = names;
    return this;
  }

  /**
   * Gives an input one value for good: it is no input of the model any more, and shapes may follow
   * from it.
   */
  public LoadOptions fix(String input, TensorData value) {
    fixed.put(input, value);
    return this;
  }

  /**
   * The extent of a dimension that the file leaves open under a name. Where it is not given the
   * model takes any, as far as its operators do.
   */
  public LoadOptions dimension(String name, long extent) {
    dimensions.put(name, extent);
    return this;
  }

  /** The shape of an input instead of the one in the file; -1 where an extent is open. */
  public LoadOptions shape(String input, long... dims) {
    shapes.put(input, dims.clone());
    return this;
  }

  /** The values that are the model's outputs, by any names of values; by default the file's. */
  public LoadOptions outputs(String... names) {
    outputs = List.of(names);
    return this;
  }

  /** The bytes that all tensors of the file may have together; by default 16 GiB. */
  public LoadOptions maxBytes(long bytes) {
    maxBytes = bytes;
    return this;
  }

  Predicate<String> trainable() {
    return trainable;
  }

  Map<String, TensorData> fixed() {
    return fixed;
  }

  Map<String, Long> dimensions() {
    return dimensions;
  }

  Map<String, long[]> shapes() {
    return shapes;
  }

  List<String> outputs() {
    return outputs;
  }

  long maxBytes() {
    return maxBytes;
  }
}
