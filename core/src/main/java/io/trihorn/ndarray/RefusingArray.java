package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrayAdapter;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.Charset;

/** What arrays do not compute: each says so. DJL's adapter does it for the rest. */
abstract class RefusingArray extends NDArrayAdapter {
  RefusingArray(NDManager manager, Shape shape, DataType type, String uid) {
    super(manager, TrihornNDManager.REFUSING, shape, type, uid);
  }

  private static UnsupportedOperationException refused(String name) {
    return new UnsupportedOperationException(name + ": " + TrihornNDManager.NO_OPERATION);
  }

  @Override
  public String[] toStringArray(Charset charset) {
    throw new UnsupportedOperationException("this array holds " + getDataType() + ", not strings");
  }

  @Override
  public NDArray fft(long length, long axis) {
    throw refused("fft");
  }

  @Override
  public NDArray ifft(long length, long axis) {
    throw refused("ifft");
  }

  @Override
  public NDArray rfft(long length, long axis) {
    throw refused("rfft");
  }

  @Override
  public NDArray irfft(long length, long axis) {
    throw refused("irfft");
  }

  @Override
  public NDArray stft(
      long nFft, long hop, boolean center, NDArray window, boolean normalize, boolean complex) {
    throw refused("stft");
  }

  @Override
  public NDArray fft2(long[] sizes, long[] axes) {
    throw refused("fft2");
  }

  @Override
  public NDArray ifft2(long[] sizes, long[] axes) {
    throw refused("ifft2");
  }

  @Override
  public NDArray complex() {
    throw refused("complex");
  }

  @Override
  public NDArray real() {
    throw refused("real");
  }

  @Override
  public NDArray conj() {
    throw refused("conj");
  }
}
