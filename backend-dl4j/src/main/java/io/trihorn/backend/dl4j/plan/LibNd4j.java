package io.trihorn.backend.dl4j.plan;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.nativeblas.OpaqueConstantShapeBuffer;
import org.nd4j.nativeblas.OpaqueContext;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/** The calls to libnd4j that plans are made of. Its own checks report through an error code. */
public final class LibNd4j {
  /** Work up to which waking OpenMP's threads for each op takes longer than they save. */
  public static final long MOST_SMALL = 5_000_000;

  private static final Map<DataType, Integer> DTYPES = new EnumMap<>(DataType.class);

  static {
    DTYPES.put(DataType.BOOLEAN, org.nd4j.linalg.api.buffer.DataType.BOOL.toInt());
    DTYPES.put(DataType.FLOAT16, org.nd4j.linalg.api.buffer.DataType.FLOAT16.toInt());
    DTYPES.put(DataType.BFLOAT16, org.nd4j.linalg.api.buffer.DataType.BFLOAT16.toInt());
    DTYPES.put(DataType.FLOAT32, org.nd4j.linalg.api.buffer.DataType.FLOAT.toInt());
    DTYPES.put(DataType.FLOAT64, org.nd4j.linalg.api.buffer.DataType.DOUBLE.toInt());
    DTYPES.put(DataType.INT8, org.nd4j.linalg.api.buffer.DataType.INT8.toInt());
    DTYPES.put(DataType.UINT8, org.nd4j.linalg.api.buffer.DataType.UINT8.toInt());
    DTYPES.put(DataType.INT32, org.nd4j.linalg.api.buffer.DataType.INT32.toInt());
    DTYPES.put(DataType.INT64, org.nd4j.linalg.api.buffer.DataType.INT64.toInt());
  }

  /** The arguments of a custom op besides its arrays. */
  public record Args(long[] numbers, double[] floats, boolean[] flags, int[] dtypes) {
    public static final Args NONE = ints();

    public static Args ints(long... values) {
      return new Args(values, new double[0], new boolean[0], new int[0]);
    }

    public Args withDtype(DataType dtype) {
      return new Args(numbers, floats, flags, new int[] {DTYPES.get(dtype)});
    }

    public Args withFlags(boolean... values) {
      return new Args(numbers, floats, values, dtypes);
    }
  }

  private record ShapeKey(DataType dtype, List<Long> shape, List<Long> strides) {}

  private final Nd4jCpu ops;
  private final Map<String, Long> customOps = new HashMap<>();
  private final Map<ShapeKey, LongPointer> shapes = new ConcurrentHashMap<>();

  public LibNd4j(Nd4jCpu ops) {
    this.ops = ops;
    for (String entry : ops.getAllCustomOps().split(";")) {
      String[] parts = entry.split(":");
      if (parts.length > 1) {
        customOps.put(parts[0], Long.parseLong(parts[1]));
      }
    }
  }

  public static boolean supports(DataType dtype) {
    return DTYPES.containsKey(dtype);
  }

  Nd4jCpu ops() {
    return ops;
  }

  /**
   * Does something with one OpenMP thread. The number belongs to the calling thread and is put back
   * afterwards, for other users of the library in this thread.
   */
  public void inOneThread(Runnable what) {
    int threads = ops.ompGetMaxThreads();
    if (threads == 1) {
      what.run();
      return;
    }
    ops.setOmpNumThreads(1);
    try {
      what.run();
    } finally {
      ops.setOmpNumThreads(threads);
    }
  }

  /** An array at an address. */
  NativeArray array(BytePointer at, Ref ref, Resources resources) {
    long extent = 1;
    for (int i = 0; i < ref.rank(); i++) {
      extent += (ref.dim(i) - 1) * Math.abs(ref.strides()[i]);
    }
    OpaqueDataBuffer data =
        ops.dbCreateExternalDataBuffer(Math.max(extent, 1), DTYPES.get(ref.dtype()), at, null);
    resources.add(() -> ops.deleteDataBuffer(data));
    return new NativeArray(data, shape(ref));
  }

  private LongPointer shape(Ref ref) {
    ShapeKey key = new ShapeKey(ref.dtype(), boxed(ref.shape()), boxed(ref.strides()));
    return shapes.computeIfAbsent(
        key,
        k -> {
          try (LongPointer dims = new LongPointer(ref.shape());
              LongPointer steps = new LongPointer(ref.strides())) {
            OpaqueConstantShapeBuffer made =
                ops.shapeBuffer(
                    ref.rank(),
                    dims,
                    steps,
                    DTYPES.get(ref.dtype()),
                    'c',
                    ref.isDense() ? 1 : 0,
                    false);
            return new LongPointer(ops.getConstantShapeBufferPrimary(made));
          }
        });
  }

  private static List<Long> boxed(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** The int32 array of these numbers, for the axes that reductions take. */
  public NativeArray axes(Resources resources, int... axes) {
    BytePointer at = resources.allocate(4L * axes.length);
    NativeMemory.buffer(at, 4L * axes.length).asIntBuffer().put(axes);
    return array(at, Ref.dense(null, DataType.INT32, axes.length), resources);
  }

  /** A call of a custom op: its context is made now, once, and the call is all that is left. */
  public Runnable custom(
      String op, List<NativeArray> in, List<NativeArray> out, Args args, Resources resources) {
    Long hash = customOps.get(op);
    if (hash == null) {
      throw new BackendException("libnd4j has no op '" + op + "'; is it ND4J 1.0.0-M2.1?");
    }
    OpaqueContext context = ops.createGraphContext(1);
    resources.add(() -> ops.deleteGraphContext(context));
    for (int i = 0; i < in.size(); i++) {
      ops.setGraphContextInputBuffer(context, i, in.get(i).data(), in.get(i).shape(), null);
    }
    for (int i = 0; i < out.size(); i++) {
      ops.setGraphContextOutputBuffer(context, i, out.get(i).data(), out.get(i).shape(), null);
    }
    setArguments(context, args);
    long code = hash;
    return () -> {
      if (ops.execCustomOp2(null, code, context) != 0) {
        fail(op);
      }
      check(op);
    };
  }

  private void setArguments(OpaqueContext context, Args args) {
    if (args.numbers().length > 0) {
      try (LongPointer p = new LongPointer(args.numbers())) {
        ops.setGraphContextIArguments(context, p, args.numbers().length);
      }
    }
    if (args.floats().length > 0) {
      try (DoublePointer p = new DoublePointer(args.floats())) {
        ops.setGraphContextTArguments(context, p, args.floats().length);
      }
    }
    if (args.dtypes().length > 0) {
      try (IntPointer p = new IntPointer(args.dtypes())) {
        ops.setGraphContextDArguments(context, p, args.dtypes().length);
      }
    }
    if (args.flags().length > 0) {
      try (BooleanPointer p = new BooleanPointer(args.flags().length)) {
        for (int i = 0; i < args.flags().length; i++) {
          p.put(i, args.flags()[i]);
        }
        ops.setGraphContextBArguments(context, p, args.flags().length);
      }
    }
  }

  /** A transform of one array by an op of a family's numbering. */
  public Runnable transform(Family family, int op, NativeArray x, NativeArray z) {
    Runnable call =
        switch (family) {
          case SAME ->
              () ->
                  ops.execTransformSame(
                      null, op, x.data(), x.shape(), null, z.data(), z.shape(), null, null);
          case STRICT ->
              () ->
                  ops.execTransformStrict(
                      null, op, x.data(), x.shape(), null, z.data(), z.shape(), null, null);
          case FLOAT ->
              () ->
                  ops.execTransformFloat(
                      null, op, x.data(), x.shape(), null, z.data(), z.shape(), null, null);
          case ANY ->
              () ->
                  ops.execTransformAny(
                      null, op, x.data(), x.shape(), null, z.data(), z.shape(), null, null);
          case BOOL ->
              () ->
                  ops.execTransformBool(
                      null, op, x.data(), x.shape(), null, z.data(), z.shape(), null, null);
        };
    return checked(family + " transform " + op, call);
  }

  /** The families of transforms that libnd4j numbers on their own. */
  public enum Family {
    /** Of any element type, to the same. */
    SAME,
    /** Of floats, to the same. */
    STRICT,
    /** To floats. */
    FLOAT,
    /** Conversion of anything to anything. */
    ANY,
    /** To booleans. */
    BOOL
  }

  /** An op on two arrays of one shape. */
  public Runnable pairwise(int op, boolean logical, NativeArray x, NativeArray y, NativeArray z) {
    Runnable call =
        logical
            ? () ->
                ops.execPairwiseTransformBool(
                    null, op, x.data(), x.shape(), null, y.data(), y.shape(), null, z.data(),
                    z.shape(), null, null)
            : () ->
                ops.execPairwiseTransform(
                    null, op, x.data(), x.shape(), null, y.data(), y.shape(), null, z.data(),
                    z.shape(), null, null);
    return checked("pairwise op " + op, call);
  }

  /** An op on each element of an array and one number. */
  public Runnable scalar(
      int op, boolean logical, NativeArray x, NativeArray number, NativeArray z) {
    Runnable call =
        logical
            ? () ->
                ops.execScalarBool(
                    null,
                    op,
                    x.data(),
                    x.shape(),
                    null,
                    z.data(),
                    z.shape(),
                    null,
                    number.data(),
                    number.shape(),
                    null,
                    null)
            : () ->
                ops.execScalar(
                    null,
                    op,
                    x.data(),
                    x.shape(),
                    null,
                    z.data(),
                    z.shape(),
                    null,
                    number.data(),
                    number.shape(),
                    null,
                    null);
    return checked("scalar op " + op, call);
  }

  /** A reduction of all elements to one. */
  public Runnable reduceAll(int op, boolean logical, NativeArray x, NativeArray z) {
    Runnable call =
        logical
            ? () ->
                ops.execReduceBool(
                    null, op, x.data(), x.shape(), null, null, z.data(), z.shape(), null)
            : () ->
                ops.execReduceSame(
                    null, op, x.data(), x.shape(), null, null, z.data(), z.shape(), null);
    return checked("reduction " + op, call);
  }

  /** A reduction over axes. */
  public Runnable reduce(int op, boolean logical, NativeArray x, NativeArray z, NativeArray axes) {
    Runnable call =
        logical
            ? () ->
                ops.execReduceBool2(
                    null,
                    op,
                    x.data(),
                    x.shape(),
                    null,
                    null,
                    z.data(),
                    z.shape(),
                    null,
                    axes.data(),
                    axes.shape(),
                    null)
            : () ->
                ops.execReduceSame2(
                    null,
                    op,
                    x.data(),
                    x.shape(),
                    null,
                    null,
                    z.data(),
                    z.shape(),
                    null,
                    axes.data(),
                    axes.shape(),
                    null);
    return checked("reduction " + op, call);
  }

  /** A copy of bytes; nothing where they are there already. */
  public static Runnable memcpy(Pointer to, Pointer from, long bytes) {
    return to.address() == from.address() ? () -> {} : () -> Pointer.memcpy(to, from, bytes);
  }

  /** One byte many times. */
  public static Runnable fill(Pointer at, byte value, long bytes) {
    return () -> Pointer.memset(at, value, bytes);
  }

  private Runnable checked(String what, Runnable call) {
    return () -> {
      call.run();
      check(what);
    };
  }

  private void check(String what) {
    if (ops.lastErrorCode() != 0) {
      fail(what);
    }
  }

  private void fail(String what) {
    throw new BackendException("libnd4j's " + what + " failed: " + ops.lastErrorMessage());
  }
}
