package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

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
          .on(Linear.MatMul.class, (op, in) -> same(op, floats(op, in)))
          .on(Linear.Conv.class, WindowShapes::conv)
          .on(Linear.ConvInputGradient.class, WindowShapes::convInputGradient)
          .on(Linear.ConvKernelGradient.class, WindowShapes::convKernelGradient)
          .on(Pooling.MaxPool.class, WindowShapes::pool)
          .on(Pooling.AveragePool.class, WindowShapes::pool)
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

  /** Along these axes one element is chosen. */
  private static void checkSome(Op op, List<Integer> axes, List<TensorType> in) {
    for (int axis : axes) {
      checkAxis(op, axis, in);
      boolean some = in.get(0).dim(axis) > 0;
      check(some, op, in, "has nothing to choose from along axis " + axis);
    }
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

  /** Operands in floats of one type. */
  static List<TensorType> floats(Op op, List<TensorType> types) {
    check(types.get(0).dtype().isFloating(), op, types, "needs floats");
    checkOneType(op, types);
    return types;
  }

  private static void checkOneType(Op op, List<TensorType> types) {
    boolean one = types.stream().allMatch(t -> t.dtype() == types.get(0).dtype());
    check(one, op, types, "needs operands of one element type");
  }

  /** The second operand picks places along an axis of the first. */
  private static void checkIndices(Op op, int axis, List<TensorType> in) {
    checkAxis(op, axis, in);
    DataType dtype = in.get(1).dtype();
    boolean index = dtype == DataType.INT32 || dtype == DataType.INT64;
    check(index, op, in, "needs int32 or int64 indices");
    boolean fits = in.get(0).dim(axis) > 0 || in.get(1).size() == 0;
    check(fits, op, in, "has nothing to pick from");
  }

  /** The first result's extents by {@link AxisRules}. */
  private static long[] dims(Op op, List<TensorType> in, IntToLongFunction own) {
    return AxisRules.of(op, in).dims(op, in, own);
  }

  /** One result of the first operand's element type, all of whose axes are operands' axes. */
  private static List<TensorType> same(Op op, List<TensorType> in) {
    return own(op, in, null);
  }

  /** The same, with the extents of axes of its own. */
  private static List<TensorType> own(Op op, List<TensorType> in, IntToLongFunction own) {
    return List.of(in.get(0).withShape(dims(op, in, own)));
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
      last = axis;
    }
    if (order) {
      checkSome(op, op.axes(), in);
    }
    return own(op, in, axis -> 1);
  }

  private static List<TensorType> argMax(Reduction.ArgMax op, List<TensorType> in) {
    checkSome(op, List.of(op.axis()), in);
    return List.of(TensorType.of(DataType.INT32, dims(op, in, null)));
  }

  private static List<TensorType> reshape(Shaping.Reshape op, List<TensorType> in) {
    TensorType out = new TensorType(in.get(0).dtype(), op.shape());
    check(out.size() == in.get(0).size(), op, in, "to " + op.shape() + " needs as many elements");
    return List.of(out);
  }

  private static List<TensorType> transpose(Shaping.Transpose op, List<TensorType> in) {
    List<Integer> each = op.permutation().stream().sorted().toList();
    boolean once = each.equals(Permutations.identity(in.get(0).rank()));
    check(once, op, in, "by " + op.permutation() + " needs each axis once");
    return same(op, in);
  }

  private static List<TensorType> broadcast(Shaping.Broadcast op, List<TensorType> in) {
    Shape shape = broadcastShape(in.get(0).shape(), op.shape());
    check(op.shape().equals(shape), op, in, "to " + op.shape() + " needs an operand that fits it");
    return List.of(new TensorType(in.get(0).dtype(), op.shape()));
  }

  private static List<TensorType> slice(Shaping.Slice op, List<TensorType> in) {
    TensorType x = in.get(0);
    int r = x.rank();
    boolean lists = op.starts().size() == r && op.limits().size() == r && op.strides().size() == r;
    check(lists, op, in, "needs a start, limit and stride for each axis");
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
    int rank = x.rank();
    check(
        op.low().size() == rank && op.high().size() == rank, op, in, "needs widths for each axis");
    boolean fits = Stream.of(op.low(), op.high()).flatMap(List::stream).allMatch(w -> w >= 0);
    check(fits, op, in, "needs widths of 0 or more");
    return own(op, in, axis -> x.dim(axis) + op.low().get(axis) + op.high().get(axis));
  }

  private static List<TensorType> concat(Shaping.Concat op, List<TensorType> in) {
    check(!in.isEmpty(), op, in, "needs at least one operand");
    checkAxis(op, op.axis(), in);
    checkOneType(op, in);
    return own(op, in, axis -> in.stream().mapToLong(x -> x.dim(axis)).sum());
  }

  private static List<TensorType> split(Shaping.Split op, List<TensorType> in) {
    checkAxis(op, op.axis(), in);
    TensorType x = in.get(0);
    long total = op.sizes().stream().mapToLong(Long::longValue).sum();
    boolean fits = total == x.dim(op.axis()) && op.sizes().stream().allMatch(s -> s >= 0);
    check(fits, op, in, "into " + op.sizes() + " does not add up along axis " + op.axis());
    return op.sizes().stream().map(size -> own(op, in, axis -> size).get(0)).toList();
  }

  private static List<TensorType> gather(Indexing.Gather op, List<TensorType> in) {
    checkIndices(op, op.axis(), in);
    return same(op, in);
  }

  private static List<TensorType> scatterAdd(Indexing.ScatterAdd op, List<TensorType> in) {
    checkIndices(op, 0, in);
    checkOneType(op, List.of(in.get(0), in.get(2)));
    return own(op, in, axis -> in.get(0).dim(axis));
  }

  private static List<TensorType> topK(Indexing.TopK op, List<TensorType> in) {
    TensorType x = numbers(op, in).get(0);
    boolean fits = x.rank() >= 1 && op.k() >= 1 && op.k() <= x.dim(-1);
    check(fits, op, in, "of k=" + op.k() + " needs at least k along the last axis");
    TensorType values = own(op, in, axis -> op.k()).get(0);
    return List.of(values, values.withDtype(DataType.INT32));
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
    return type.withShape(
        LongStream.concat(LongStream.of(length), LongStream.of(type.dims())).toArray());
  }
}
