package io.trihorn.quantizers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.UnknownNameException;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Joining;
import io.trihorn.ops.Logic;
import io.trihorn.ops.Ops;
import io.trihorn.ops.PointwiseFusion;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Floating numbers of eight bits, held in wider ones, and the scales that bring tensors to them.
 */
public final class Float8 {
  private Float8() {}

  /** Which bits a number of eight bits has. */
  public enum Format {
    /** Four bits of exponent, three of fraction: up to 448, no infinity. */
    FLOAT8_E4M3FN("float8_e4m3fn", 448, -6, 3),
    /** Five bits of exponent, two of fraction: up to 57344. */
    FLOAT8_E5M2("float8_e5m2", 57344, -14, 2);

    private final String keras;
    private final double largest;
    private final int leastExponent;
    private final int fractionBits;

    Format(String keras, double largest, int leastExponent, int fractionBits) {
      this.keras = keras;
      this.largest = largest;
      this.leastExponent = leastExponent;
      this.fractionBits = fractionBits;
    }

    /**
     * The format of Keras's name.
     *
     * @throws UnknownNameException if there is none
     */
    public static Format of(String name) {
      for (Format format : values()) {
        if (format.keras.equals(name)) {
          return format;
        }
      }
      throw new UnknownNameException(
          name, "unknown float8 type '" + name + "'; known are float8_e4m3fn and float8_e5m2");
    }

    /** The largest number. */
    public double largest() {
      return largest;
    }

    /** The powers of two from the least normal number's on. */
    private float[] powers() {
      float[] powers = new float[Math.getExponent(largest) - leastExponent + 1];
      for (int i = 0; i < powers.length; i++) {
        powers[i] = (float) Math.scalb(1.0, leastExponent + i);
      }
      return powers;
    }
  }

  /**
   * float32 numbers that the format holds, nearest to those given, halves to even; gradients pass
   * unchanged. Larger numbers than the format holds are rounded as if it had more exponents.
   *
   * @param format the eight bits
   */
  public record Round(Format format) implements PointwiseFusion {
    @Override
    public String label() {
      return "round_" + format.keras;
    }

    @Override
    public List<Tensor> expand(List<Tensor> in) {
      Tensor x = in.get(0);
      Tensor size = Ops.abs(x);
      TensorData powers = TensorData.of(format.powers());
      long last = powers.size() - 1;
      Tensor guess =
          Ops.subtract(
              Ops.floor(Ops.divide(Ops.log(Ops.maximum(size, 1e-30)), Math.log(2))),
              format.leastExponent);
      guess = Ops.clip(Ops.where(Logic.isfinite(size), guess, 0), 0, last);
      Tensor power = Shapes.take(x.constant(powers), Ops.cast(guess, DataType.INT32), 0);
      // A logarithm near a whole number may fall on the wrong side of it.
      power = Ops.where(Ops.less(size, power), Ops.multiply(power, 0.5), power);
      power =
          Ops.where(Ops.greaterEqual(size, Ops.multiply(power, 2)), Ops.multiply(power, 2), power);
      power = Ops.maximum(power, powers.getDouble(0));
      Tensor unit = Ops.multiply(power, Math.scalb(1.0, -format.fractionBits));
      return List.of(Ops.multiply(Ops.round(Ops.divide(x, unit)), unit));
    }

    @Override
    public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
      return Optional.of(g);
    }
  }

  /**
   * {@code x / scale} clipped to what the format holds, rounded to it, and times the scale again.
   *
   * @param scale of one element, or of a shape that broadcasts
   * @param compute the element type to compute in, also that of the result
   */
  public static Tensor quantizeAndDequantize(
      Tensor x, Tensor scale, Format format, DataType compute) {
    Tensor by = Ops.cast(scale, compute);
    Tensor scaled = Ops.divide(Ops.cast(x, compute), by);
    Tensor clipped =
        Ops.cast(Ops.clip(scaled, -format.largest(), format.largest()), DataType.FLOAT32);
    return Ops.multiply(Ops.cast(new Round(format).applyOne(clipped), compute), by);
  }

  /** {@link #computeFloat8Scale(Tensor, Tensor, double, int)} without a margin. */
  public static Tensor computeFloat8Scale(Tensor amax, Tensor scale, double largest) {
    return computeFloat8Scale(amax, scale, largest, 0);
  }

  /**
   * The scale that brings magnitudes up to {@code amax} to a format's largest number, as
   * Transformer Engine has it: {@code amax * 2^margin / largest}; the scale so far where the
   * magnitude is not positive or not finite.
   */
  public static Tensor computeFloat8Scale(Tensor amax, Tensor scale, double largest, int margin) {
    Tensor so = Ops.reciprocal(scale);
    Tensor factor = Ops.divide(Ops.divide(largest, amax), Math.scalb(1.0, margin));
    factor = Ops.where(Ops.greater(amax, 0), factor, so);
    factor = Ops.where(Logic.isfinite(amax), factor, so);
    return Ops.reciprocal(factor);
  }

  /**
   * A history of largest magnitudes, the newest first: the oldest gives way to that of {@code x}.
   *
   * @param history {@code (length)}
   */
  public static Tensor computeFloat8AmaxHistory(Tensor x, Tensor history) {
    Tensor newest = Shapes.reshape(Ops.cast(Ops.max(Ops.abs(x)), history.dtype()), 1);
    Tensor turned = Joining.roll(history, -1, 0);
    return Shapes.concatenate(List.of(newest, Shapes.slice(turned, 0, 1, history.dim(0))), 0);
  }
}
