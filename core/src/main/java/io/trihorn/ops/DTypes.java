package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import java.util.List;
import java.util.Locale;

/**
 * Element types by Keras's names, and the promotion of mixed operands: the wider of two of a kind;
 * booleans and integers give way to floats of any width; float16 with bfloat16 gives float32.
 */
public final class DTypes {
  private static final List<DataType> ORDER =
      List.of(
          DataType.BOOLEAN,
          DataType.UINT8,
          DataType.INT8,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.FLOAT32,
          DataType.FLOAT64);

  private DTypes() {}

  /** The element type that operands of two types are converted to. */
  public static DataType promote(DataType a, DataType b) {
    if (a == b) {
      return a;
    }
    if (ORDER.indexOf(a) > ORDER.indexOf(b)) {
      return promote(b, a);
    }
    if (a == DataType.FLOAT16 && b == DataType.BFLOAT16) {
      return DataType.FLOAT32;
    }
    return a == DataType.UINT8 && b == DataType.INT8 ? DataType.INT32 : b;
  }

  /** Keras's name: {@code float32}, {@code bool}, ... */
  public static String name(DataType dtype) {
    return dtype == DataType.BOOLEAN ? "bool" : dtype.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The element type of Keras's name; {@code string} is for inputs of models only.
   *
   * @throws ShapeException if there is none
   */
  public static DataType parse(String name) {
    for (DataType dtype : ORDER) {
      if (name(dtype).equals(name)) {
        return dtype;
      }
    }
    if (name(DataType.STRING).equals(name)) {
      return DataType.STRING;
    }
    throw new ShapeException(
        "unknown dtype '" + name + "'; known are " + ORDER.stream().map(DTypes::name).toList());
  }

  /** The float type that division and transcendental functions of this type compute in. */
  public static DataType floating(DataType dtype) {
    return dtype.isFloating() ? dtype : DataType.FLOAT32;
  }

  /** The largest finite number of a floating type. */
  public static double largest(DataType dtype) {
    return switch (dtype) {
      case FLOAT16 -> 65504;
      case BFLOAT16 -> 0x1.fep127;
      case FLOAT64 -> Double.MAX_VALUE;
      default -> Float.MAX_VALUE;
    };
  }

  /** The distance from 1 to the next number of a floating type. */
  public static double epsilon(DataType dtype) {
    return switch (dtype) {
      case FLOAT16 -> 0x1p-10;
      case BFLOAT16 -> 0x1p-7;
      case FLOAT64 -> 0x1p-52;
      default -> 0x1p-23;
    };
  }
}
