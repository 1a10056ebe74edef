package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trihorn.ndarray.pending.Operation;
import java.util.stream.IntStream;

/** Fourier transforms of real arrays, whose results are {@link ComplexArray}s. */
abstract class SpectralArray extends DifferentiableArray {
  SpectralArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  /** The axis from the start. */
  static int axis(NDArray array, long axis) {
    int rank = array.getShape().dimension();
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException("fft: " + array.getShape() + " has no axis " + axis);
    }
    return Math.toIntExact(axis < 0 ? axis + rank : axis);
  }

  static int[] axes(NDArray array, long[] axes) {
    return IntStream.range(0, axes.length).map(i -> axis(array, axes[i])).toArray();
  }

  private NDArray complexOf(Operation operation) {
    return new ComplexArray((LazyArray) wrap(cellOf(operation, operand())));
  }

  @Override
  public NDArray fft(long length, long axis) {
    int[] at = {axis(this, axis)};
    return complexOf(Spectra.Direction.FORWARD.operation(false, new long[] {length}, at));
  }

  @Override
  public NDArray ifft(long length, long axis) {
    int[] at = {axis(this, axis)};
    return complexOf(Spectra.Direction.INVERSE.operation(false, new long[] {length}, at));
  }

  @Override
  public NDArray fft2(long[] sizes, long[] axes) {
    return complexOf(Spectra.Direction.FORWARD.operation(false, sizes, axes(this, axes)));
  }

  @Override
  public NDArray ifft2(long[] sizes, long[] axes) {
    return complexOf(Spectra.Direction.INVERSE.operation(false, sizes, axes(this, axes)));
  }

  @Override
  public NDArray rfft(long length, long axis) {
    return complexOf(Spectra.rfft(Math.toIntExact(length), axis(this, axis)));
  }

  /** The real signal; this array's elements are frequencies without imaginary parts. */
  @Override
  public NDArray irfft(long length, long axis) {
    return withImaginary().irfft(length, axis);
  }

  /** These numbers with imaginary parts of 0. */
  final NDArray withImaginary() {
    try (NDArray none = zerosLike()) {
      return stack(none, -1).complex();
    }
  }

  /**
   * The transforms of windowed pieces of signals {@code (..., time)}: {@code (..., frequency,
   * piece)}, complex or with the parts along a last axis.
   */
  @Override
  public NDArray stft(
      long nFft, long hop, boolean center, NDArray window, boolean normalize, boolean complex) {
    Operation operation =
        Spectra.stft(Math.toIntExact(nFft), Math.toIntExact(hop), center, normalize);
    NDArray parts = wrap(cellOf(operation, operand(), operandOf(window)));
    return complex ? parts.complex() : parts;
  }

  /** The complex numbers whose parts lie along the last axis, which is of extent 2; shared. */
  @Override
  public NDArray complex() {
    if (getShape().isScalar() || getShape().tail() != 2) {
      throw new IllegalArgumentException(
          "complex: expected both parts along a last axis of extent 2, but got " + getShape());
    }
    return new ComplexArray((LazyArray) seenAs(view()));
  }

  /**
   * No array of real numbers has it.
   *
   * @throws IllegalArgumentException always
   */
  @Override
  public NDArray real() {
    throw new IllegalArgumentException("real: expected complex numbers, but got " + getDataType());
  }

  /** This array, which is real. */
  @Override
  public NDArray conj() {
    return this;
  }
}
