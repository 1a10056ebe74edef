package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Control flow and changed gradients, under the names of {@code keras.ops} (which of them are words
 * of Java have another: {@link #switchCase}). Lengths of loops are known when the graph is made;
 * both sides of a condition are computed, and one is taken.
 */
public final class Core {
  private Core() {}

  /** One step of a loop without sequences: from the step's int32 number and the values. */
  @FunctionalInterface
  public interface LoopBody {
    /** Traces the step; gives as many values of the same types. */
    List<Tensor> step(Loop loop, Tensor index, List<Tensor> values);
  }

  /**
   * A loop over the leading axis of sequences.
   *
   * @param carries what the first step starts from
   * @param sequences at least one; all {@code (length, ...)}
   * @param reverse whether to start at the end; results stand where the steps were
   */
  public static Loop.Results scan(
      List<Tensor> carries, List<Tensor> sequences, boolean reverse, Loop.Body body) {
    Tensor first = sequences.get(0);
    for (Tensor s : sequences) {
      if (s.rank() == 0 || s.dim(0) != first.dim(0)) {
        throw new ShapeException("scan: sequences have one length, not " + sequences);
      }
    }
    return Loop.over(first, carries, sequences, Math.toIntExact(first.dim(0)), reverse, body);
  }

  /** The values after the steps from {@code lower} (inclusive) to {@code upper} (exclusive). */
  public static List<Tensor> foriLoop(int lower, int upper, List<Tensor> values, LoopBody body) {
    if (upper <= lower) {
      return values;
    }
    Tensor like = values.get(0);
    Tensor numbers = Shapes.arange(like, upper - lower, DataType.INT32);
    Loop.Body step =
        (loop, carries, slices) ->
            new Loop.Results(body.step(loop, Ops.add(slices.get(0), lower), carries), List.of());
    return Loop.over(like, values, List.of(numbers), upper - lower, false, step).carries();
  }

  /**
   * Steps as long as a condition holds, at most so many: graphs are static, and all steps are
   * computed; those after the last leave the values as they are.
   *
   * @param condition from the values to a boolean scalar
   */
  public static List<Tensor> whileLoop(
      Function<List<Tensor>, Tensor> condition,
      UnaryOperator<List<Tensor>> body,
      List<Tensor> values,
      int maximumIterations) {
    return foriLoop(
        0,
        maximumIterations,
        values,
        (loop, i, now) -> where(condition.apply(now), body.apply(now), now));
  }

  /** A function of each slice along the leading axis, its results side by side. */
  public static Tensor map(UnaryOperator<Tensor> function, Tensor x) {
    return scan(
            List.of(),
            List.of(x),
            false,
            (loop, carries, slices) ->
                new Loop.Results(List.of(), List.of(function.apply(slices.get(0)))))
        .outputs()
        .get(0);
  }

  /** {@link #map}, as {@code keras.ops.vectorized_map}. */
  public static Tensor vectorizedMap(UnaryOperator<Tensor> function, Tensor x) {
    return map(function, x);
  }

  /** The values of one of two branches, both computed, by a boolean scalar. */
  public static List<Tensor> cond(Tensor predicate, List<Tensor> yes, List<Tensor> no) {
    return where(predicate, yes, no);
  }

  /** The value of one of two branches, both computed, by a boolean scalar. */
  public static Tensor cond(Tensor predicate, Tensor yes, Tensor no) {
    return Ops.where(predicate, yes, no);
  }

  private static List<Tensor> where(Tensor condition, List<Tensor> yes, List<Tensor> no) {
    List<Tensor> chosen = new ArrayList<>();
    for (int i = 0; i < yes.size(); i++) {
      chosen.add(Ops.where(condition, yes.get(i), no.get(i)));
    }
    return chosen;
  }

  /**
   * The value of one of several branches, all computed, by an integer scalar; one out of range
   * counts as the nearest. {@code keras.ops.switch}.
   */
  public static Tensor switchCase(Tensor index, List<Tensor> branches) {
    Tensor chosen = branches.get(branches.size() - 1);
    for (int i = branches.size() - 2; i >= 0; i--) {
      chosen = Ops.where(Ops.lessEqual(index, i), branches.get(i), chosen);
    }
    return chosen;
  }

  /**
   * All partial results of an associative function along an axis, in about {@code 2 log2(n)}
   * rounds: the i-th is that of the elements 0 to i, or with {@code reverse} of i to the last.
   *
   * @param function of two tensors that hold matching positions
   */
  public static Tensor associativeScan(
      BinaryOperator<Tensor> function, Tensor x, boolean reverse, int axis) {
    int a = Axes.normalize("associativeScan", axis, x.rank());
    if (reverse) {
      Tensor flipped = Shapes.flip(x, a);
      return Shapes.flip(partial((p, q) -> function.apply(p, q), flipped, a), a);
    }
    return partial(function, x, a);
  }

  private static Tensor partial(BinaryOperator<Tensor> function, Tensor x, int axis) {
    long n = x.dim(axis);
    if (n < 2) {
      return x;
    }
    Tensor even = Joining.every(x, axis, 0, n, 2);
    Tensor odd = Joining.every(x, axis, 1, n, 2);
    Tensor pairs = function.apply(Shapes.slice(even, axis, 0, odd.dim(axis)), odd);
    Tensor atOdd = partial(function, pairs, axis);
    if (even.dim(axis) == 1) {
      return Shapes.concatenate(List.of(even, atOdd), axis);
    }
    Tensor before = Shapes.slice(atOdd, axis, 0, even.dim(axis) - 1);
    Tensor later = function.apply(before, Shapes.slice(even, axis, 1, even.dim(axis)));
    Tensor first = Shapes.slice(even, axis, 0, 1);
    Tensor atEven = Shapes.concatenate(List.of(first, later), axis);
    return Joining.interleave(atEven, atOdd, axis);
  }

  /** The value, through which no gradient flows. */
  public static Tensor stopGradient(Tensor x) {
    return Ops.stopGradient(x);
  }

  /** The gradient of a function with a gradient of its own. */
  @FunctionalInterface
  public interface CustomGradient {
    /** The gradients with respect to the inputs; null for those that have none. */
    List<Tensor> apply(List<Tensor> inputs, Tensor output, Tensor gradient);
  }

  /** A function of tensors that is differentiated by another function. */
  public static Tensor customGradient(
      Function<List<Tensor>, Tensor> function, CustomGradient gradient, Tensor... inputs) {
    return new Custom(function, gradient).applyOne(inputs);
  }

  private record Custom(Function<List<Tensor>, Tensor> function, CustomGradient gradient)
      implements Fusion {
    @Override
    public List<Tensor> expand(List<Tensor> in) {
      return List.of(function.apply(in));
    }

    @Override
    public java.util.Optional<List<Tensor>> pullback(
        List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      return java.util.Optional.of(gradient.apply(in, out.get(0), g.get(0)));
    }
  }

  /**
   * The gradients of a floating scalar.
   *
   * @return one for each of {@code wrt}; zeros where the loss does not depend on it
   */
  public static List<Tensor> gradients(Tensor loss, Tensor... wrt) {
    List<Value> values = Arrays.stream(wrt).map(Tensor::value).toList();
    List<Tensor> made = new ArrayList<>();
    for (Value g : Gradients.of(loss.builder(), loss.value(), values)) {
      made.add(g == null ? Shapes.zerosLike(wrt[made.size()]) : loss.with(g));
    }
    return made;
  }

  /**
   * A function's value, and its derivative along tangents: the gradient of a gradient gives it.
   *
   * @return the value, and what it changes by
   */
  public static List<Tensor> jvp(
      Function<List<Tensor>, Tensor> function, List<Tensor> primals, List<Tensor> tangents) {
    Tensor y = function.apply(primals);
    // What is differentiated here is linear in the cotangent, so any will do.
    Tensor cotangent = Ops.add(Ops.multiply(y, 0), 1);
    List<Value> wrt = primals.stream().map(Tensor::value).toList();
    List<Value> back =
        Gradients.of(y.builder(), List.of(y.value()), List.of(cotangent.value()), wrt);
    Tensor product = null;
    for (int i = 0; i < back.size(); i++) {
      if (back.get(i) != null) {
        Tensor part = Ops.sum(Ops.multiply(y.with(back.get(i)), tangents.get(i)));
        product = product == null ? part : Ops.add(product, part);
      }
    }
    Tensor tangent = product == null ? Shapes.zerosLike(y) : gradients(product, cotangent).get(0);
    return List.of(y, tangent);
  }

  /** The parts along an axis, which is dropped. */
  public static List<Tensor> unstack(Tensor x, int axis) {
    List<Tensor> parts = new ArrayList<>();
    for (long i = 0; i < x.dim(axis); i++) {
      parts.add(Shapes.index(x, axis, i));
    }
    return Collections.unmodifiableList(parts);
  }

  /** The elements of a box, from int32 starts {@code (rank)} that need not be known. */
  public static Tensor slice(Tensor x, Tensor starts, long... dims) {
    Tensor part = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      part = Shapes.take(part, places(x, starts, axis, dims[axis]), axis);
    }
    return part;
  }

  private static Tensor places(Tensor x, Tensor starts, int axis, long extent) {
    Tensor start = Ops.cast(Shapes.index(starts, 0, axis), DataType.INT32);
    // A box that would stick out is moved inside, as in Keras on JAX.
    Tensor inside = Ops.clip(start, 0, x.dim(axis) - extent);
    return Ops.add(Shapes.arange(x, extent, DataType.INT32), inside);
  }

  /** A copy with a box replaced, at int32 starts {@code (rank)} that need not be known. */
  public static Tensor sliceUpdate(Tensor x, Tensor starts, Tensor updates) {
    Tensor inside = null;
    Tensor spread = Ops.cast(updates, x.dtype());
    for (int axis = 0; axis < x.rank(); axis++) {
      Tensor first = Shapes.index(places(x, starts, axis, updates.dim(axis)), 0, 0);
      Tensor from = Ops.subtract(Shapes.arange(x, x.dim(axis), DataType.INT32), first);
      Tensor here = Ops.logicalAnd(Ops.greaterEqual(from, 0), Ops.less(from, updates.dim(axis)));
      spread = Shapes.take(spread, Ops.clip(from, 0, updates.dim(axis) - 1), axis);
      Tensor shaped = Nn.alongAxis(here, axis, x.rank());
      inside = inside == null ? shaped : Ops.logicalAnd(inside, shaped);
    }
    return inside == null ? spread : Ops.where(inside, spread, x);
  }

  /**
   * Zeros of a shape with values added at positions.
   *
   * @param indices {@code (..., k)}, integers: places on the first k axes
   * @param values {@code (..., rest of the shape)}
   */
  public static Tensor scatter(Tensor indices, Tensor values, long... dims) {
    Tensor zeros = Shapes.full(values, 0, values.dtype(), dims);
    int k = Math.toIntExact(indices.dim(-1));
    Tensor flat = flatPlaces(indices, dims, k);
    Tensor rows = rows(zeros, k);
    return Shapes.reshape(
        Shapes.scatterAdd(rows, flat, Shapes.reshape(values, flat.dim(0), rows.dim(1))), dims);
  }

  /** A copy with values at positions replaced; of several for one place the last stays. */
  public static Tensor scatterUpdate(Tensor x, Tensor indices, Tensor updates) {
    int k = Math.toIntExact(indices.dim(-1));
    Tensor flat = flatPlaces(indices, x.type().dims(), k);
    Tensor rows = rows(x, k);
    Tensor given = Shapes.reshape(Ops.cast(updates, x.dtype()), flat.dim(0), rows.dim(1));
    // For each row the number of the last update of it, or -1: no two are added up.
    Tensor own = Ops.equal(Shapes.expandDims(flat, 0), columnOf(x, rows.dim(0)));
    Tensor number = Ops.add(Shapes.arange(x, flat.dim(0), DataType.INT32), 1);
    Tensor last = Ops.subtract(Ops.max(Ops.where(own, number, 0), 1), 1);
    Tensor picked = Shapes.take(given, last, 0);
    Tensor hit = Shapes.expandDims(Ops.greaterEqual(last, 0), 1);
    return Shapes.reshape(Ops.where(hit, picked, rows), x.type().dims());
  }

  private static Tensor columnOf(Tensor like, long n) {
    return Shapes.expandDims(Shapes.arange(like, n, DataType.INT32), 1);
  }

  private static Tensor rows(Tensor x, int k) {
    long n = 1;
    for (int i = 0; i < k; i++) {
      n *= x.dim(i);
    }
    return Shapes.reshape(x, n, n == 0 ? 1 : x.size() / n);
  }

  private static Tensor flatPlaces(Tensor indices, long[] dims, int k) {
    Tensor table = Ops.cast(Shapes.reshape(indices, -1, k), DataType.INT32);
    Tensor flat = null;
    for (int i = 0; i < k; i++) {
      Tensor column = Shapes.index(table, 1, i);
      Tensor from = Ops.where(Ops.less(column, 0), Ops.add(column, dims[i]), column);
      flat = flat == null ? from : Ops.add(Ops.multiply(flat, dims[i]), from);
    }
    return flat;
  }
}
