package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.MathKernels;
import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.plan.Slot;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.TensorData;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Functions of two arguments. libnd4j has each in three forms: on arrays of one shape, on an array
 * and a number, and broadcasting; the last is fast only for a long row or column.
 */
final class BinaryLowering {
  private static final int NONE = -1;

  /** Rows shorter than this are repeated before they are broadcast, and columns of such rows. */
  private static final long SHORT_ROW = 256;

  private static final long LONG_ROW = 2048;

  /**
   * How libnd4j calls a function.
   *
   * @param pairwise its number on two arrays
   * @param scalar its number on an array and a number
   * @param reversed its number where the number comes first
   * @param custom its name as a broadcasting op
   */
  private record Forms(int pairwise, int scalar, int reversed, String custom) {}

  private static final Map<BinaryKind, Forms> FORMS = new EnumMap<>(BinaryKind.class);

  static {
    FORMS.put(BinaryKind.ADD, new Forms(0, 0, 0, "add"));
    FORMS.put(BinaryKind.SUB, new Forms(6, 1, 5, "subtract"));
    FORMS.put(BinaryKind.MUL, new Forms(3, 2, 2, "multiply"));
    FORMS.put(BinaryKind.DIV, new Forms(2, 3, 4, "divide"));
    FORMS.put(BinaryKind.POW, new Forms(4, 31, 45, "Pow"));
    FORMS.put(BinaryKind.MAX, new Forms(7, 6, 6, "maximum"));
    FORMS.put(BinaryKind.MIN, new Forms(8, 13, 13, "minimum"));
    FORMS.put(BinaryKind.EQUAL, new Forms(0, 0, 0, "equals"));
    FORMS.put(BinaryKind.LESS, new Forms(2, 2, 1, "less"));
    FORMS.put(BinaryKind.LESS_EQUAL, new Forms(11, 11, 4, "less_equal"));
    FORMS.put(BinaryKind.AND, new Forms(7, 7, 7, "boolean_and"));
    FORMS.put(BinaryKind.OR, new Forms(8, 8, 8, "boolean_or"));
    FORMS.put(BinaryKind.BIT_AND, new Forms(NONE, NONE, NONE, "bitwise_and"));
    FORMS.put(BinaryKind.BIT_OR, new Forms(NONE, NONE, NONE, "bitwise_or"));
    FORMS.put(BinaryKind.BIT_XOR, new Forms(NONE, NONE, NONE, "bitwise_xor"));
    FORMS.put(BinaryKind.SHIFT_LEFT, new Forms(NONE, NONE, NONE, "shift_bits"));
    FORMS.put(BinaryKind.SHIFT_RIGHT, new Forms(NONE, NONE, NONE, "rshift_bits"));
  }

  private BinaryLowering() {}

  /** Works on what is not repeated in both, and repeats the result. */
  static Ref lower(BinaryKind kind, Lowering l) {
    Emitter emit = l.emit();
    Ref x = emit.dense(l.in(0).withoutRepeats());
    Ref y = emit.dense(l.in(1).withoutRepeats());
    long[] shape = ElementwiseLowerings.commonShape(x, y);
    Ref z = emit.temp(l.type().dtype(), shape);
    MathKernels.Binary inJava = MathKernels.binary(kind, x.dtype());
    if (inJava != null && !keepsNan(emit, kind, x, y, z)) {
      java(emit, inJava, kind, x, y, z);
    } else if (inJava == null) {
      emit(emit, kind, x, y, z);
    }
    return z.broadcast(l.type().dims());
  }

  private static Ref spread(Emitter emit, Ref x, long[] shape) {
    return x.size() == 1 ? x : emit.dense(x.broadcast(shape));
  }

  private static void java(
      Emitter emit, MathKernels.Binary kernel, BinaryKind kind, Ref x, Ref y, Ref z) {
    Ref left = spread(emit, x, z.shape());
    Ref right = spread(emit, y, z.shape());
    emit.step(
        kind + " in Java",
        List.of(left, right),
        List.of(z),
        true,
        f -> kernel.bind(f.bytes(left), f.bytes(right), f.bytes(z)));
  }

  /**
   * libnd4j's maximum gives its second argument where either is NaN. So if the one is a known
   * number, and the other comes second, NaN is kept; the number must be a row, because with a
   * single number libnd4j swaps the arguments.
   */
  static boolean keepsNan(Emitter emit, BinaryKind kind, Ref x, Ref y, Ref z) {
    boolean extreme = kind == BinaryKind.MAX || kind == BinaryKind.MIN;
    Ref number = isNumber(y) ? y : isNumber(x) ? x : null;
    Ref other = number == y ? x : y;
    if (!extreme || number == null || z.dtype() != DataType.FLOAT32 || other.size() == 1) {
      return false;
    }
    long columns = rowLength(other.size());
    if (columns == 1) {
      return false;
    }
    TensorData row =
        TensorData.full(z.type().withShape(1, columns), number.slot().constant().getDouble(0));
    Ref rows = emit.constant(row);
    long[] matrix = {other.size() / columns, columns};
    emit.custom(
        FORMS.get(kind).custom(),
        List.of(rows, other.reshape(matrix)),
        List.of(z.reshape(matrix)),
        Args.NONE);
    return true;
  }

  static boolean isNumber(Ref ref) {
    return ref.size() == 1
        && ref.slot().kind() == Slot.Kind.CONSTANT
        && !Double.isNaN(ref.slot().constant().getDouble(0));
  }

  /** The largest divisor of a number of elements that is a good length for a row. */
  private static long rowLength(long size) {
    for (long columns = Math.min(LONG_ROW, size / 2); columns > 1; columns--) {
      if (size % columns == 0) {
        return columns;
      }
    }
    return 1;
  }

  /** libnd4j's function of dense arrays, one of which may repeat. */
  static void emit(Emitter emit, BinaryKind kind, Ref x, Ref y, Ref z) {
    Forms forms = FORMS.get(kind);
    String label = kind.toString();
    boolean numbered = forms.pairwise() != NONE;
    if (x.size() == z.size() && y.size() == z.size()) {
      if (numbered) {
        emit.pairwise(label, forms.pairwise(), x, y, z);
      } else {
        custom(emit, forms, Emitter.flat(x), Emitter.flat(y), Emitter.flat(z));
      }
    } else if (y.size() == 1 && numbered) {
      emit.scalarOp(label, forms.scalar(), x, y, z);
    } else if (x.size() == 1 && numbered) {
      emit.scalarOp(label, forms.reversed(), y, x, z);
    } else {
      broadcast(emit, kind, x, y, z);
    }
  }

  private static void custom(Emitter emit, Forms forms, Ref x, Ref y, Ref z) {
    emit.custom(forms.custom(), List.of(x, y), List.of(z), Args.NONE);
  }

  /** One operand is repeated along some axes, or each along others. */
  private static void broadcast(Emitter emit, BinaryKind kind, Ref x, Ref y, Ref z) {
    Forms forms = FORMS.get(kind);
    long[] matrix =
        x.size() == z.size() ? matrix(y, z) : y.size() == z.size() ? matrix(x, z) : null;
    boolean row = matrix != null && matrix[2] == 1;
    if (matrix != null && matrix[1] >= SHORT_ROW) {
      Ref left = side(x, z, matrix, row);
      Ref right = side(y, z, matrix, row);
      custom(emit, forms, left, right, z.reshape(matrix[0], matrix[1]));
    } else if (matrix != null && row && x.size() == z.size() && isAddition(kind, z)) {
      Ref rows = z.reshape(matrix[0], matrix[1]);
      emit.custom(
          "biasadd",
          List.of(x.reshape(rows.shape()), Emitter.flat(y)),
          List.of(rows),
          Args.NONE.withFlags(false));
    } else if (matrix != null && row && times(matrix) > 1) {
      Ref small = x.size() == z.size() ? y : x;
      long repeats = times(matrix);
      long[] wide = {matrix[0] / repeats, matrix[1] * repeats, 1};
      Ref rows = emit.dense(small.reshape(1, matrix[1]).broadcast(repeats, matrix[1]));
      Ref left = small == x ? rows : x;
      Ref right = small == y ? rows : y;
      custom(
          emit,
          forms,
          side(left, z, wide, true),
          side(right, z, wide, true),
          z.reshape(wide[0], wide[1]));
    } else {
      Ref left = x.size() == z.size() ? x : emit.dense(x.broadcast(z.shape()));
      Ref right = y.size() == z.size() ? y : emit.dense(y.broadcast(z.shape()));
      emit(emit, kind, left.reshape(z.shape()), right.reshape(z.shape()), z);
    }
  }

  private static boolean isAddition(BinaryKind kind, Ref z) {
    return kind == BinaryKind.ADD && z.dtype() == DataType.FLOAT32;
  }

  private static Ref side(Ref x, Ref z, long[] matrix, boolean row) {
    if (x.size() == z.size()) {
      return x.reshape(matrix[0], matrix[1]);
    }
    return row ? x.reshape(1, matrix[1]) : x.reshape(matrix[0], 1);
  }

  /** How often a short row is to be repeated to become a long one that still divides the whole. */
  private static long times(long[] matrix) {
    long best = 1;
    for (long t = 2; t <= matrix[0] && t * matrix[1] <= LONG_ROW; t++) {
      if (matrix[0] % t == 0) {
        best = t;
      }
    }
    return best * matrix[1] >= SHORT_ROW ? best : 1;
  }

  /**
   * If the small array repeats along the leading or the trailing axes of the whole only: rows,
   * columns, and 1 if it is a row or 0 if it is a column; else null.
   */
  private static long[] matrix(Ref small, Ref whole) {
    int rank = whole.rank();
    int added = rank - small.rank();
    int firstKept = rank;
    int lastKept = -1;
    for (int i = added; i < rank; i++) {
      if (small.dim(i - added) != 1) {
        firstKept = Math.min(firstKept, i);
        lastKept = i;
      }
    }
    long kept = small.size();
    long repeats = whole.size() / kept;
    for (int i = firstKept; i <= lastKept; i++) {
      if (whole.dim(i) != small.dim(i - added)) {
        return null;
      }
    }
    boolean row = product(whole, lastKept + 1) == 1;
    boolean column = product(whole, firstKept) == whole.size();
    if (row) {
      return new long[] {repeats, kept, 1};
    }
    return column ? new long[] {kept, repeats, 0} : null;
  }

  /** The number of elements of the axes from one on. */
  private static long product(Ref x, int from) {
    long n = 1;
    for (int i = from; i < x.rank(); i++) {
      n *= x.dim(i);
    }
    return n;
  }
}
