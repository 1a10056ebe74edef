package io.trihorn.backend.dl4j.kernels;

import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * Functions of float32 as loops over arrays on the heap, each in a method of its own so that it is
 * compiled once, to vector instructions. The result may be written over an operand.
 */
public final class VectorOps {
  /** A function of two arguments, of which one of a single argument ignores the second. */
  @FunctionalInterface
  public interface Loop {
    /** Computes the first elements. */
    void run(float[] x, float[] y, float[] z, int n, Exponential exp);
  }

  private static final Map<UnaryKind, Loop> UNARY = new EnumMap<>(UnaryKind.class);
  private static final Map<BinaryKind, Loop> BINARY = new EnumMap<>(BinaryKind.class);

  static {
    UNARY.put(UnaryKind.NEG, (x, y, z, n, exp) -> neg(x, z, n));
    UNARY.put(UnaryKind.ABS, (x, y, z, n, exp) -> abs(x, z, n));
    UNARY.put(UnaryKind.SQRT, (x, y, z, n, exp) -> sqrt(x, z, n));
    UNARY.put(UnaryKind.EXP, (x, y, z, n, exp) -> exp.exponential(x, z, n));
    UNARY.put(UnaryKind.SIGMOID, (x, y, z, n, exp) -> exp.logistic(x, z, n));
    UNARY.put(UnaryKind.TANH, (x, y, z, n, exp) -> Tangent.tanh(x, z, n));
    UNARY.put(UnaryKind.ERF, (x, y, z, n, exp) -> ErrorFunction.erf(x, z, n));
    BINARY.put(BinaryKind.ADD, (x, y, z, n, exp) -> add(x, y, z, n));
    BINARY.put(BinaryKind.SUB, (x, y, z, n, exp) -> sub(x, y, z, n));
    BINARY.put(BinaryKind.MUL, (x, y, z, n, exp) -> mul(x, y, z, n));
    BINARY.put(BinaryKind.DIV, (x, y, z, n, exp) -> div(x, y, z, n));
    BINARY.put(BinaryKind.MAX, (x, y, z, n, exp) -> max(x, y, z, n));
    BINARY.put(BinaryKind.MIN, (x, y, z, n, exp) -> min(x, y, z, n));
  }

  private VectorOps() {}

  /** The loop of a function, or null if there is none. */
  public static Loop of(UnaryKind kind) {
    return UNARY.get(kind);
  }

  /** The loop of a function, or null if there is none. */
  public static Loop of(BinaryKind kind) {
    return BINARY.get(kind);
  }

  private static void neg(float[] x, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = -x[i];
    }
  }

  private static void abs(float[] x, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = Math.abs(x[i]);
    }
  }

  private static void sqrt(float[] x, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = (float) Math.sqrt(x[i]);
    }
  }

  private static void add(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = x[i] + y[i];
    }
  }

  private static void sub(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = x[i] - y[i];
    }
  }

  private static void mul(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = x[i] * y[i];
    }
  }

  private static void div(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = x[i] / y[i];
    }
  }

  private static void max(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = Math.max(x[i], y[i]);
    }
  }

  private static void min(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = Math.min(x[i], y[i]);
    }
  }
}
