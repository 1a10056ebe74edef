package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      return Optional.of(gradient.apply(in, out.get(0), g.get(0)));
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
}
