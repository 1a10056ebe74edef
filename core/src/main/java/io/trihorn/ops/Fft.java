package io.trihorn.ops;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Fourier transforms, under the names of {@code keras.ops}. A complex tensor is a pair of real
 * ones, as in Keras. A transform is a product with the matrix of roots of unity; long ones are
 * taken apart into two shorter ones (Cooley and Tukey, 1965).
 */
public final class Fft {
  private static final int PLAIN = 64;

  private Fft() {}

  /** A complex tensor. */
  record Complex(Tensor re, Tensor im) {
    Complex map(UnaryOperator<Tensor> f) {
      return new Complex(f.apply(re), f.apply(im));
    }

    Complex times(Tensor cos, Tensor sin) {
      return new Complex(
          Ops.subtract(Ops.multiply(re, cos), Ops.multiply(im, sin)),
          Ops.add(Ops.multiply(re, sin), Ops.multiply(im, cos)));
    }

    Complex matmul(Tensor cos, Tensor sin) {
      return new Complex(
          Ops.subtract(Nn.matmul(re, cos), Nn.matmul(im, sin)),
          Ops.add(Nn.matmul(re, sin), Nn.matmul(im, cos)));
    }

    List<Tensor> pair() {
      return List.of(re, im);
    }
  }

  private static Complex complex(Tensor re, Tensor im) {
    return new Complex(Ops.floating(re), Ops.floating(im));
  }

  /** The transform along the last axis. */
  public static List<Tensor> fft(Tensor re, Tensor im) {
    return transform(complex(re, im), -1).pair();
  }

  /** The inverse transform along the last axis. */
  public static List<Tensor> ifft(Tensor re, Tensor im) {
    return inverse(complex(re, im)).pair();
  }

  private static Complex inverse(Complex x) {
    long n = x.re().dim(-1);
    return transform(x, 1).map(t -> Ops.divide(t, n));
  }

  /** The transform over the last two axes. */
  public static List<Tensor> fft2(Tensor re, Tensor im) {
    Complex rows = transform(complex(re, im), -1).map(Fft::transposed);
    return transform(rows, -1).map(Fft::transposed).pair();
  }

  /** The inverse transform over the last two axes. */
  public static List<Tensor> ifft2(Tensor re, Tensor im) {
    Complex rows = inverse(complex(re, im)).map(Fft::transposed);
    return inverse(rows).map(Fft::transposed).pair();
  }

  /** A real signal cut, or filled with zeros, to a length along the last axis. */
  public static Tensor sized(Tensor x, long length) {
    long n = x.dim(-1);
    if (length <= n) {
      return Shapes.slice(x, -1, 0, length);
    }
    long[] high = new long[x.rank()];
    high[x.rank() - 1] = length - n;
    return Shapes.pad(x, new long[x.rank()], high, 0);
  }

  /**
   * The transform of a real signal {@code (..., time)}: the {@code length / 2 + 1} frequencies that
   * are not negative.
   *
   * @param length of the signal, which is cut or filled with zeros
   */
  public static List<Tensor> rfft(Tensor x, int length) {
    Tensor signal = sized(Ops.floating(x), length);
    Complex whole = transform(new Complex(signal, Shapes.zerosLike(signal)), -1);
    return whole.map(t -> Shapes.slice(t, -1, 0, length / 2 + 1)).pair();
  }

  /** The real signal of a length whose frequencies that are not negative these are. */
  public static Tensor irfft(Tensor re, Tensor im, int length) {
    long kept = length / 2 + 1;
    Tensor a = sized(Ops.floating(re), kept);
    Tensor b = sized(Ops.floating(im), kept);
    // Each frequency but the first, and the middle one, stands for its negative too.
    Tensor times =
        Creation.vector(
            a, a.dtype(), kept, k -> k == 0 || 2 * k == length ? 1.0 / length : 2.0 / length);
    Tensor cos = roots(a, kept, length, length, true);
    Tensor sin = roots(a, kept, length, length, false);
    return Ops.subtract(
        Nn.matmul(Ops.multiply(a, times), cos), Nn.matmul(Ops.multiply(b, times), sin));
  }

  /** {@code cos} or {@code sin} of {@code 2 pi j k / n} in {@code (rows, columns)}. */
  private static Tensor roots(Tensor like, long rows, long columns, long n, boolean cosine) {
    TensorData data = TensorData.zeros(TensorType.of(like.dtype(), rows, columns));
    for (long j = 0; j < rows; j++) {
      for (long k = 0; k < columns; k++) {
        double angle = 2 * Math.PI * (j * k % n) / n;
        data.setDouble(j * columns + k, cosine ? Math.cos(angle) : Math.sin(angle));
      }
    }
    return like.constant(data);
  }

  private static Complex transform(Complex x, int sign) {
    long n = x.re().dim(-1);
    long first = factor(n);
    if (n <= PLAIN || first == 1) {
      return x.matmul(roots(x.re(), n, n, n, true), signed(roots(x.re(), n, n, n, false), sign));
    }
    long second = n / first;
    long[] split = Arrays.copyOf(x.re().type().dims(), x.re().rank() + 1);
    split[split.length - 2] = first;
    split[split.length - 1] = second;
    // Element second * i1 + i2, frequency j1 + first * j2.
    Complex parts = x.map(t -> transposed(Shapes.reshape(t, split)));
    Complex inner = transform(parts, sign).map(Fft::transposed);
    Tensor cos = roots(x.re(), first, second, n, true);
    Tensor sin = signed(roots(x.re(), first, second, n, false), sign);
    Complex outer = transform(inner.times(cos, sin), sign).map(Fft::transposed);
    long[] dims = x.re().type().dims();
    return outer.map(t -> Shapes.reshape(t, dims));
  }

  private static Tensor signed(Tensor x, int sign) {
    return sign < 0 ? Ops.negative(x) : x;
  }

  /** The largest divisor up to the root. */
  private static long factor(long n) {
    long found = 1;
    for (long d = 2; d * d <= n; d++) {
      found = n % d == 0 ? d : found;
    }
    return found;
  }

  /** Pieces of a signal {@code (..., time)} at every stride: {@code (..., pieces, length)}. */
  public static Tensor extractSequences(Tensor x, int length, int stride) {
    long pieces = (x.dim(-1) - length) / stride + 1;
    if (x.dim(-1) < length) {
      throw new ShapeException(
          "extractSequences: a piece of " + length + " is longer than the signal " + x.type());
    }
    int[] places = new int[Math.toIntExact(pieces * length)];
    for (int i = 0; i < places.length; i++) {
      places[i] = i / length * stride + i % length;
    }
    return Shapes.take(x, x.constant(TensorData.of(places, pieces, length)), -1);
  }

  /**
   * The transforms of windowed pieces of a signal {@code (..., time)}: real and imaginary {@code
   * (..., pieces, fftLength / 2 + 1)}.
   *
   * @param length of a piece
   * @param window {@code hann}, {@code hamming}, or null for none
   * @param center whether the signal is reflected at its ends, so that pieces stand around samples
   */
  public static List<Tensor> stft(
      Tensor x, int length, int stride, int fftLength, String window, boolean center) {
    Tensor signal = Ops.floating(x);
    Tensor wide = center ? reflected(signal, fftLength / 2) : signal;
    Tensor weights = window(signal, window, length, fftLength);
    return rfft(Ops.multiply(extractSequences(wide, fftLength, stride), weights), fftLength);
  }

  /** A signal with its reflection at both ends along the last axis. */
  public static Tensor reflected(Tensor x, int border) {
    long n = x.dim(-1);
    if (border >= n) {
      throw new ShapeException(
          "stft: the signal " + x.type() + " should have more than " + border + " samples");
    }
    Tensor before = Shapes.flip(Shapes.slice(x, -1, 1, border + 1), -1);
    Tensor after = Shapes.flip(Shapes.slice(x, -1, n - border - 1, n - 1), -1);
    return Shapes.concatenate(List.of(before, x, after), -1);
  }

  /** A periodic window in the middle of zeros. */
  private static Tensor window(Tensor like, String name, int length, int total) {
    double share = name == null ? 1 : name.equals("hamming") ? 0.54 : 0.5;
    if (name != null && !name.equals("hann") && !name.equals("hamming")) {
      throw new ShapeException("stft: unknown window '" + name + "'; known are hann, hamming");
    }
    int low = (total - length) / 2;
    return Creation.vector(
        like,
        like.dtype(),
        total,
        i -> {
          int at = i - low;
          boolean inside = at >= 0 && at < length;
          return inside ? share - (1 - share) * Math.cos(2 * Math.PI * at / length) : 0;
        });
  }

  /**
   * The signal {@code (..., time)} whose {@link #stft} this is, pieces added up and divided by the
   * squares of the windows.
   *
   * @param samples how long the signal is, or -1 for all that the pieces cover
   */
  public static Tensor istft(
      Tensor re,
      Tensor im,
      int length,
      int stride,
      int fftLength,
      int samples,
      String window,
      boolean center) {
    Tensor weights = window(Ops.floating(re), window, length, fftLength);
    Tensor pieces = Ops.multiply(irfft(re, im, fftLength), weights);
    long count = pieces.dim(-2);
    Tensor squares = Shapes.broadcastTo(Ops.square(weights), count, fftLength);
    Tensor scale = overlapped(squares, stride);
    Tensor sum = overlapped(pieces, stride);
    Tensor signal = Ops.where(Ops.greater(scale, 1e-11), Logic.divideNoNan(sum, scale), sum);
    long from = center ? fftLength / 2 : 0;
    long end = center ? signal.dim(-1) - fftLength / 2 : signal.dim(-1);
    return samples < 0
        ? Shapes.slice(signal, -1, from, end)
        : sized(Shapes.slice(signal, -1, from, Math.min(signal.dim(-1), from + samples)), samples);
  }

  /** The sum of pieces {@code (..., count, length)}, each a stride after the last. */
  private static Tensor overlapped(Tensor pieces, int stride) {
    long count = pieces.dim(-2);
    long length = pieces.dim(-1);
    long total = (count - 1) * stride + length;
    int[] places = new int[Math.toIntExact(count * length)];
    for (int i = 0; i < places.length; i++) {
      places[i] = (int) (i / length * stride + i % length);
    }
    long lead = pieces.size() / (count * length);
    Tensor rows = Shapes.transpose(Shapes.reshape(pieces, lead, count * length));
    Tensor zeros = Creation.zeros(pieces, pieces.dtype(), total, lead);
    Tensor index = pieces.constant(TensorData.of(places, places.length));
    Tensor sum = Shapes.transpose(Shapes.scatterAdd(zeros, index, rows));
    long[] dims = Arrays.copyOf(pieces.type().dims(), pieces.rank() - 1);
    dims[dims.length - 1] = total;
    return Shapes.reshape(sum, dims);
  }

  private static Tensor transposed(Tensor x) {
    return Shapes.swapaxes(x, -1, -2);
  }
}
