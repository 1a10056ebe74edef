package io.trihorn.graph;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Linear.ConvSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How the axes of each primitive's operands and results belong together. What follows from this is
 * said nowhere else: extents of results, how an op works on axes in another order, how replicas or
 * threads share it.
 */
public final class AxisRules {
  private static final String OWN = String.valueOf(Axes.OWN);

  private static final OpTable<List<TensorType>, Axes> TABLE =
      new OpTable<List<TensorType>, Axes>("rule on axes")
          .on(Elementwise.Unary.class, AxisRules::elementwise)
          .on(Elementwise.Binary.class, AxisRules::elementwise)
          .on(Elementwise.Where.class, AxisRules::elementwise)
          .on(Elementwise.Cast.class, AxisRules::elementwise)
          .on(Reduction.Reduce.class, AxisRules::reduce)
          .on(Reduction.ArgMax.class, (op, in) -> argMax(op, rank(in)))
          .on(Reduction.CumSum.class, (op, in) -> axis(op, op.axis(), in, 1, Reduction.CumSum::new))
          .on(Linear.MatMul.class, AxisRules::matMul)
          .on(Linear.Conv.class, (op, in) -> conv(op, in, "x,k->y"))
          .on(
              Linear.ConvInputGradient.class,
              (op, in) ->
                  conv(op, in, "y,k->x").withSized(s -> new Linear.ConvInputGradient(op.spec(), s)))
          .on(
              Linear.ConvKernelGradient.class,
              (op, in) ->
                  conv(op, in, "x,y->k")
                      .withSized(s -> new Linear.ConvKernelGradient(op.spec(), s)))
          .on(Pooling.MaxPool.class, AxisRules::pool)
          .on(Pooling.AveragePool.class, AxisRules::pool)
          .on(Pooling.MaxPoolGradient.class, AxisRules::pool)
          .on(
              Pooling.AveragePoolGradient.class,
              (op, in) ->
                  pool(op, in).withSized(s -> new Pooling.AveragePoolGradient(op.spec(), s)))
          .on(Shaping.Reshape.class, (op, in) -> own(op, in, op.shape().dimension()))
          .on(Shaping.Transpose.class, AxisRules::transpose)
          .on(Shaping.Broadcast.class, AxisRules::broadcast)
          .on(Shaping.Slice.class, AxisRules::slice)
          .on(
              Shaping.Reverse.class,
              (op, in) ->
                  Axes.along(op, rank(in), op.axes(), 1, 1)
                      .withMoved(order -> new Shaping.Reverse(moved(op.axes(), order))))
          .on(Shaping.Pad.class, AxisRules::pad)
          .on(Shaping.Concat.class, (op, in) -> axis(op, op.axis(), in, 1, Shaping.Concat::new))
          .on(
              Shaping.Split.class,
              (op, in) ->
                  axis(op, op.axis(), in, op.sizes().size(), a -> new Shaping.Split(a, op.sizes())))
          .on(Indexing.Gather.class, AxisRules::gather)
          .on(Indexing.ScatterAdd.class, (op, in) -> Axes.of(op, "?*,k,k*->?*", in))
          .on(
              Indexing.TopK.class,
              (op, in) -> Axes.along(op, rank(in), List.of(rank(in) - 1), 1, 2))
          .on(Control.Scan.class, (op, in) -> own(op, in, 0));

  private AxisRules() {}

  /** The kinds of op that have a rule: all primitives but leaves. */
  public static Set<Class<? extends Op>> kinds() {
    return TABLE.kinds();
  }

  /**
   * The axes of an op on operands.
   *
   * @throws ShapeException if the operands do not fit the op
   */
  public static Axes of(Op op, List<TensorType> in) {
    return TABLE.apply(op, in);
  }

  private static int rank(List<TensorType> in) {
    return in.get(0).rank();
  }

  private static List<Integer> moved(List<Integer> axes, List<Integer> order) {
    return axes.stream().map(order::indexOf).sorted().toList();
  }

  /** Nothing is known of any axis. */
  private static Axes own(Op op, List<TensorType> in, int rank) {
    List<String> operands = in.stream().map(x -> OWN.repeat(x.rank())).toList();
    return Axes.of(op, operands, List.of(OWN.repeat(rank)));
  }

  /** An op along one axis. */
  private static Axes axis(
      Op op, int axis, List<TensorType> in, int results, IntFunction<Op> along) {
    return Axes.along(op, rank(in), List.of(axis), in.size(), results)
        .withMoved(order -> along.apply(order.indexOf(axis)));
  }

  /** Operands are aligned at the last axis; where one repeats it has no letter. */
  private static Axes elementwise(Op op, List<TensorType> in) {
    Shape result = in.get(0).shape();
    for (TensorType x : in) {
      result = ShapeRules.broadcastShape(result, x.shape());
    }
    Shape whole = result;
    String letters = Axes.letters(whole.dimension(), List.of());
    return Axes.of(op, in.stream().map(x -> repeated(x, whole)).toList(), List.of(letters))
        .withMoved(order -> op);
  }

  private static List<Integer> axes(int rank, IntPredicate which) {
    return IntStream.range(0, rank).filter(which).boxed().toList();
  }

  /** An operand's letters among those of the shape it is repeated to. */
  private static String repeated(TensorType x, Shape whole) {
    int added = whole.dimension() - x.rank();
    List<Integer> own =
        axes(whole.dimension(), i -> i >= added && x.dim(i - added) != whole.get(i));
    return Axes.letters(whole.dimension(), own).substring(added);
  }

  private static Axes reduce(Reduction.Reduce op, List<TensorType> in) {
    String all = Axes.letters(rank(in), List.of());
    String kept = Axes.letters(rank(in), op.axes());
    String result = op.keepDims() ? kept : kept.replace(OWN, "");
    return new Axes(
        List.of(all),
        List.of(result),
        op.kind(),
        order -> new Reduction.Reduce(op.kind(), moved(op.axes(), order), op.keepDims()),
        shape -> op);
  }

  private static Axes argMax(Reduction.ArgMax op, int rank) {
    String x = Axes.letters(rank, List.of(op.axis()));
    return Axes.of(op, List.of(x), List.of(x.replace(OWN, "")))
        .withMoved(order -> new Reduction.ArgMax(order.indexOf(op.axis())));
  }

  private static Axes matMul(Linear.MatMul op, List<TensorType> in) {
    String a = op.transposeA() ? "*km" : "*mk";
    String b = op.transposeB() ? "*nk" : "*kn";
    return Axes.of(op, a + "," + b + "->*mn", in);
  }

  /** The axes of input, kernel and output of a convolution; those of channels in groups are own. */
  private static Axes conv(Linear.Convolution op, List<TensorType> in, String text) {
    ConvSpec spec = op.spec();
    String given = spec.groups() == 1 ? "i" : "?";
    String out = spec.groups() == 1 ? "o" : "?";
    String places = "?".repeat(spec.spatialRank());
    return Axes.of(
        op,
        text.replace("x", image(spec.layout(), places, given))
            .replace("k", places + given + out)
            .replace("y", image(spec.layout(), places, out)),
        in);
  }

  private static String image(Layout layout, String places, String channels) {
    return layout == Layout.CHANNELS_LAST ? "b" + places + channels : "b" + channels + places;
  }

  private static Axes pool(Pooling op, List<TensorType> in) {
    String image = image(op.spec().layout(), "?".repeat(rank(in) - 2), "c");
    return Axes.of(op, Collections.nCopies(in.size(), image), List.of(image));
  }

  private static Axes transpose(Shaping.Transpose op, List<TensorType> in) {
    String x = Axes.letters(rank(in), List.of());
    StringBuilder result = new StringBuilder();
    op.permutation().forEach(axis -> result.append(x.charAt(axis)));
    return Axes.of(op, List.of(x), List.of(result.toString()));
  }

  private static Axes broadcast(Shaping.Broadcast op, List<TensorType> in) {
    int added = op.shape().dimension() - rank(in);
    String given = repeated(in.get(0), op.shape());
    return Axes.of(op, List.of(given), List.of("?".repeat(added) + given))
        .withMoved(order -> new Shaping.Broadcast(Permutations.permuted(op.shape(), order)))
        .withSized(Shaping.Broadcast::new);
  }

  private static Axes slice(Shaping.Slice op, List<TensorType> in) {
    List<Integer> cut =
        axes(
            rank(in),
            i ->
                op.starts().get(i) != 0
                    || op.strides().get(i) != 1
                    || op.limits().get(i) != in.get(0).dim(i));
    return Axes.along(op, rank(in), cut, 1, 1)
        .withMoved(
            order ->
                new Shaping.Slice(
                    Permutations.permuted(op.starts(), order),
                    Permutations.permuted(op.limits(), order),
                    Permutations.permuted(op.strides(), order)))
        .withSized(
            shape -> {
              List<Long> limits = new ArrayList<>(op.limits());
              for (int i = 0; i < limits.size(); i++) {
                limits.set(i, cut.contains(i) ? limits.get(i) : Long.valueOf(shape.get(i)));
              }
              return new Shaping.Slice(op.starts(), limits, op.strides());
            });
  }

  private static Axes pad(Shaping.Pad op, List<TensorType> in) {
    List<Integer> padded = axes(rank(in), i -> op.low().get(i) != 0 || op.high().get(i) != 0);
    return Axes.along(op, rank(in), padded, 1, 1)
        .withMoved(
            order ->
                new Shaping.Pad(
                    Permutations.permuted(op.low(), order),
                    Permutations.permuted(op.high(), order),
                    op.value()));
  }

  private static Axes gather(Indexing.Gather op, List<TensorType> in) {
    String data = Axes.letters(rank(in), List.of(op.axis()));
    String indices = Axes.letters('A', in.get(1).rank(), List.of());
    return Axes.of(op, List.of(data, indices), List.of(data.replace(OWN, indices)));
  }
}
