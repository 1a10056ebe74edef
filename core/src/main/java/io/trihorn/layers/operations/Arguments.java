package io.trihorn.layers.operations;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * The arguments and attributes of an operation by Keras's names. A number stands for a tensor where
 * one is wanted: among two operands it takes the other's element type as Keras's do, alone it is
 * int32 or float32.
 */
final class Arguments {
  private final String function;
  private final Map<String, Object> values;
  private final GraphBuilder builder;

  Arguments(String function, Map<String, Object> values, GraphBuilder builder) {
    this.function = function;
    this.values = values;
    this.builder = builder;
  }

  private ShapeException wrong(String name, String expected) {
    return new ShapeException(
        "%s: '%s' should be %s, but is %s".formatted(function, name, expected, values.get(name)));
  }

  ConfigException unsupported(String reason) {
    return new ConfigException(function + ": " + reason);
  }

  Object get(String name) {
    return values.get(name);
  }

  boolean isNull(String name) {
    return values.get(name) == null;
  }

  // Tensors.

  /** A tensor. */
  Tensor tensor(String name) {
    Tensor found = tensorOrNull(name);
    if (found == null) {
      throw wrong(name, "a tensor");
    }
    return found;
  }

  /** A tensor, or null. */
  Tensor tensorOrNull(String name) {
    Object value = values.get(name);
    return value == null ? null : tensor(name, value, null);
  }

  /** The operand {@code x}. */
  Tensor x() {
    return tensor("x");
  }

  /** Several tensors. */
  List<Tensor> tensors(String name) {
    if (!(values.get(name) instanceof List<?> list)) {
      return List.of(tensor(name));
    }
    return list.stream().map(e -> tensor(name, e, null)).toList();
  }

  /** Two operands, of which one may be a number. */
  List<Tensor> pair(String first, String second) {
    Object a = values.get(first);
    Object b = values.get(second);
    return List.of(
        tensor(first, a, b instanceof Tensor t ? t : null),
        tensor(second, b, a instanceof Tensor t ? t : null));
  }

  /** A value as a tensor beside another, to whose element type a number gives way. */
  Tensor beside(String name, Tensor other) {
    return tensor(name, values.get(name), other);
  }

  /** The rank of a number, a list of numbers or a tensor. */
  int rank(String name) {
    return tensor(name).rank();
  }

  /** Numbers and lists as tensors; a number beside a tensor gives way to its element type. */
  private Tensor tensor(String name, Object value, Tensor other) {
    if (value instanceof Tensor t) {
      return t;
    }
    if (value instanceof Boolean || value instanceof Number) {
      DataType own = own(value);
      DataType dtype = other == null ? own : weak(own, other.dtype());
      return scalar(dtype, number(value));
    }
    if (value instanceof List<?> list && !list.isEmpty()) {
      List<Tensor> rows = list.stream().map(e -> tensor(name, e, null)).toList();
      DataType dtype = rows.stream().map(Tensor::dtype).reduce(DTypes::promote).orElseThrow();
      return Shapes.stack(rows.stream().map(r -> Ops.cast(r, dtype)).toList(), 0);
    }
    throw wrong(name, "a tensor");
  }

  private static DataType own(Object value) {
    if (value instanceof Boolean) {
      return DataType.BOOLEAN;
    }
    return value instanceof Double ? DataType.FLOAT32 : DataType.INT32;
  }

  /** What Keras makes of a number of Python's beside a tensor. */
  private static DataType weak(DataType number, DataType tensor) {
    if (number.isFloating()) {
      return DTypes.floating(tensor);
    }
    return tensor == DataType.BOOLEAN ? number : tensor;
  }

  Tensor scalar(DataType dtype, double value) {
    return Tensor.constant(builder, TensorData.scalar(dtype, value));
  }

  Tensor constant(int... elements) {
    return Tensor.constant(builder, TensorData.of(elements, elements.length));
  }

  // Plain values.

  private static double number(Object value) {
    return value instanceof Boolean b ? (b ? 1 : 0) : ((Number) value).doubleValue();
  }

  double number(String name) {
    Object value = known(values.get(name));
    if (value instanceof Number || value instanceof Boolean) {
      return number(value);
    }
    throw wrong(name, "a number");
  }

  Double numberOrNull(String name) {
    return isNull(name) ? null : number(name);
  }

  double number(String name, double otherwise) {
    return isNull(name) ? otherwise : number(name);
  }

  long whole(String name) {
    double value = number(name);
    if (value != Math.rint(value)) {
      throw wrong(name, "a whole number");
    }
    return (long) value;
  }

  int integer(String name) {
    return Math.toIntExact(whole(name));
  }

  int integer(String name, int otherwise) {
    return isNull(name) ? otherwise : integer(name);
  }

  boolean flag(String name) {
    return values.get(name) instanceof Boolean b && b;
  }

  String text(String name) {
    if (values.get(name) instanceof String s) {
      return s;
    }
    throw wrong(name, "a text");
  }

  /** An element type, or null. */
  DataType dtype(String name) {
    return isNull(name) ? null : DTypes.parse(text(name));
  }

  Layout layout() {
    return isNull("data_format") ? Layout.CHANNELS_LAST : DataFormat.parse(text("data_format"));
  }

  /** The numbers of a constant where the value is one. */
  static Object known(Object value) {
    return value instanceof Tensor t && t.value().op() instanceof Leaf.Constant c
        ? plain(c.value())
        : value;
  }

  private static Object plain(TensorData data) {
    ToLongFunction<Long> whole = data::getLong;
    boolean floating = data.dtype().isFloating();
    List<Object> all = new ArrayList<>();
    LongStream.range(0, data.size())
        .forEach(i -> all.add(floating ? (Object) data.getDouble(i) : whole.applyAsLong(i)));
    return data.type().rank() == 0 ? all.get(0) : all;
  }

  /** A number, or a list of numbers. */
  double[] numbers(String name) {
    Object value = known(values.get(name));
    if (value instanceof Number || value instanceof Boolean) {
      return new double[] {number(value)};
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(name, "a number or a list of numbers");
    }
    return list.stream()
        .map(Arguments::known)
        .mapToDouble(
            e -> {
              if (e instanceof Number || e instanceof Boolean) {
                return number(e);
              }
              throw wrong(name, "a list of numbers");
            })
        .toArray();
  }

  /** Whole numbers, from a number or a list. */
  long[] wholes(String name) {
    double[] numbers = numbers(name);
    long[] whole = new long[numbers.length];
    for (int i = 0; i < whole.length; i++) {
      if (numbers[i] != Math.rint(numbers[i])) {
        throw wrong(name, "whole numbers");
      }
      whole[i] = (long) numbers[i];
    }
    return whole;
  }

  /** Axes; null stands for all, which is none here. */
  int[] axes(String name) {
    return isNull(name)
        ? new int[0]
        : LongStream.of(wholes(name)).mapToInt(Math::toIntExact).toArray();
  }

  /** A size for each of some axes, from one number for all or a list. */
  List<Integer> sizes(String name, int count) {
    int[] given = axes(name);
    return given.length == 1
        ? Collections.nCopies(count, given[0])
        : LongStream.of(wholes(name)).mapToObj(Math::toIntExact).toList();
  }

  boolean isList(String name) {
    return values.get(name) instanceof List<?>;
  }
}
