package io.trihorn.backend.dl4j.plan;

import static io.trihorn.backend.dl4j.plan.OneDnnStep.DESTINATION;
import static io.trihorn.backend.dl4j.plan.OneDnnStep.SOURCE;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.natives.JavaCppCache;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls to oneDNN that plans are made of: one that is five years newer than libnd4j's, whose
 * products of matrices take 0.6 to 0.9 of the time. It comes as {@code org.bytedeco:dnnl}, whose
 * Java classes want OpenCL and are left out. Steps take as many threads as OpenMP has for the
 * thread that makes them.
 */
public final class OneDnn {
  /** The most axes that an array may have. */
  public static final int MOST_AXES = 12;

  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);
  private static final String RESOURCE = "org/bytedeco/dnnl/linux-x86_64/libdnnl.so.3";

  private static final int CPU = 1;
  private static final int IN_ORDER = 1;
  private static final int FLOAT32 = 3;
  private static final int CALLERS_SCRATCH = 1;
  private static final int ANY = 1;
  private static final int INFERENCE = 96;
  private static final int SOFTMAX = 0x30000;

  // Of a normalization: it has factors and offsets.
  private static final int SCALED_AND_SHIFTED = 2 | 4;
  private static final int SCALE = 51;
  private static final int SHIFT = 52;

  /** Loaded when first asked for; that it is not there is remembered. */
  private static final class Holder {
    static final Optional<OneDnn> LIBRARY = load();
  }

  private final long engine;
  private final long stream;
  private final long attributes;

  private OneDnn(Path file) {
    Native.register(OneDnnCalls.class, NativeLibrary.getInstance(file.toString()));
    this.engine = made(e -> OneDnnCalls.dnnl_engine_create(e, CPU, 0));
    this.stream = made(s -> OneDnnCalls.dnnl_stream_create(s, engine, IN_ORDER));
    this.attributes = newAttributes();
  }

  private static Optional<OneDnn> load() {
    URL resource = OneDnn.class.getClassLoader().getResource(RESOURCE);
    if (resource == null || !Loader.getPlatform().equals("linux-x86_64")) {
      return Optional.empty();
    }
    try {
      return new JavaCppCache(JavaCppCache.standardDirectory()).put(resource).map(OneDnn::new);
    } catch (UnsatisfiedLinkError e) {
      LOG.info("products of matrices are libnd4j's: {}", e.toString());
      return Optional.empty();
    }
  }

  /** The library, where the class path has it and the system can load it. */
  public static Optional<OneDnn> library() {
    return Holder.LIBRARY;
  }

  /** The type of an array of float32 in memory; to be destroyed. */
  static long type(long[] extents, long[] steps) {
    return made(
        t ->
            OneDnnCalls.dnnl_memory_desc_create_with_strides(
                t, extents.length, extents, FLOAT32, steps));
  }

  /** The type of an array of float32 in the order that suits a primitive best. */
  static long anyType(long[] extents) {
    return made(
        t ->
            OneDnnCalls.dnnl_memory_desc_create_with_tag(t, extents.length, extents, FLOAT32, ANY));
  }

  /** Attributes to be added to, and destroyed. */
  static long newAttributes() {
    long attributes = made(OneDnnCalls::dnnl_primitive_attr_create);
    // Its own scratch memory belongs to the thread that made a step.
    check(OneDnnCalls.dnnl_primitive_attr_set_scratchpad_mode(attributes, CALLERS_SCRATCH));
    return attributes;
  }

  long engine() {
    return engine;
  }

  long stream() {
    return stream;
  }

  long attributes() {
    return attributes;
  }

  /** The step that makes the softmax of each row of a dense matrix. Any thread may run it. */
  public Runnable softmax(BytePointer x, BytePointer y, long rows, long length, Frame frame) {
    long type = type(new long[] {rows, length}, new long[] {length, 1});
    long wanted =
        made(
            w ->
                OneDnnCalls.dnnl_softmax_forward_primitive_desc_create(
                    w, engine, INFERENCE, SOFTMAX, type, type, 1, attributes));
    Runnable step =
        new OneDnnStep(this, frame)
            .read(SOURCE, x, type, type)
            .write(DESTINATION, y, type, type)
            .run(wanted);
    check(OneDnnCalls.dnnl_memory_desc_destroy(type));
    check(OneDnnCalls.dnnl_primitive_desc_destroy(wanted));
    return step;
  }

  /**
   * The step that normalizes each row of a dense matrix by its own mean and variance. Any thread
   * may run it, one at a time.
   *
   * @param gamma a factor for each column
   * @param beta what is added then
   */
  public Runnable layerNormalize(
      BytePointer x,
      BytePointer gamma,
      BytePointer beta,
      BytePointer y,
      long rows,
      long length,
      double epsilon,
      Frame frame) {
    long type = type(new long[] {rows, length}, new long[] {length, 1});
    long row = type(new long[] {length}, new long[] {1});
    long wanted =
        made(
            w ->
                OneDnnCalls.dnnl_layer_normalization_forward_primitive_desc_create(
                    w,
                    engine,
                    INFERENCE,
                    type,
                    type,
                    0,
                    (float) epsilon,
                    SCALED_AND_SHIFTED,
                    attributes));
    Runnable step =
        new OneDnnStep(this, frame)
            .read(SOURCE, x, type, type)
            .read(SCALE, gamma, row, row)
            .read(SHIFT, beta, row, row)
            .write(DESTINATION, y, type, type)
            .run(wanted);
    for (long t : new long[] {type, row}) {
      check(OneDnnCalls.dnnl_memory_desc_destroy(t));
    }
    check(OneDnnCalls.dnnl_primitive_desc_destroy(wanted));
    return step;
  }

  /**
   * The step that copies one view of float32 to another of the same extents, both spread ({@link
   * Ref#isSpread}). Any thread may run it, one at a time.
   */
  public Runnable copy(Ref from, Ref to, Frame frame) {
    long given = type(from.shape(), from.strides());
    long wanted = type(to.shape(), to.strides());
    Runnable step =
        new OneDnnStep(this, frame).copy(frame.address(from), given, frame.address(to), wanted);
    for (long t : new long[] {given, wanted}) {
      check(OneDnnCalls.dnnl_memory_desc_destroy(t));
    }
    return step;
  }

  /** A call that writes what it makes to the place it is given, and returns its status. */
  @FunctionalInterface
  interface Making {
    int make(long[] place);
  }

  static long made(Making call) {
    long[] place = new long[1];
    check(call.make(place));
    return place[0];
  }

  static void check(int status) {
    if (status != 0) {
      throw new BackendException("oneDNN failed with status " + status);
    }
  }
}
