package io.trihorn.ndarray;

import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.ComplexPairs;
import io.trihorn.ops.Fft;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Fourier transforms as operations. A complex tensor is one whose last axis has the real and the
 * imaginary part; axes are counted without it.
 */
final class Spectra {
  private Spectra() {}

  private interface Pair {
    List<Tensor> of(Tensor re, Tensor im);
  }

  /** Whether a transform goes from numbers in time to frequencies, or back. */
  enum Direction {
    FORWARD(Fft::fft),
    INVERSE(Fft::ifft);

    private final Pair pair;

    Direction(Pair pair) {
      this.pair = pair;
    }

    /**
     * The transform along axes, each cut or filled with zeros to a length first.
     *
     * @param complex whether the operand has both parts
     */
    Operation operation(boolean complex, long[] lengths, int[] axes) {
      return LazyArray.operation(
          "fft", x -> transformed(x, complex, lengths, axes), this, complex, lengths, axes);
    }

    private Tensor transformed(Tensor x, boolean complex, long[] lengths, int[] axes) {
      Tensor re = complex ? Shapes.index(x, -1, 0) : Ops.floating(x);
      Tensor im = complex ? Shapes.index(x, -1, 1) : Shapes.zerosLike(re);
      for (int i = 0; i < axes.length; i++) {
        long length = lengths[i];
        int axis = axes[i];
        UnaryOperator<Tensor> ready = t -> Fft.sized(Shapes.moveaxis(t, axis, -1), length);
        List<Tensor> found = pair.of(ready.apply(re), ready.apply(im));
        re = Shapes.moveaxis(found.get(0), -1, axis);
        im = Shapes.moveaxis(found.get(1), -1, axis);
      }
      return ComplexPairs.viewAsReal(re, im);
    }
  }

  /** The frequencies of a real operand that are not negative. */
  static Operation rfft(int length, int axis) {
    return LazyArray.operation(
        "rfft",
        x -> {
          List<Tensor> found = Fft.rfft(Shapes.moveaxis(x, axis, -1), length);
          return ComplexPairs.viewAsReal(
              Shapes.moveaxis(found.get(0), -1, axis), Shapes.moveaxis(found.get(1), -1, axis));
        },
        length,
        axis);
  }

  /** The real signal of a complex operand's frequencies. */
  static Operation irfft(int length, int axis) {
    return LazyArray.operation(
        "irfft",
        x -> {
          Tensor re = Shapes.moveaxis(Shapes.index(x, -1, 0), axis, -1);
          Tensor im = Shapes.moveaxis(Shapes.index(x, -1, 1), axis, -1);
          return Shapes.moveaxis(Fft.irfft(re, im, length), -1, axis);
        },
        length,
        axis);
  }

  /** The conjugates of a complex operand. */
  static Operation conj() {
    return LazyArray.operation(
        "conj",
        x -> {
          List<Tensor> found = ComplexPairs.conj(Shapes.index(x, -1, 0), Shapes.index(x, -1, 1));
          return ComplexPairs.viewAsReal(found.get(0), found.get(1));
        });
  }

  /**
   * The transforms of windowed pieces of signals {@code (..., time)}: {@code (..., frequency,
   * piece)} with both parts. The operands are the signals and the window.
   */
  static Operation stft(int length, int stride, boolean center, boolean normalize) {
    return new Operation(
        "stft",
        in -> {
          Tensor signal = Ops.floating(in.get(0));
          Tensor wide = center ? Fft.reflected(signal, length / 2) : signal;
          Tensor pieces = Ops.multiply(Fft.extractSequences(wide, length, stride), in.get(1));
          List<Tensor> found = Fft.rfft(pieces, length);
          double scale = normalize ? 1 / Math.sqrt(length) : 1;
          Tensor both = ComplexPairs.viewAsReal(found.get(0), found.get(1));
          return List.of(Ops.multiply(Shapes.swapaxes(both, -2, -3), scale));
        },
        length,
        stride,
        center,
        normalize);
  }
}
