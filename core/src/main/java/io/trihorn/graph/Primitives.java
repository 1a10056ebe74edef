package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Reduction.ReduceKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A short way to write primitives on values: each method adds one node, or none where it would
 * change nothing. Gradient rules, passes and {@code Ops} are written with it. Semantics stand at
 * the ops.
 *
 * @param builder where the nodes go
 */
public record Primitives(GraphBuilder builder) {

  /** A scalar constant of a value's element type. */
  public Value scalarLike(Value x, double value) {
    return builder.scalar(x.dtype(), value);
  }

  /** A constant of one value in a value's type. */
  public Value fullLike(Value x, double value) {
    return full(x.type(), value);
  }

  /** A constant of one value; stored once, whatever the shape. */
  public Value full(TensorType type, double value) {
    return broadcast(builder.scalar(type.dtype(), value), type.shape());
  }

  /** A function of one argument. */
  public Value unary(UnaryKind kind, Value x) {
    return builder.add(new Elementwise.Unary(kind), x);
  }

  /** A function of two arguments, broadcast. */
  public Value binary(BinaryKind kind, Value x, Value y) {
    return builder.add(new Elementwise.Binary(kind), x, y);
  }

  /** {@code x + y}. */
  public Value add(Value x, Value y) {
    return binary(BinaryKind.ADD, x, y);
  }

  /** {@code x - y}. */
  public Value sub(Value x, Value y) {
    return binary(BinaryKind.SUB, x, y);
  }

  /** {@code x * y}. */
  public Value mul(Value x, Value y) {
    return binary(BinaryKind.MUL, x, y);
  }

  /** {@code x / y}. */
  public Value div(Value x, Value y) {
    return binary(BinaryKind.DIV, x, y);
  }

  /** {@code x + c}. */
  public Value add(Value x, double c) {
    return add(x, scalarLike(x, c));
  }

  /** {@code x * c}. */
  public Value mul(Value x, double c) {
    return mul(x, scalarLike(x, c));
  }

  /** {@code c - x}. */
  public Value subFrom(double c, Value x) {
    return sub(scalarLike(x, c), x);
  }

  /** {@code c / x}. */
  public Value divInto(double c, Value x) {
    return div(scalarLike(x, c), x);
  }

  /** {@code -x}. */
  public Value neg(Value x) {
    return unary(UnaryKind.NEG, x);
  }

  /** {@code x * x}. */
  public Value square(Value x) {
    return mul(x, x);
  }

  /** {@code x == y}. */
  public Value equal(Value x, Value y) {
    return binary(BinaryKind.EQUAL, x, y);
  }

  /** {@code x < y}. */
  public Value less(Value x, Value y) {
    return binary(BinaryKind.LESS, x, y);
  }

  /** {@code x <= y}. */
  public Value lessEqual(Value x, Value y) {
    return binary(BinaryKind.LESS_EQUAL, x, y);
  }

  /** {@code condition ? x : y}. */
  public Value where(Value condition, Value x, Value y) {
    return builder.add(new Elementwise.Where(), condition, x, y);
  }

  /** Conversion to an element type. */
  public Value cast(Value x, DataType dtype) {
    return x.dtype() == dtype ? x : builder.add(new Elementwise.Cast(dtype), x);
  }

  /** Reduction over axes, ascending and non-negative; over none the value itself. */
  public Value reduce(ReduceKind kind, Value x, List<Integer> axes, boolean keepDims) {
    return axes.isEmpty() ? x : builder.add(new Reduction.Reduce(kind, axes, keepDims), x);
  }

  /** Sum over axes. */
  public Value sum(Value x, List<Integer> axes, boolean keepDims) {
    return reduce(ReduceKind.SUM, x, axes, keepDims);
  }

  /** Matrix product. */
  public Value matmul(Value a, Value b, boolean transposeA, boolean transposeB) {
    return builder.add(new Linear.MatMul(transposeA, transposeB), a, b);
  }

  /** The same elements under another shape. */
  public Value reshape(Value x, Shape shape) {
    return x.type().shape().equals(shape) ? x : builder.add(new Shaping.Reshape(shape), x);
  }

  /** The same elements under another shape. */
  public Value reshape(Value x, long... dims) {
    return reshape(x, new Shape(dims));
  }

  /** Permutation of axes. */
  public Value transpose(Value x, List<Integer> permutation) {
    return Permutations.isIdentity(permutation)
        ? x
        : builder.add(new Shaping.Transpose(permutation), x);
  }

  /** Repetition to a larger shape. */
  public Value broadcast(Value x, Shape shape) {
    return x.type().shape().equals(shape) ? x : builder.add(new Shaping.Broadcast(shape), x);
  }

  /**
   * The opposite of broadcasting: sums away what was repeated to get from the shape to the value's.
   */
  public Value unbroadcast(Value x, Shape shape) {
    if (x.type().shape().equals(shape)) {
      return x;
    }
    int added = x.type().rank() - shape.dimension();
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < x.type().rank(); i++) {
      if (i < added || (shape.get(i - added) == 1 && x.type().dim(i) != 1)) {
        axes.add(i);
      }
    }
    return reshape(sum(x, axes, false), shape);
  }

  /** A box of step 1 along one axis. */
  public Value slice(Value x, int axis, long start, long limit) {
    List<Long> starts = new ArrayList<>(Collections.nCopies(x.type().rank(), 0L));
    List<Long> limits = new ArrayList<>(LongStream.of(x.type().dims()).boxed().toList());
    starts.set(axis, start);
    limits.set(axis, limit);
    return slice(x, starts, limits, Collections.nCopies(x.type().rank(), 1L));
  }

  /** A strided box. */
  public Value slice(Value x, List<Long> starts, List<Long> limits, List<Long> strides) {
    boolean whole =
        starts.stream().allMatch(s -> s == 0)
            && strides.stream().allMatch(s -> s == 1)
            && LongStream.of(x.type().dims()).boxed().toList().equals(limits);
    return whole ? x : builder.add(new Shaping.Slice(starts, limits, strides), x);
  }

  /** Elements in opposite order along axes. */
  public Value reverse(Value x, List<Integer> axes) {
    return axes.isEmpty() ? x : builder.add(new Shaping.Reverse(axes), x);
  }

  /** A border of one value. */
  public Value pad(Value x, List<Long> low, List<Long> high, double value) {
    boolean none = low.stream().allMatch(w -> w == 0) && high.stream().allMatch(w -> w == 0);
    return none ? x : builder.add(new Shaping.Pad(low, high, value), x);
  }

  /** Operands end to end. */
  public Value concat(List<Value> values, int axis) {
    return values.size() == 1 ? values.get(0) : builder.add(new Shaping.Concat(axis), values);
  }

  /** Parts along an axis. */
  public List<Value> split(Value x, int axis, List<Long> sizes) {
    return sizes.size() == 1
        ? List.of(x)
        : builder.addAll(new Shaping.Split(axis, sizes), List.of(x));
  }

  /** Slices picked along an axis. */
  public Value gather(Value data, Value indices, int axis) {
    return builder.add(new Indexing.Gather(axis), data, indices);
  }

  /** Rows added at positions. */
  public Value scatterAdd(Value operand, Value indices, Value updates) {
    return builder.add(new Indexing.ScatterAdd(), operand, indices, updates);
  }
}
