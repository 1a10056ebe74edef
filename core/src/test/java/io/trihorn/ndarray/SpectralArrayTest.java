package io.trihorn.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fourier transforms held to sums written out. */
class SpectralArrayTest {
  private final NDManager manager = TrihornNDManager.newBaseManager("reference");

  @AfterEach
  void close() {
    manager.close();
  }

  private static double[] signal(int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = Math.sin(1.3 * i) + 0.1 * i;
    }
    return values;
  }

  /** Real and imaginary parts of the first frequencies. */
  private static double[] sums(double[] values, int frequencies) {
    double[] parts = new double[2 * frequencies];
    for (int k = 0; k < frequencies; k++) {
      for (int i = 0; i < values.length; i++) {
        double angle = -2 * Math.PI * i * k / values.length;
        parts[2 * k] += values[i] * Math.cos(angle);
        parts[2 * k + 1] += values[i] * Math.sin(angle);
      }
    }
    return parts;
  }

  @Test
  void frequenciesAreTheSums() {
    for (int n : new int[] {1, 5, 8, 70}) {
      NDArray x = manager.create(signal(n));
      NDArray found = x.fft(n);
      assertEquals(DataType.COMPLEX64, found.getDataType());
      assertEquals(new Shape(n), found.getShape());
      double[] expected = sums(signal(n), n);
      assertArrayEquals(expected, found.real().toDoubleArray(), 1e-9);
      NDArray half = x.rfft(n);
      assertArrayEquals(sums(signal(n), n / 2 + 1), half.real().toDoubleArray(), 1e-9);
      assertArrayEquals(signal(n), half.irfft(n).toDoubleArray(), 1e-9);
      NDArray back = found.ifft(n).real().get(":, 0");
      assertArrayEquals(signal(n), back.toDoubleArray(), 1e-9);
    }
  }

  @Test
  void lengthsCutAndFill() {
    double[] long7 = Arrays.copyOf(signal(5), 7);
    double[] found = manager.create(signal(5)).fft(7).real().toDoubleArray();
    assertArrayEquals(sums(long7, 7), found, 1e-9);
    double[] first3 = Arrays.copyOf(signal(5), 3);
    assertArrayEquals(
        sums(first3, 3), manager.create(signal(5)).fft(3).real().toDoubleArray(), 1e-9);
  }

  @Test
  void anyAxisAndTwo() {
    NDArray x = manager.create(signal(6)).reshape(3, 2);
    assertEquals(x.transpose().fft(3).real(), x.fft(3, 0).real().transpose(1, 0, 2));
    NDArray both = x.fft2(new long[] {3, 2}, new long[] {0, 1});
    assertTrue(both.real().allClose(x.fft(2, 1).fft(3, 0).real(), 0, 1e-9, false));
    NDArray back = both.ifft2(new long[] {3, 2}, new long[] {0, 1}).real().get("..., 0");
    assertTrue(back.allClose(x, 0, 1e-9, false));
  }

  @Test
  void piecesOfASignal() {
    NDArray x = manager.create(signal(10));
    NDArray window = manager.create(new double[] {0.5, 1, 1, 0.5});
    NDArray found = x.stft(4, 3, false, window, false, true);
    assertEquals(new Shape(3, 3), found.getShape());
    for (int piece = 0; piece < 3; piece++) {
      NDArray part = x.get("{}:{}", 3 * piece, 3 * piece + 4).mul(window);
      NDArray expected = part.rfft(4).real();
      assertTrue(found.real().get(":, {}", piece).allClose(expected, 0, 1e-9, false));
    }
    NDArray centred = x.stft(4, 3, true, window, true, false);
    assertEquals(new Shape(3, 4, 2), centred.getShape());
    NDArray second = x.get("1:5").mul(window).rfft(4).real().div(2);
    assertTrue(centred.get(":, 1").allClose(second, 0, 1e-9, false));
  }

  @Test
  void conjugatesAndParts() {
    NDArray parts = manager.create(new double[] {1, 2, -3, -4}).reshape(2, 2);
    NDArray numbers = parts.complex();
    assertArrayEquals(new double[] {1, -2, -3, 4}, numbers.conj().real().toDoubleArray());
    assertEquals(parts, numbers.duplicate().real());
    assertEquals(numbers, numbers.conj().conj());
    assertFalse(numbers.contentEquals(numbers.conj()));
    assertTrue(numbers.allClose(numbers.duplicate()));
    assertEquals(new Shape(2), numbers.flatten().getShape());
    assertEquals(parts, parts.conj());
    NDArray real = manager.create(new double[] {4, 0, 2});
    NDArray made = real.toType(DataType.COMPLEX64, true).real();
    assertArrayEquals(new double[] {4, 0, 0, 0, 2, 0}, made.toDoubleArray());
    // Frequencies 4, 1 and 0 of four samples: 1 + cos(pi i / 2) / 2.
    NDArray signal = manager.create(new double[] {4, 1, 0}).irfft(4);
    assertArrayEquals(new double[] {1.5, 1, 0.5, 1}, signal.toDoubleArray(), 1e-12);
    assertThrows(IllegalArgumentException.class, parts::real);
    assertThrows(IllegalArgumentException.class, () -> manager.ones(new Shape(3)).complex());
    assertThrows(IllegalArgumentException.class, () -> numbers.rfft(2));
    assertThrows(IllegalArgumentException.class, () -> numbers.toType(DataType.FLOAT32, true));
    numbers.close();
    assertThrows(IllegalStateException.class, numbers::getShape);
  }
}
