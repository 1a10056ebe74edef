package io.trihorn.backend.dl4j.kernels;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.plan.Elements;
import io.trihorn.backend.dl4j.threads.Parallel;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * Functions computed in Java because libnd4j has them wrong: its expm1 and log1p are {@code exp(x)
 * - 1} and {@code log(1 + x)}, its float64 tanh loses half of the digits near 0, its sign, maximum
 * and minimum lose NaN, and its integer division by zero kills the process; or because it is slow,
 * as are its functions of float32 that {@link VectorOps} has.
 */
public final class MathKernels {
  /** A function of one argument for arrays of a type. */
  @FunctionalInterface
  public interface Unary {
    /** The step that computes it from one array to another. */
    Runnable bind(ByteBuffer x, ByteBuffer z);
  }

  /** A function of two arguments for arrays of a type; an array of one element repeats. */
  @FunctionalInterface
  public interface Binary {
    /** The step that computes it from two arrays to another. */
    Runnable bind(ByteBuffer x, ByteBuffer y, ByteBuffer z);
  }

  private static final Map<UnaryKind, DoubleUnaryOperator> FLOAT32 = new EnumMap<>(UnaryKind.class);
  private static final Map<UnaryKind, DoubleUnaryOperator> FLOAT64 = new EnumMap<>(UnaryKind.class);

  static {
    FLOAT32.put(UnaryKind.EXPM1, Math::expm1);
    FLOAT32.put(UnaryKind.LOG1P, Math::log1p);
    FLOAT32.put(UnaryKind.SIGN, Math::signum);
    FLOAT64.putAll(FLOAT32);
    FLOAT64.put(UnaryKind.TANH, Math::tanh);
  }

  private MathKernels() {}

  /** The kernel of a function where it is computed in Java, else null. */
  public static Unary unary(UnaryKind kind, DataType dtype) {
    VectorOps.Loop loop = VectorOps.of(kind);
    if (dtype == DataType.FLOAT32 && loop != null) {
      return (x, z) -> VectorKernels.map(loop, x, z);
    }
    DoubleUnaryOperator function =
        switch (dtype) {
          case FLOAT32 -> FLOAT32.get(kind);
          case FLOAT64 -> FLOAT64.get(kind);
          default -> null;
        };
    return function == null ? null : (x, z) -> map(function, dtype, x, z);
  }

  private static Runnable map(
      DoubleUnaryOperator function, DataType dtype, ByteBuffer from, ByteBuffer to) {
    Elements x = Elements.of(dtype, from);
    Elements z = Elements.of(dtype, to);
    int n = to.capacity() / dtype.getNumOfBytes();
    return () ->
        Parallel.loop(
            n,
            n,
            (first, end) -> {
              for (int i = first; i < end; i++) {
                z.set(i, function.applyAsDouble(x.get(i)));
              }
            });
  }

  /** The kernel of a function where it is computed in Java, else null. */
  public static Binary binary(BinaryKind kind, DataType dtype) {
    boolean extreme = kind == BinaryKind.MAX || kind == BinaryKind.MIN;
    if (extreme && dtype == DataType.FLOAT32) {
      return (x, y, z) -> floatExtreme(kind == BinaryKind.MAX, x, y, z);
    }
    if (extreme && dtype == DataType.FLOAT64) {
      return (x, y, z) -> doubleExtreme(kind == BinaryKind.MAX, x, y, z);
    }
    return kind == BinaryKind.DIV && !dtype.isFloating()
        ? (x, y, z) -> divide(dtype, x, y, z)
        : null;
  }

  /** By how much to step through an operand: not at all if it is one element that repeats. */
  private static int step(ByteBuffer x, ByteBuffer z) {
    return x.capacity() == z.capacity() ? 1 : 0;
  }

  private static Runnable floatExtreme(boolean max, ByteBuffer a, ByteBuffer b, ByteBuffer c) {
    FloatBuffer x = a.asFloatBuffer();
    FloatBuffer y = b.asFloatBuffer();
    FloatBuffer z = c.asFloatBuffer();
    int sx = step(a, c);
    int sy = step(b, c);
    return () ->
        Parallel.loop(
            z.capacity(),
            z.capacity(),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                float u = x.get(i * sx);
                float v = y.get(i * sy);
                z.put(i, max ? Math.max(u, v) : Math.min(u, v));
              }
            });
  }

  private static Runnable doubleExtreme(boolean max, ByteBuffer a, ByteBuffer b, ByteBuffer c) {
    DoubleBuffer x = a.asDoubleBuffer();
    DoubleBuffer y = b.asDoubleBuffer();
    DoubleBuffer z = c.asDoubleBuffer();
    int sx = step(a, c);
    int sy = step(b, c);
    return () ->
        Parallel.loop(
            z.capacity(),
            z.capacity(),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                double u = x.get(i * sx);
                double v = y.get(i * sy);
                z.put(i, max ? Math.max(u, v) : Math.min(u, v));
              }
            });
  }

  private static Runnable divide(DataType dtype, ByteBuffer a, ByteBuffer b, ByteBuffer c) {
    Elements x = Elements.of(dtype, a);
    Elements y = Elements.of(dtype, b);
    Elements z = Elements.of(dtype, c);
    int sx = step(a, c);
    int sy = step(b, c);
    int n = c.capacity() / dtype.getNumOfBytes();
    return () -> {
      for (int i = 0; i < n; i++) {
        long divisor = y.getLong(i * sy);
        z.setLong(i, divisor == 0 ? 0 : x.getLong(i * sx) / divisor);
      }
    };
  }
}
