package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.dl4j.kernels.MathKernels;
import io.trihorn.backend.dl4j.kernels.SelectKernels;
import io.trihorn.backend.dl4j.kernels.Tiling;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.LibNd4j.Family;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.ShapeRules;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Lowerings of {@link Elementwise}; those of two arguments are in {@link BinaryLowering}. */
final class ElementwiseLowerings {
  /** A transform by its family and number in libnd4j. */
  private record Transform(Family family, int number) {}

  private static final Map<UnaryKind, Transform> TRANSFORMS = new EnumMap<>(UnaryKind.class);

  static {
    TRANSFORMS.put(UnaryKind.NEG, new Transform(Family.SAME, 3));
    TRANSFORMS.put(UnaryKind.ABS, new Transform(Family.SAME, 0));
    TRANSFORMS.put(UnaryKind.SIGN, new Transform(Family.SAME, 1));
    TRANSFORMS.put(UnaryKind.EXP, new Transform(Family.STRICT, 23));
    TRANSFORMS.put(UnaryKind.LOG, new Transform(Family.STRICT, 24));
    TRANSFORMS.put(UnaryKind.SQRT, new Transform(Family.FLOAT, 1));
    TRANSFORMS.put(UnaryKind.SIN, new Transform(Family.STRICT, 27));
    TRANSFORMS.put(UnaryKind.COS, new Transform(Family.STRICT, 22));
    TRANSFORMS.put(UnaryKind.ATAN, new Transform(Family.STRICT, 32));
    TRANSFORMS.put(UnaryKind.SIGMOID, new Transform(Family.STRICT, 26));
    TRANSFORMS.put(UnaryKind.ERF, new Transform(Family.STRICT, 45));
    TRANSFORMS.put(UnaryKind.FLOOR, new Transform(Family.SAME, 18));
    TRANSFORMS.put(UnaryKind.CEIL, new Transform(Family.SAME, 17));
    TRANSFORMS.put(UnaryKind.ROUND, new Transform(Family.STRICT, 48));
    TRANSFORMS.put(UnaryKind.NOT, new Transform(Family.BOOL, 7));
    TRANSFORMS.put(UnaryKind.IS_NAN, new Transform(Family.BOOL, 2));
  }

  private ElementwiseLowerings() {}

  static void addTo(OpTable<Lowering, List<Ref>> table) {
    table
        .on(Elementwise.Unary.class, (op, l) -> List.of(unary(op.kind(), l)))
        .on(Elementwise.Binary.class, (op, l) -> List.of(BinaryLowering.lower(op.kind(), l)))
        .on(Elementwise.Where.class, (op, l) -> List.of(where(l)));
  }

  /** Works on what is not repeated, and repeats the result. */
  private static Ref unary(UnaryKind kind, Lowering l) {
    Emitter emit = l.emit();
    Ref x = emit.dense(l.in(0).withoutRepeats());
    Ref z = emit.temp(l.type().dtype(), x.shape());
    MathKernels.Unary inJava = MathKernels.unary(kind, x.dtype());
    if (inJava != null) {
      emit.step(
          kind + " in Java",
          List.of(x),
          List.of(z),
          true,
          f -> inJava.bind(f.bytes(x), f.bytes(z)));
    } else {
      transform(emit, kind, x, z);
    }
    return z.broadcast(l.type().dims());
  }

  /** libnd4j's function, from a dense array to another. */
  static void transform(Emitter emit, UnaryKind kind, Ref x, Ref z) {
    if (kind == UnaryKind.TANH) {
      // The transform of this name has no oneDNN helper and is twenty times slower.
      emit.custom("tanh", List.of(Emitter.flat(x)), List.of(Emitter.flat(z)), Args.NONE);
    } else {
      Transform t = TRANSFORMS.get(kind);
      emit.transform(kind.toString(), t.family(), t.number(), x, z);
    }
  }

  /** libnd4j's own op of this kind takes 150 ns for an element. */
  private static Ref where(Lowering l) {
    Emitter emit = l.emit();
    Ref c = l.in(0).withoutRepeats();
    Ref x = l.in(1).withoutRepeats();
    Ref y = l.in(2).withoutRepeats();
    long[] shape = commonShape(c, x, y);
    Ref z = emit.temp(l.type().dtype(), shape);
    Ref left = spread(emit, x, shape);
    Ref right = spread(emit, y, shape);
    int width = z.dtype().getNumOfBytes();
    if (width == Integer.BYTES && emit.isInvariant(c) && isLongEnd(c, shape)) {
      byMasks(emit, emit.dense(c), left, right, z);
      return z.broadcast(l.type().dims());
    }
    Ref whole = spread(emit, c, shape);
    emit.step(
        "where",
        List.of(whole, left, right),
        List.of(z),
        true,
        f -> SelectKernels.bind(width, f.bytes(whole), f.bytes(left), f.bytes(right), f.bytes(z)));
    return z.broadcast(l.type().dims());
  }

  /**
   * Whether an array repeats along leading axes alone, and not so often that stretches are short.
   */
  private static boolean isLongEnd(Ref c, long[] shape) {
    int axes = c.rank();
    while (axes > 0 && c.dim(c.rank() - axes) == 1) {
      axes--;
    }
    long[] end = Arrays.copyOfRange(c.shape(), c.rank() - axes, c.rank());
    return c.size() >= Tiling.STRETCH
        && Arrays.equals(end, Arrays.copyOfRange(shape, shape.length - axes, shape.length));
  }

  /** By a condition that stays, as a mask of attention does, of which masks are made once. */
  private static void byMasks(Emitter emit, Ref c, Ref x, Ref y, Ref z) {
    Ref masks = emit.temp(DataType.INT32, c.shape());
    emit.step(
        "masks",
        List.of(c),
        List.of(masks),
        false,
        f -> SelectKernels.masks(f.bytes(c), f.bytes(masks).asIntBuffer()));
    emit.step(
        "where",
        List.of(masks, x, y),
        List.of(z),
        false,
        f ->
            SelectKernels.byMasks(
                f.bytes(masks).asIntBuffer(),
                f.bytes(x).asIntBuffer(),
                f.bytes(y).asIntBuffer(),
                f.bytes(z).asIntBuffer()));
  }

  /** What arrays are repeated to where they meet element by element. */
  static long[] commonShape(Ref... all) {
    return Arrays.stream(all)
        .map(array -> new Shape(array.shape()))
        .reduce(ShapeRules::broadcastShape)
        .orElseThrow()
        .getShape();
  }

  /** A single element as it is, anything else repeated to a shape, dense. */
  static Ref spread(Emitter emit, Ref x, long[] shape) {
    return emit.dense(x.size() == 1 ? x : x.broadcast(shape));
  }
}
