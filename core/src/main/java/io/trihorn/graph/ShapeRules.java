package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The type of each op's results, and the checks of its operands. One rule for each primitive. */
public final class ShapeRules {
  private static final OpTable<List<TensorType>, List<TensorType>> RULES =
      new OpTable<List<TensorType>, List<TensorType>>("shape rule")
          .on(Leaf.Parameter.class, (op, in) -> List.of(op.type()))
          .on(Leaf.Read.class, (op, in) -> List.of(op.variable().type()))
          .on(Leaf.Constant.class, (op, in) -> List.of(op.value().type()))
          .on(Elementwise.Unary.class, ShapeRules::unary)
          .on(Elementwise.Binary.class, ShapeRules::binary)
          .on(Elementwise.Where.class, ShapeRules::where)
          .on(Elementwise.Cast.class, (op, in) -> List.of(in.get(0).withDtype(op.dtype())))
          .on(Reduction.Reduce.class, ShapeRules::reduce)
          .on(Reduction.ArgMax.class, ShapeRules::argMax)
          .on(Reduction.CumSum.class, (op, in) -> numbers(op, alike(op, List.of(op.axis()), in)))
          .on(Linear.MatMul.class, ShapeRules::matMul)
          .on(Linear.Conv.class, WindowShapes::conv)
          .on(Linear.ConvInputGradient.class, WindowShapes::convInputGradient)
          .on(Linear.ConvKernelGradient.class, WindowShapes::convKernelGradient)
          .on(Pooling.MaxPool.class, (op, in) -> WindowShapes.pool(op, op.spec(), in))
          .on(Pooling.AveragePool.class, (op, in) -> WindowShapes.pool(op, op.spec(), in))
          .on(Pooling.MaxPoolGradient.class, WindowShapes::maxPoolGradient)
          .on(Pooling.AveragePoolGradient.class, WindowShapes::averagePoolGradient)
          .on(Shaping.Reshape.class, ShapeRules::reshape)
          .on(Shaping.Transpose.class, ShapeRules::transpose)
          .on(Shaping.Broadcast.class, ShapeRules::broadcast)
          .on(Shaping.Slice.class, ShapeRules::slice)
          .on(Shaping.Reverse.class, (op, in) -> alike(op, op.axes(), in))
          .on(Shaping.Pad.class, ShapeRules::pad)
          .on(Shaping.Concat.class, ShapeRules::concat)
          .on(Shaping.Split.class, ShapeRules::split)
          .on(Indexing.Gather.class, ShapeRules::gather)
          .on(Indexing.ScatterAdd.class, ShapeRules::scatterAdd)
          .on(Indexing.TopK.class, ShapeRules::topK)
          .on(Control.Scan.class, ShapeRules::scan);

  private ShapeRules() {}

  /**
   * The types of an op's results.
   *
   * @throws ShapeException if the operands do not fit the op
   */
  public static List<TensorType> infer(Op op, List<TensorType> inputs) {
    if (op instanceof Composite composite) {
      return composite.outputTypes(inputs);
    }
    int arity = arity(op);
    if (arity >= 0) {
      check(inputs.size() == arity, op, inputs, "takes " + arity + " operands");
    }
    return RULES.apply(op, inputs);
  }

  /** The kinds of primitive op there are. */
  public static Set<Class<? extends Op>> primitives() {
    return RULES.kinds();
  }

  /** The number of operands of an op, or -1 where it varies. */
  private static int arity(Op op) {
    if (op instanceof Leaf) {
      return 0;
    }
    if (op instanceof Shaping.Concat || op instanceof Control.Scan) {
      return -1;
    }
    if (op instanceof Elementwise.Where
        || op instanceof Pooling.MaxPoolGradient
        || op instanceof Indexing.ScatterAdd) {
      return 3;
    }
    boolean two =
        op instanceof Elementwise.Binary || op instanceof Linear || op instanceof Indexing.Gather;
    return two ? 2 : 1;
  }

  static void check(boolean holds, Op op, List<TensorType> inputs, String expected) {
    if (!holds) {
      throw new ShapeException(op.label() + " " + expected + ", but got " + inputs);
    }
  }

  /** The shape two shapes broadcast to, or null if they do not. */
  public static Shape broadcastShape(Shape a, Shape b) {
    int rank = Math.max(a.dimension(), b.dimension());
    long[] dims = new long[rank];
    for (int i = 0; i < rank; i++) {
      int ia = i - rank + a.dimension();
      int ib = i - rank + b.dimension();
      long da = ia < 0 ? 1 : a.get(ia);
      long db = ib < 0 ? 1 : b.get(ib);
      if (da != db && da != 1 && db != 1) {
        return null;
      }
      dims[i] = da == 1 ? db : da;
    }
    return new Shape(dims);
  }

  private static List<TensorType> unary(Elementwise.Unary op, List<TensorType> in) {
    TensorType x = in.get(0);
    DataType dtype = x.dtype();
    boolean fits =
        switch (op.kind()) {
          case NOT -> dtype == DataType.BOOLEAN;
          case NEG, ABS, SIGN -> dtype != DataType.BOOLEAN;
          default -> dtype.isFloating();
        };
    check(fits, op, in, "does not work on this element type");
    return List.of(op.kind() == Elementwise.UnaryKind.IS_NAN ? x.withDtype(DataType.BOOLEAN) : x);
  }

  private static List<TensorType> binary(Elementwise.Binary op, List<TensorType> in) {
    TensorType x = in.get(0);
    TensorType y = in.get(1);
    check(x.dtype() == y.dtype(), op, in, "needs operands of one element type");
    DataType dtype = x.dtype();
    boolean fits =
        switch (op.kind()) {
          case AND, OR -> dtype == DataType.BOOLEAN;
          case POW -> dtype.isFloating();
          case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT ->
              !dtype.isFloating() && dtype != DataType.BOOLEAN;
          case EQUAL -> true;
          default -> dtype != DataType.BOOLEAN;
        };
    check(fits, op, in, "does not work on this element type");
    Shape shape = broadcastShape(x.shape(), y.shape());
    check(shape != null, op, in, "needs operands that broadcast to one shape");
    return List.of(new TensorType(op.kind().isPredicate() ? DataType.BOOLEAN : dtype, shape));
  }

  private static List<TensorType> where(Elementwise.Where op, List<TensorType> in) {
    check(in.get(0).dtype() == DataType.BOOLEAN, op, in, "needs a boolean condition");
    check(in.get(1).dtype() == in.get(2).dtype(), op, in, "needs two values of one element type");
    Shape shape = broadcastShape(in.get(1).shape(), in.get(2).shape());
    shape = shape == null ? null : broadcastShape(in.get(0).shape(), shape);
    check(shape != null, op, in, "needs operands that broadcast to one shape");
    return List.of(new TensorType(in.get(1).dtype(), shape));
  }

  private static void checkAxis(Op op, int axis, List<TensorType> in) {
    int rank = in.get(0).rank();
    check(
        axis >= 0 && axis < rank, op, in, "has no axis " + axis + " in an operand of rank " + rank);
  }

  /** An op along axes that keeps its operand's type. */
  private static List<TensorType> alike(Op op, List<Integer> axes, List<TensorType> in) {
    axes.forEach(axis -> checkAxis(op, axis, in));
    return in;
  }

  /** The same, of an operand that is no boolean. */
  private static List<TensorType> numbers(Op op, List<TensorType> types) {
    check(types.get(0).dtype() != DataType.BOOLEAN, op, types, "needs numbers");
    return types;
  }

  private static List<TensorType> reduce(Reduction.Reduce op, List<TensorType> in) {
    TensorType x = in.get(0);
    check(!op.axes().isEmpty(), op, in, "needs at least one axis");
    boolean logical =
        op.kind() == Reduction.ReduceKind.ANY || op.kind() == Reduction.ReduceKind.ALL;
    check(logical == (x.dtype() == DataType.BOOLEAN), op, in, "does not work on this element type");
    check(op.kind() != Reduction.ReduceKind.MEAN || x.dtype().isFloating(), op, in, "needs floats");
    boolean order = op.kind() == Reduction.ReduceKind.MAX || op.kind() == Reduction.ReduceKind.MIN;
    int last = -1;
    for (int axis : op.axes()) {
      checkAxis(op, axis, in);
      check(axis > last, op, in, "needs ascending axes, not " + op.axes());
      check(!order || x.dim(axis) > 0, op, in, "has nothing to choose from along axis " + axis);
      last = axis;
    }
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (!op.axes().contains(i)) {
        dims.add(x.dim(i));
      } else if (op.keepDims()) {
        dims.add(1L);
      }
    }
    return List.of(new TensorType(x.dtype(), new Shape(dims)));
  }

  private static List<TensorType> argMax(Reduction.ArgMax op, List<TensorType> in) {
    checkAxis(op, op.axis(), in);
    check(in.get(0).dim(op.axis()) > 0, op, in, "has nothing to choose from along its axis");
    List<Long> dims = dimList(in.get(0));
    dims.remove(op.axis());
    return List.of(new TensorType(DataType.INT32, new Shape(dims)));
  }

  private static List<TensorType> matMul(Linear.MatMul op, List<TensorType> in) {
    TensorType a = in.get(0);
    TensorType b = in.get(1);
    check(a.dtype() == b.dtype() && a.dtype().isFloating(), op, in, "needs floats of one type");
    check(a.rank() >= 2 && a.rank() == b.rank(), op, in, "needs operands of one rank, at least 2");
    int r = a.rank();
    long[] dims = a.dims();
    for (int i = 0; i < r - 2; i++) {
      check(a.dim(i) == b.dim(i), op, in, "needs equal leading axes");
    }
    long inner = a.dim(op.transposeA() ? r - 2 : r - 1);
    check(
        inner == b.dim(op.transposeB() ? r - 1 : r - 2),
        op,
        in,
        "(transposeA="
            + op.transposeA()
            + ", transposeB="
            + op.transposeB()
            + ") needs equal inner axes");
    dims[r - 2] = a.dim(op.transposeA() ? r - 1 : r - 2);
    dims[r - 1] = b.dim(op.transposeB() ? r - 2 : r - 1);
    return List.of(a.withShape(dims));
  }

  private static List<TensorType> reshape(Shaping.Reshape op, List<TensorType> in) {
    TensorType out = new TensorType(in.get(0).dtype(), op.shape());
    check(out.size() == in.get(0).size(), op, in, "to " + op.shape() + " needs as many elements");
    return List.of(out);
  }

  private static List<TensorType> transpose(Shaping.Transpose op, List<TensorType> in) {
    TensorType x = in.get(0);
    List<Integer> p = op.permutation();
    boolean valid =
        p.size() == x.rank()
            && new HashSet<>(p).size() == p.size()
            && p.stream().allMatch(i -> i >= 0 && i < x.rank());
    check(valid, op, in, "by " + p + " needs each axis once");
    return List.of(x.withShape(p.stream().mapToLong(x::dim).toArray()));
  }

  private static List<TensorType> broadcast(Shaping.Broadcast op, List<TensorType> in) {
    Shape shape = broadcastShape(in.get(0).shape(), op.shape());
    check(op.shape().equals(shape), op, in, "to " + op.shape() + " needs an operand that fits it");
    return List.of(new TensorType(in.get(0).dtype(), op.shape()));
  }

  private static List<TensorType> slice(Shaping.Slice op, List<TensorType> in) {
    TensorType x = in.get(0);
    int r = x.rank();
    check(
        op.starts().size() == r && op.limits().size() == r && op.strides().size() == r,
        op,
        in,
        "needs a start, limit and stride for each axis");
    long[] dims = new long[r];
    for (int i = 0; i < r; i++) {
      long start = op.starts().get(i);
      long limit = op.limits().get(i);
      long stride = op.strides().get(i);
      check(
          start >= 0 && start <= limit && limit <= x.dim(i) && stride > 0,
          op,
          in,
          "from " + start + " to " + limit + " by " + stride + " does not fit axis " + i);
      dims[i] = (limit - start + stride - 1) / stride;
    }
    return List.of(x.withShape(dims));
  }

  private static List<TensorType> pad(Shaping.Pad op, List<TensorType> in) {
    TensorType x = in.get(0);
    check(
        op.low().size() == x.rank() && op.high().size() == x.rank(),
        op,
        in,
        "needs two widths for each axis");
    long[] dims = x.dims();
    for (int i = 0; i < dims.length; i++) {
      check(op.low().get(i) >= 0 && op.high().get(i) >= 0, op, in, "needs widths of 0 or more");
      dims[i] += op.low().get(i) + op.high().get(i);
    }
    return List.of(x.withShape(dims));
  }

  private static List<TensorType> concat(Shaping.Concat op, List<TensorType> in) {
    check(!in.isEmpty(), op, in, "needs at least one operand");
    checkAxis(op, op.axis(), in);
    TensorType first = in.get(0);
    long[] dims = first.dims();
    dims[op.axis()] = 0;
    for (TensorType t : in) {
      boolean fits = t.dtype() == first.dtype() && t.rank() == first.rank();
      for (int i = 0; fits && i < t.rank(); i++) {
        fits = i == op.axis() || t.dim(i) == first.dim(i);
      }
      check(fits, op, in, "along axis " + op.axis() + " needs operands alike but for that axis");
      dims[op.axis()] += t.dim(op.axis());
    }
    return List.of(first.withShape(dims));
  }

  private static List<TensorType> split(Shaping.Split op, List<TensorType> in) {
    checkAxis(op, op.axis(), in);
    TensorType x = in.get(0);
    long total = op.sizes().stream().mapToLong(Long::longValue).sum();
    check(
        total == x.dim(op.axis()) && op.sizes().stream().allMatch(s -> s >= 0),
        op,
        in,
        "into " + op.sizes() + " does not add up along axis " + op.axis());
    return op.sizes().stream()
        .map(
            size -> {
              long[] dims = x.dims();
              dims[op.axis()] = size;
              return x.withShape(dims);
            })
        .toList();
  }

  private static boolean isIndex(TensorType t) {
    return t.dtype() == DataType.INT32 || t.dtype() == DataType.INT64;
  }

  private static List<TensorType> gather(Indexing.Gather op, List<TensorType> in) {
    checkAxis(op, op.axis(), in);
    TensorType data = in.get(0);
    TensorType indices = in.get(1);
    check(isIndex(indices), op, in, "needs int32 or int64 indices");
    check(data.dim(op.axis()) > 0 || indices.size() == 0, op, in, "has nothing to pick from");
    List<Long> dims = dimList(data);
    dims.remove(op.axis());
    dims.addAll(op.axis(), dimList(indices));
    return List.of(new TensorType(data.dtype(), new Shape(dims)));
  }

  private static List<TensorType> scatterAdd(Indexing.ScatterAdd op, List<TensorType> in) {
    TensorType operand = in.get(0);
    TensorType indices = in.get(1);
    TensorType updates = in.get(2);
    boolean fits =
        operand.rank() >= 1
            && isIndex(indices)
            && indices.rank() == 1
            && updates.dtype() == operand.dtype()
            && updates.rank() == operand.rank()
            && updates.dim(0) == indices.dim(0)
            && (operand.dim(0) > 0 || indices.size() == 0);
    for (int i = 1; fits && i < operand.rank(); i++) {
      fits = updates.dim(i) == operand.dim(i);
    }
    check(fits, op, in, "needs an operand (n, ...), indices (k) and updates (k, ...)");
    return List.of(operand);
  }

  private static List<TensorType> topK(Indexing.TopK op, List<TensorType> in) {
    TensorType x = numbers(op, in).get(0);
    check(
        x.rank() >= 1 && op.k() >= 1 && op.k() <= x.dim(-1),
        op,
        in,
        "of k=" + op.k() + " needs at least k along the last axis");
    long[] dims = x.dims();
    dims[dims.length - 1] = op.k();
    return List.of(x.withShape(dims), TensorType.of(DataType.INT32, dims));
  }

  private static List<TensorType> scan(Control.Scan op, List<TensorType> in) {
    Graph body = op.body();
    check(
        body.reads().isEmpty() && body.updates().isEmpty(),
        op,
        in,
        "needs a body without variables");
    check(op.length() >= 1, op, in, "needs at least one step");
    check(body.parameters().size() == in.size(), op, in, "does not fit its body's parameters");
    List<TensorType> results = new ArrayList<>();
    for (int i = 0; i < in.size(); i++) {
      TensorType given = in.get(i);
      boolean sequence = i >= op.carries() && i < op.carries() + op.sequences();
      TensorType expected = body.parameters().get(i).type();
      if (sequence) {
        expected = prepend(op.length(), expected);
      }
      check(expected.equals(given), op, in, "operand " + i + " should be " + expected);
    }
    for (int i = 0; i < body.outputs().size(); i++) {
      TensorType type = body.outputs().get(i).type();
      if (i < op.carries()) {
        check(type.equals(in.get(i)), op, in, "carry " + i + " becomes " + type);
      }
      results.add(i < op.carries() ? type : prepend(op.length(), type));
    }
    check(results.size() >= op.carries(), op, in, "has a body with too few outputs");
    return List.copyOf(results);
  }

  private static TensorType prepend(long length, TensorType type) {
    List<Long> dims = dimList(type);
    dims.add(0, length);
    return new TensorType(type.dtype(), new Shape(dims));
  }

  private static List<Long> dimList(TensorType type) {
    List<Long> dims = new ArrayList<>();
    for (long d : type.dims()) {
      dims.add(d);
    }
    return dims;
  }
}
