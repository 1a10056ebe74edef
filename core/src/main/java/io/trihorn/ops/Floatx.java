package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import java.util.function.Supplier;

/**
 * The floating type of what is made without naming one: inputs, losses, metrics, learning rates,
 * and layers where no dtype policy is in force. It is float32 but inside of {@link #using}, on the
 * thread that calls it, so that models made side by side do not disturb each other: there is no
 * {@code set_floatx} for the whole process.
 */
public final class Floatx {
  private static final ThreadLocal<DataType> CURRENT =
      ThreadLocal.withInitial(() -> DataType.FLOAT32);

  private Floatx() {}

  /** The floating type in force. */
  public static DataType floatx() {
    return CURRENT.get();
  }

  /**
   * Makes something with another floating type in force, such as a model and what it is compiled
   * with.
   *
   * @param name Keras's name: {@code float16}, {@code bfloat16}, {@code float32} or {@code float64}
   * @throws io.trihorn.graph.ShapeException if there is no type of this name
   * @throws IllegalArgumentException if it is not floating
   */
  public static <T> T using(String name, Supplier<T> body) {
    return using(DTypes.parse(name), body);
  }

  /** {@link #using(String, Supplier)} by the type itself. */
  public static <T> T using(DataType dtype, Supplier<T> body) {
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException(
          "floatx should be float16, bfloat16, float32 or float64, but is " + DTypes.name(dtype));
    }
    DataType before = CURRENT.get();
    CURRENT.set(dtype);
    try {
      return body.get();
    } finally {
      CURRENT.set(before);
    }
  }
}
