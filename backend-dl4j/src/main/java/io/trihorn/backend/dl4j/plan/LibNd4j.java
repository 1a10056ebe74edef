package io.trihorn.backend.dl4j.plan;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.BackendException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueConstantShapeBuffer;
import org.nd4j.nativeblas.OpaqueContext;
import org.nd4j.nativeblas.OpaqueDataBuffer;
import org.nd4j.nativeblas.OpaqueLaunchContext;

/** The calls to libnd4j that plans are made of. Its own checks report through an error code. */
public final class LibNd4j {
  /** Work up to which waking OpenMP's threads for each op takes longer than they save. */
  public static final long MOST_SMALL = 5_000_000;

  /** The same for a step of many. */
  private static final long MOST_SMALL_STEP = 1_500_000;

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

    public Args withFloats(double... values) {
      return new Args(numbers, values, flags, dtypes);
    }

    public Args withFlags(boolean... values) {
      return new Args(numbers, floats, values, dtypes);
    }
  }

  private record ShapeKey(DataType dtype, List<Long> shape, List<Long> strides) {}

  private record Shapes(LongPointer host, LongPointer card) {}

  private final NativeOps ops;
  private final Target target;
  private final Memory memory;
  private final Runnable beforeThreads;
  private final Map<String, Long> customOps = new HashMap<>();
  private final Map<ShapeKey, Shapes> shapes = new ConcurrentHashMap<>();

  /** What ops that have no context of their own are given on a card, for each thread. */
  private final ThreadLocal<PointerPointer<Pointer>> launches;

  /**
   * libnd4j.
   *
   * @param target what its programs are made for
   * @param memory what they work on
   * @param beforeThreads what is to be done before a program has all threads
   */
  public LibNd4j(NativeOps ops, Target target, Memory memory, Runnable beforeThreads) {
    this.beforeThreads = beforeThreads;
    this.ops = ops;
    this.target = target;
    this.memory = memory;
    this.launches = ThreadLocal.withInitial(() -> launch(ops));
    for (String entry : ops.getAllCustomOps().split(";")) {
      String[] parts = entry.split(":");
      if (parts.length > 1) {
        customOps.put(parts[0], Long.parseLong(parts[1]));
      }
    }
  }

  /** Whether a program of so much work in so many steps takes longer with more than one thread. */
  public static boolean isSmall(long work, int steps) {
    return work <= Math.max(MOST_SMALL, MOST_SMALL_STEP * steps);
  }

  public static boolean supports(DataType dtype) {
    return DTYPES.containsKey(dtype);
  }

  /** What programs are made for. */
  public Target target() {
    return target;
  }

  /** What programs work on. */
  public Memory memory() {
    return memory;
  }

  /** Has a value written at an address, where the host writes it if that is in reach. */
  public void write(TensorType type, BytePointer to, Consumer<TensorData> writer) {
    if (isOnCard()) {
      TensorData made = TensorData.zeros(type);
      writer.accept(made);
      memory.write(made.bytes(), to);
    } else {
      writer.accept(TensorData.wrap(type, NativeMemory.buffer(to, type.bytes())));
    }
  }

  /** Whether the memory is a card's; programs for cards run on processors too, for tests. */
  private boolean isOnCard() {
    return memory instanceof CardMemory;
  }

  /** The stream of the calling thread and the places where kernels keep what is between. */
  private static PointerPointer<Pointer> launch(NativeOps ops) {
    OpaqueLaunchContext context = ops.defaultLaunchContext();
    PointerPointer<Pointer> parts = new PointerPointer<>(7);
    parts.put(0, null);
    parts.put(1, ops.lcExecutionStream(context));
    parts.put(2, null);
    parts.put(3, ops.lcAllocationPointer(context));
    parts.put(4, ops.lcReductionPointer(context));
    parts.put(5, ops.lcScalarPointer(context));
    parts.put(6, null);
    return parts;
  }

  /**
   * Does something with one OpenMP thread. The number belongs to the calling thread and is put back
   * afterwards, for other users of the library in this thread.
   */
  public void inOneThread(Runnable what) {
    int threads = target == Target.CARD ? 1 : ops.ompGetMaxThreads();
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

  /** Does something with all of OpenMP's threads. */
  public void inAllThreads(Runnable what) {
    beforeThreads.run();
    what.run();
  }

  /** An array at an address. */
  NativeArray array(BytePointer at, Ref ref, Resources resources) {
    long extent = 1;
    for (int i = 0; i < ref.rank(); i++) {
      extent += (ref.dim(i) - 1) * Math.abs(ref.strides()[i]);
    }
    return array(
        ref, Math.max(extent, 1), isOnCard() ? null : at, isOnCard() ? at : null, resources);
  }

  private NativeArray array(
      Ref ref, long extent, BytePointer host, BytePointer card, Resources resources) {
    OpaqueDataBuffer data =
        ops.dbCreateExternalDataBuffer(extent, DTYPES.get(ref.dtype()), host, card);
    resources.add(() -> ops.deleteDataBuffer(data));
    Shapes shape = shape(ref);
    return new NativeArray(data, shape.host(), shape.card());
  }

  private Shapes shape(Ref ref) {
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
            return new Shapes(
                new LongPointer(ops.getConstantShapeBufferPrimary(made)),
                isOnCard() ? new LongPointer(ops.getConstantShapeBufferSpecial(made)) : null);
          }
        });
  }

  private static List<Long> boxed(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** The int32 array of these numbers, for the axes that reductions take; read on the host. */
  public NativeArray axes(Resources resources, int... axes) {
    Memory.Stretch stretch = new HostMemory().allocate(4L * axes.length);
    resources.add(stretch::free);
    NativeMemory.buffer(stretch.start(), 4L * axes.length).asIntBuffer().put(axes);
    Ref ref = Ref.dense(null, DataType.INT32, axes.length);
    return array(ref, axes.length, stretch.start(), null, resources);
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
      ops.setGraphContextInputBuffer(
          context, i, in.get(i).data(), in.get(i).shape(), in.get(i).cardShape());
    }
    for (int i = 0; i < out.size(); i++) {
      ops.setGraphContextOutputBuffer(
          context, i, out.get(i).data(), out.get(i).shape(), out.get(i).cardShape());
    }
    if (target == Target.CARD && !isOnCard()) {
      // oneDNN refuses some of what cuDNN takes.
      ops.ctxAllowHelpers(context, false);
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
                      launch(),
                      op,
                      x.data(),
                      x.shape(),
                      x.cardShape(),
                      z.data(),
                      z.shape(),
                      z.cardShape(),
                      null);
          case STRICT ->
              () ->
                  ops.execTransformStrict(
                      launch(),
                      op,
                      x.data(),
                      x.shape(),
                      x.cardShape(),
                      z.data(),
                      z.shape(),
                      z.cardShape(),
                      null);
          case FLOAT ->
              () ->
                  ops.execTransformFloat(
                      launch(),
                      op,
                      x.data(),
                      x.shape(),
                      x.cardShape(),
                      z.data(),
                      z.shape(),
                      z.cardShape(),
                      null);
          case ANY ->
              () ->
                  ops.execTransformAny(
                      launch(),
                      op,
                      x.data(),
                      x.shape(),
                      x.cardShape(),
                      z.data(),
                      z.shape(),
                      z.cardShape(),
                      null);
          case BOOL ->
              () ->
                  ops.execTransformBool(
                      launch(),
                      op,
                      x.data(),
                      x.shape(),
                      x.cardShape(),
                      z.data(),
                      z.shape(),
                      z.cardShape(),
                      null);
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
                    launch(),
                    op,
                    x.data(),
                    x.shape(),
                    x.cardShape(),
                    y.data(),
                    y.shape(),
                    y.cardShape(),
                    z.data(),
                    z.shape(),
                    z.cardShape(),
                    null)
            : () ->
                ops.execPairwiseTransform(
                    launch(),
                    op,
                    x.data(),
                    x.shape(),
                    x.cardShape(),
                    y.data(),
                    y.shape(),
                    y.cardShape(),
                    z.data(),
                    z.shape(),
                    z.cardShape(),
                    null);
    return checked("pairwise op " + op, call);
  }

  /** An op on each element of an array and one number. */
  public Runnable scalar(
      int op, boolean logical, NativeArray x, NativeArray number, NativeArray z) {
    Runnable call =
        logical
            ? () ->
                ops.execScalarBool(
                    launch(),
                    op,
                    x.data(),
                    x.shape(),
                    x.cardShape(),
                    z.data(),
                    z.shape(),
                    z.cardShape(),
                    number.data(),
                    number.shape(),
                    number.cardShape(),
                    null)
            : () ->
                ops.execScalar(
                    launch(),
                    op,
                    x.data(),
                    x.shape(),
                    x.cardShape(),
                    z.data(),
                    z.shape(),
                    z.cardShape(),
                    number.data(),
                    number.shape(),
                    number.cardShape(),
                    null);
    return checked("scalar op " + op, call);
  }

  /** A reduction of all elements to one. */
  public Runnable reduceAll(int op, boolean logical, NativeArray x, NativeArray z) {
    Runnable call =
        logical
            ? () ->
                ops.execReduceBool(
                    launch(),
                    op,
                    x.data(),
                    x.shape(),
                    x.cardShape(),
                    null,
                    z.data(),
                    z.shape(),
                    z.cardShape())
            : () ->
                ops.execReduceSame(
                    launch(),
                    op,
                    x.data(),
                    x.shape(),
                    x.cardShape(),
                    null,
                    z.data(),
                    z.shape(),
                    z.cardShape());
    return checked("reduction " + op, call);
  }

  /** A reduction over axes. */
  public Runnable reduce(int op, boolean logical, NativeArray x, NativeArray z, NativeArray axes) {
    Runnable call =
        logical
            ? () ->
                ops.execReduceBool2(
                    launch(),
                    op,
                    x.data(),
                    x.shape(),
                    x.cardShape(),
                    null,
                    z.data(),
                    z.shape(),
                    z.cardShape(),
                    axes.data(),
                    axes.shape(),
                    axes.cardShape())
            : () ->
                ops.execReduceSame2(
                    launch(),
                    op,
                    x.data(),
                    x.shape(),
                    x.cardShape(),
                    null,
                    z.data(),
                    z.shape(),
                    z.cardShape(),
                    axes.data(),
                    axes.shape(),
                    axes.cardShape());
    return checked("reduction " + op, call);
  }

  private PointerPointer<Pointer> launch() {
    return isOnCard() ? launches.get() : null;
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
