package io.trihorn.ndarray;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrayAdapter;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.trihorn.ndarray.pending.Operation;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Complex numbers: an array whose parts are real elements along one more axis. It has Fourier
 * transforms, conjugates and its parts; {@link #real()} gives them to compute with.
 */
final class ComplexArray extends NDArrayAdapter {
  private final LazyArray parts;

  /** The numbers whose real and imaginary parts lie along the last axis. */
  ComplexArray(LazyArray parts) {
    super(
        parts.getManager(),
        TrihornNDManager.REFUSING,
        parts.getShape().slice(0, parts.getShape().dimension() - 1),
        DataType.COMPLEX64,
        parts.getUid());
    this.parts = parts;
  }

  private ComplexArray complexOf(Operation operation) {
    return new ComplexArray((LazyArray) parts.wrap(parts.cellOf(operation, parts.operand())));
  }

  /** The parts along a last axis of extent 2; they share this array's elements. */
  @Override
  public NDArray real() {
    return parts.seenAs(parts.view());
  }

  @Override
  public NDArray complex() {
    return this;
  }

  @Override
  public NDArray conj() {
    return complexOf(Spectra.conj());
  }

  @Override
  public NDArray fft(long length, long axis) {
    int[] at = {SpectralArray.axis(this, axis)};
    return complexOf(Spectra.Direction.FORWARD.operation(true, new long[] {length}, at));
  }

  @Override
  public NDArray ifft(long length, long axis) {
    int[] at = {SpectralArray.axis(this, axis)};
    return complexOf(Spectra.Direction.INVERSE.operation(true, new long[] {length}, at));
  }

  @Override
  public NDArray fft2(long[] sizes, long[] axes) {
    int[] at = SpectralArray.axes(this, axes);
    return complexOf(Spectra.Direction.FORWARD.operation(true, sizes, at));
  }

  @Override
  public NDArray ifft2(long[] sizes, long[] axes) {
    int[] at = SpectralArray.axes(this, axes);
    return complexOf(Spectra.Direction.INVERSE.operation(true, sizes, at));
  }

  /**
   * Real signals have it.
   *
   * @throws IllegalArgumentException always
   */
  @Override
  public NDArray rfft(long length, long axis) {
    throw new IllegalArgumentException("rfft: expected a real signal, but got complex numbers");
  }

  @Override
  public NDArray irfft(long length, long axis) {
    Operation operation = Spectra.irfft(Math.toIntExact(length), SpectralArray.axis(this, axis));
    return parts.wrap(parts.cellOf(operation, parts.operand()));
  }

  /**
   * Real signals have it.
   *
   * @throws IllegalArgumentException always
   */
  @Override
  public NDArray stft(
      long nFft, long hop, boolean center, NDArray window, boolean normalize, boolean complex) {
    throw new IllegalArgumentException("stft: expected a real signal, but got complex numbers");
  }

  /** Whether another array is complex, of this shape, and has the same parts. */
  @Override
  public boolean contentEquals(NDArray other) {
    return other instanceof ComplexArray numbers && parts.contentEquals(numbers.parts);
  }

  /** Whether another array is complex, of this shape, and its parts are close to these. */
  @Override
  public boolean allClose(NDArray other, double rtol, double atol, boolean equalNan) {
    return other instanceof ComplexArray numbers
        && parts.allClose(numbers.parts, rtol, atol, equalNan);
  }

  /** The real parts, each followed by its imaginary one. */
  @Override
  public float[] toFloatArray() {
    return parts.toFloatArray();
  }

  @Override
  public NDArray flatten() {
    return parts.reshape(-1, 2).complex();
  }

  @Override
  public NDArray duplicate() {
    return parts.duplicate().complex();
  }

  /** Pairs of parts, in native byte order. */
  @Override
  public ByteBuffer toByteBuffer(boolean tryDirect) {
    return parts.toByteBuffer(tryDirect);
  }

  @Override
  public String[] toStringArray(Charset charset) {
    return parts.toStringArray(charset);
  }

  @Override
  public NDArray toDevice(Device device, boolean copy) {
    NDArray there = parts.toDevice(device, copy);
    return there == parts ? this : there.complex();
  }

  @Override
  public NDArray toType(DataType type, boolean copy) {
    if (type != DataType.COMPLEX64) {
      throw new IllegalArgumentException(
          "toType: complex numbers are no " + type + "; take their parts by real() first");
    }
    return copy ? duplicate() : this;
  }

  @Override
  public void intern(NDArray replaced) {
    parts.intern(replaced.real());
    replaced.close();
  }

  @Override
  public void attach(NDManager other) {
    parts.attach(other);
    manager = parts.getManager();
  }

  @Override
  public void returnResource(NDManager other) {
    parts.returnResource(other);
    manager = parts.getManager();
  }

  @Override
  public void detach() {
    parts.detach();
    manager = parts.getManager();
  }

  @Override
  public List<NDArray> getResourceNDArrays() {
    return List.of(this);
  }

  @Override
  public void close() {
    parts.close();
    isClosed = true;
  }
}
