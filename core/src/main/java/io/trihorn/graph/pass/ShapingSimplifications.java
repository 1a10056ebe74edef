package io.trihorn.graph.pass;

import io.trihorn.graph.Linear.MatMul;
import io.trihorn.graph.Permutations;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction.Reduce;
import io.trihorn.graph.Shaping.Broadcast;
import io.trihorn.graph.Shaping.Concat;
import io.trihorn.graph.Shaping.Pad;
import io.trihorn.graph.Shaping.Reshape;
import io.trihorn.graph.Shaping.Reverse;
import io.trihorn.graph.Shaping.Slice;
import io.trihorn.graph.Shaping.Split;
import io.trihorn.graph.Shaping.Transpose;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.pass.Simplify.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Simplifications of ops that move elements, and of those that can do it on the side. */
final class ShapingSimplifications {
  private ShapingSimplifications() {}

  static Value reshape(Reshape op, Site s) {
    Value x = s.x(0);
    if (x.type().shape().equals(op.shape())) {
      return x;
    }
    if (s.op(0, Reshape.class) != null) {
      return s.p().reshape(s.inner(0), op.shape());
    }
    if (s.op(0, Broadcast.class) != null && s.inner(0).type().size() == 1) {
      return s.p().broadcast(s.p().reshape(s.inner(0)), op.shape());
    }
    return null;
  }

  static Value transpose(Transpose op, Site s) {
    Value x = s.x(0);
    Primitives p = s.p();
    Transpose inner = s.op(0, Transpose.class);
    if (inner != null) {
      return moved(p, s.inner(0), Permutations.permuted(inner.permutation(), op.permutation()));
    }
    if (s.op(0, Broadcast.class) != null && s.inner(0).type().size() == 1) {
      Value one = p.reshape(s.inner(0));
      return p.broadcast(one, s.node().output().type().shape());
    }
    return Permutations.movesNothing(op.permutation(), x.type())
        ? moved(p, x, op.permutation())
        : null;
  }

  /** A transpose, or a reshape if only axes of extent 1 change places. */
  private static Value moved(Primitives p, Value x, List<Integer> permutation) {
    if (!Permutations.movesNothing(permutation, x.type())) {
      return p.transpose(x, permutation);
    }
    Value source = x.op() instanceof Reshape ? x.node().input(0) : x;
    return p.reshape(source, permutation.stream().mapToLong(x.type()::dim).toArray());
  }

  static Value broadcast(Broadcast op, Site s) {
    Value x = s.x(0);
    Value peeled = Splats.peel(x, t -> true);
    if (x.type().shape().equals(op.shape())) {
      return x;
    }
    return peeled == x ? null : s.p().broadcast(peeled, op.shape());
  }

  static Value slice(Slice op, Site s) {
    Value x = s.x(0);
    if (x.type().equals(s.node().output().type())) {
      return x;
    }
    Slice inner = s.op(0, Slice.class);
    if (inner == null) {
      return null;
    }
    List<Long> starts = new ArrayList<>();
    List<Long> limits = new ArrayList<>();
    List<Long> strides = new ArrayList<>();
    for (int i = 0; i < op.starts().size(); i++) {
      long step = inner.strides().get(i);
      long count = s.node().output().type().dim(i);
      starts.add(inner.starts().get(i) + op.starts().get(i) * step);
      strides.add(step * op.strides().get(i));
      limits.add(count == 0 ? starts.get(i) : starts.get(i) + (count - 1) * strides.get(i) + 1);
    }
    return s.p().slice(s.inner(0), starts, limits, strides);
  }

  static Value reverse(Reverse op, Site s) {
    TensorType type = s.x(0).type();
    List<Integer> axes = new ArrayList<>(op.axes().stream().filter(a -> type.dim(a) > 1).toList());
    Reverse inner = s.op(0, Reverse.class);
    if (inner != null) {
      List<Integer> others = inner.axes().stream().filter(a -> !axes.contains(a)).toList();
      axes.removeAll(inner.axes());
      axes.addAll(others);
      return s.p().reverse(s.inner(0), axes.stream().sorted().toList());
    }
    return axes.size() < op.axes().size() ? s.p().reverse(s.x(0), axes) : null;
  }

  static Value pad(Pad op, Site s) {
    return s.x(0).type().equals(s.node().output().type()) ? s.x(0) : null;
  }

  static Value concat(Concat op, Site s) {
    List<Value> parts = s.inputs();
    List<Value> filled = parts.stream().filter(v -> v.type().size() > 0).toList();
    if (parts.size() == 1) {
      return parts.get(0);
    }
    if (!filled.isEmpty() && filled.size() < parts.size()) {
      return s.p().concat(filled, op.axis());
    }
    // All the parts of a split, put together again.
    Value first = parts.get(0);
    boolean whole =
        first.op() instanceof Split split
            && split.axis() == op.axis()
            && first.node().outputs().equals(parts);
    return whole ? first.node().input(0) : null;
  }

  static Value split(Split op, Site s) {
    return op.sizes().size() == 1 ? s.x(0) : null;
  }

  static Value reduce(Reduce op, Site s) {
    Value x = s.x(0);
    return op.axes().stream().allMatch(axis -> x.type().dim(axis) == 1)
        ? s.p().reshape(x, s.node().output().type().shape())
        : null;
  }

  static Value matMul(MatMul op, Site s) {
    boolean flipA = swapsLastTwo(s, 0);
    boolean flipB = swapsLastTwo(s, 1);
    return flipA || flipB
        ? s.p()
            .matmul(
                flipA ? s.inner(0) : s.x(0),
                flipB ? s.inner(1) : s.x(1),
                op.transposeA() != flipA,
                op.transposeB() != flipB)
        : null;
  }

  private static boolean swapsLastTwo(Site s, int operand) {
    Transpose transpose = s.op(operand, Transpose.class);
    if (transpose == null) {
      return false;
    }
    int rank = transpose.permutation().size();
    List<Integer> swap =
        IntStream.range(0, rank).map(i -> i < rank - 2 ? i : 2 * rank - 3 - i).boxed().toList();
    return transpose.permutation().equals(swap);
  }
}
