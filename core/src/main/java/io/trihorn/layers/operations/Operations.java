package io.trihorn.layers.operations;

import io.trihorn.config.ConfigException;
import io.trihorn.config.Constant;
import io.trihorn.config.Registry;
import io.trihorn.config.Slice;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The functions of {@code keras.ops} on tensors of a model under construction: {@code add(x, 1)}
 * where Python has {@code x + 1}, and all others by the names of Keras's classes. An argument is a
 * {@link KerasTensor}, a number, a {@link Constant}, or a list of these.
 *
 * <pre>{@code
 * KerasTensor x = inputTensor(4, 8);
 * KerasTensor y = Operations.add(Operations.multiply(x, 2), 1);
 * KerasTensor m = Operations.apply("Mean", Map.of("axis", 1, "keepdims", true), y);
 * }</pre>
 */
public final class Operations {
  /** Keras's module of all operations. */
  public static final String MODULE = "keras.src.ops";

  private static final Map<String, OperationType> TYPES = types();

  /** All operations by the names of Keras's classes, which layers have too. */
  public static final Registry<Layer> REGISTRY = registry();

  private Operations() {}

  private static Map<String, OperationType> types() {
    OperationTable table = new OperationTable();
    CoreOperations.addTo(table);
    ElementwiseOperations.addTo(table);
    ReducingOperations.addTo(table);
    ShapingOperations.addTo(table);
    MathOperations.addTo(table);
    NnOperations.addTo(table);
    ImageOperations.addTo(table);
    return Map.copyOf(table.rows());
  }

  private static Registry<Layer> registry() {
    Registry<Layer> registry = new Registry<>("operation", MODULE);
    TYPES.values().forEach(type -> registry.add(type.name(), () -> new Operation(type)));
    return registry;
  }

  /**
   * Applies an operation.
   *
   * @param name Keras's class: {@code Mean}, {@code TrueDivide}
   * @param attributes what its constructor takes, by Keras's names; the rest have Keras's defaults
   * @param inputs what it is called with, by position
   * @return its results
   * @throws ConfigException if there is no such operation, or an attribute is unknown or missing
   */
  public static List<KerasTensor> applyAll(
      String name, Map<String, ?> attributes, Object... inputs) {
    OperationType type = TYPES.get(name);
    if (type == null) {
      REGISTRY.create(name); // Throws, and suggests names.
    }
    Map<String, Object> plain = new LinkedHashMap<>();
    attributes.forEach((key, value) -> plain.put(key, plain(value)));
    Map<String, Object> bound = type.attributes().bind(name, List.of(), plain);
    List<Object> positional = Arrays.stream(inputs).map(Operations::plain).toList();
    return new Operation(type, bound).applyAll(positional, Map.of());
  }

  /** Java's integers and floats as Python has one of each; arrays as lists. */
  private static Object plain(Object value) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float f) {
      return f.doubleValue();
    }
    if (value instanceof int[] array) {
      return Arrays.stream(array).mapToObj(Long::valueOf).toList();
    }
    return value instanceof List<?> list ? list.stream().map(Operations::plain).toList() : value;
  }

  /** Applies an operation of one result; see {@link #applyAll}. */
  public static KerasTensor apply(String name, Map<String, ?> attributes, Object... inputs) {
    return applyAll(name, attributes, inputs).get(0);
  }

  /** Applies an operation of one result with the defaults of its attributes. */
  public static KerasTensor apply(String name, Object... inputs) {
    return apply(name, Map.of(), inputs);
  }

  /** {@code x + y}. */
  public static KerasTensor add(Object x, Object y) {
    return apply("Add", x, y);
  }

  /** {@code x - y}. */
  public static KerasTensor subtract(Object x, Object y) {
    return apply("Subtract", x, y);
  }

  /** {@code x * y}. */
  public static KerasTensor multiply(Object x, Object y) {
    return apply("Multiply", x, y);
  }

  /** {@code x / y}. */
  public static KerasTensor divide(Object x, Object y) {
    return apply("TrueDivide", x, y);
  }

  /** {@code x ** y}. */
  public static KerasTensor power(Object x, Object y) {
    return apply("Power", x, y);
  }

  /** {@code -x}. */
  public static KerasTensor negative(KerasTensor x) {
    return apply("Negative", x);
  }

  /** {@code x @ y}. */
  public static KerasTensor matmul(Object x, Object y) {
    return apply("Matmul", x, y);
  }

  /**
   * {@code x[keys]}.
   *
   * @param keys for each axis a place, a {@link Slice} or a tensor of places; {@link
   *     io.trihorn.config.Ellipsis} for axes that are not named, null for a new axis
   */
  public static KerasTensor getItem(KerasTensor x, Object... keys) {
    return apply("GetItem", x, Arrays.asList(keys).stream().map(Operations::plain).toList());
  }
}
