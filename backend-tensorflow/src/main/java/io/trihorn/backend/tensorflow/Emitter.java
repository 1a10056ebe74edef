package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * Writes operations into one TensorFlow graph, on one device, under names of one program; with the
 * moves, conversions and constants that lowerings have in common.
 */
final class Emitter {
  private final TF_Graph graph;
  private final String device;
  private final KernelTypes kernels;
  private final FunctionLibrary functions;
  private final String prefix;
  private final List<TF_Operation> starts = new ArrayList<>();
  private final Map<TensorData, Wire> constants = new HashMap<>();
  private String scope = "";
  private int count;

  Emitter(
      TF_Graph graph,
      String device,
      KernelTypes kernels,
      FunctionLibrary functions,
      String prefix) {
    this.graph = graph;
    this.device = device;
    this.kernels = kernels;
    this.functions = functions;
    this.prefix = prefix;
  }

  TF_Graph graph() {
    return graph;
  }

  FunctionLibrary functions() {
    return functions;
  }

  /** An emitter into another graph, for the same device. */
  Emitter into(TF_Graph other) {
    return new Emitter(other, device, kernels, functions, "");
  }

  /** The number of operations written. */
  int count() {
    return count;
  }

  /** Sets the layer that operations are named after from here on; TensorFlow's errors name it. */
  void scope(String layer) {
    scope = layer.isEmpty() ? "" : written(layer) + "/";
  }

  /** A layer's path as it stands in names, which take fewer characters. */
  static String written(String layer) {
    return layer.replaceAll("[^A-Za-z0-9_./-]", "_");
  }

  /** Begins an operation. */
  OperationWriter operation(String kind) {
    return new OperationWriter(graph, device, kind, prefix + scope + kind + "." + count++);
  }

  /** A name for operations to begin with that no other has. */
  String unique(String wanted) {
    return prefix + scope + wanted + "." + count++;
  }

  /** Has an operation run once in each session before the program does. */
  void startWith(TF_Operation operation) {
    if (!graph.equals(functions.main())) {
      throw new BackendException("what needs to be started cannot be in a loop");
    }
    starts.add(operation);
  }

  /** What must run once before the program does. */
  List<TF_Operation> starts() {
    return starts;
  }

  /** Begins an operation that is to be known by a name. */
  OperationWriter named(String kind, String name) {
    return new OperationWriter(graph, device, kind, name);
  }

  /** An operation of one result and nothing but inputs. */
  Wire apply(String kind, TensorType result, Wire... inputs) {
    return operation(kind).in(inputs).to(result);
  }

  /** The same of one result. */
  Wire widened(
      String kind,
      TensorType result,
      List<Wire> operands,
      UnaryOperator<OperationWriter> attributes) {
    return widened(kind, List.of(result), operands, attributes).get(0);
  }

  /**
   * An operation that is computed with a wider element type where there is no kernel.
   *
   * @param results those of the first operand's element type are computed with the wider one
   * @param operands in the operation's order; those of another element type are left as they are
   */
  List<Wire> widened(
      String kind,
      List<TensorType> results,
      List<Wire> operands,
      UnaryOperator<OperationWriter> attributes) {
    DataType dtype = operands.get(0).dtype();
    DataType computing = computing(kind, dtype);
    Wire[] wide =
        operands.stream()
            .map(x -> x.dtype() == dtype ? cast(x, computing) : x)
            .toArray(Wire[]::new);
    List<TensorType> types =
        results.stream().map(t -> t.dtype() == dtype ? t.withDtype(computing) : t).toList();
    List<Wire> made = attributes.apply(operation(kind).in(wide)).to(types);
    return IntStream.range(0, made.size())
        .mapToObj(i -> cast(made.get(i), results.get(i).dtype()))
        .toList();
  }

  /** The type to compute an operation with, which for lack of a kernel may be a wider one. */
  DataType computing(String kind, String attribute, DataType dtype) {
    return kernels.computing(kind, attribute, dtype);
  }

  /** The type to compute an operation with whose type attribute is {@code T}. */
  DataType computing(String kind, DataType dtype) {
    return computing(kind, "T", dtype);
  }

  /** A constant; one operation for equal ones. */
  Wire constant(TensorData data) {
    return constants.computeIfAbsent(
        data, d -> operation("Const").value("value", d).type("dtype", d.dtype()).to(d.type()));
  }

  /** A scalar, converted to the element type. */
  Wire scalar(DataType dtype, double value) {
    return constant(TensorData.scalar(dtype, value));
  }

  /** An int32 vector. */
  Wire ints(long... values) {
    int[] narrow = LongStream.of(values).mapToInt(Math::toIntExact).toArray();
    return constant(TensorData.of(narrow, narrow.length));
  }

  /** An int64 vector. */
  Wire longs(long... values) {
    return constant(TensorData.of(values, values.length));
  }

  /** An int32 vector. */
  Wire ints(List<? extends Number> values) {
    return ints(values.stream().mapToLong(Number::longValue).toArray());
  }

  /** Sizes or positions: int32 where they fit, else int64. */
  Wire indices(long... values) {
    boolean wide = LongStream.of(values).anyMatch(v -> v > Integer.MAX_VALUE);
    return wide ? longs(values) : ints(values);
  }

  Wire cast(Wire x, DataType dtype) {
    return x.dtype() == dtype
        ? x
        : operation("Cast").in(x).type("DstT", dtype).to(x.type().withDtype(dtype));
  }

  Wire reshape(Wire x, long... dims) {
    TensorType type = x.type().withShape(dims);
    return type.equals(x.type()) ? x : apply("Reshape", type, x, indices(dims));
  }

  Wire transpose(Wire x, List<Integer> permutation) {
    long[] dims = permutation.stream().mapToLong(x::dim).toArray();
    return apply("Transpose", x.type().withShape(dims), x, ints(permutation));
  }

  /** One value in every place. */
  Wire full(TensorType type, double value) {
    return apply("Fill", type, indices(type.dims()), scalar(type.dtype(), value));
  }

  /** A border of one value. */
  Wire pad(Wire x, List<Long> low, List<Long> high, double value) {
    long[] widths = new long[2 * x.rank()];
    long[] dims = x.dims();
    for (int i = 0; i < x.rank(); i++) {
      widths[2 * i] = low.get(i);
      widths[2 * i + 1] = high.get(i);
      dims[i] += low.get(i) + high.get(i);
    }
    TensorType type = x.type().withShape(dims);
    Wire table = reshape(indices(widths), x.rank(), 2);
    return type.equals(x.type()) ? x : apply("PadV2", type, x, table, scalar(x.dtype(), value));
  }

  /** A strided box. */
  Wire slice(Wire x, List<Long> starts, List<Long> limits, List<Long> strides) {
    long[] dims = new long[x.rank()];
    for (int i = 0; i < dims.length; i++) {
      long stride = strides.get(i);
      dims[i] = (limits.get(i) - starts.get(i) + stride - 1) / stride;
    }
    TensorType type = x.type().withShape(dims);
    if (type.equals(x.type())) {
      return x;
    }
    if (strides.stream().allMatch(s -> s == 1)) {
      return apply("Slice", type, x, indices(array(starts)), indices(dims));
    }
    boolean wide = limits.stream().anyMatch(v -> v > Integer.MAX_VALUE);
    return apply(
        "StridedSlice",
        type,
        x,
        wide ? longs(array(starts)) : ints(starts),
        wide ? longs(array(limits)) : ints(limits),
        wide ? longs(array(strides)) : ints(strides));
  }

  /** A box of step 1 along one axis. */
  Wire slice(Wire x, int axis, long start, long limit) {
    List<Long> starts = new ArrayList<>(Collections.nCopies(x.rank(), 0L));
    List<Long> limits = new ArrayList<>(LongStream.of(x.dims()).boxed().toList());
    starts.set(axis, start);
    limits.set(axis, limit);
    return slice(x, starts, limits, Collections.nCopies(x.rank(), 1L));
  }

  /** Operands end to end. */
  Wire concat(List<Wire> values, int axis) {
    if (values.size() == 1) {
      return values.get(0);
    }
    long[] dims = values.get(0).dims();
    dims[axis] = values.stream().mapToLong(v -> v.dim(axis)).sum();
    return operation("ConcatV2")
        .inList(values)
        .in(scalar(DataType.INT32, axis))
        .to(values.get(0).type().withShape(dims));
  }

  /** Parts along an axis. */
  List<Wire> split(Wire x, int axis, List<Long> sizes) {
    List<TensorType> types = new ArrayList<>();
    for (long size : sizes) {
      long[] dims = x.dims();
      dims[axis] = size;
      types.add(x.type().withShape(dims));
    }
    return operation("SplitV")
        .in(x, indices(array(sizes)), scalar(DataType.INT32, axis))
        .attribute("num_split", sizes.size())
        .to(types);
  }

  static long[] array(List<? extends Number> values) {
    return values.stream().mapToLong(Number::longValue).toArray();
  }
}
