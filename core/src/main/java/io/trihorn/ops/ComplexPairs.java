package io.trihorn.ops;

import java.util.List;

/**
 * Complex numbers as pairs of real tensors, as the Fourier transforms take and give them, under the
 * names of {@code keras.ops}.
 */
public final class ComplexPairs {
  private ComplexPairs() {}

  /** The real part. */
  public static Tensor real(Tensor re, Tensor im) {
    return re;
  }

  /** The imaginary part. */
  public static Tensor imag(Tensor re, Tensor im) {
    return im;
  }

  /** The angle in the plane, from -pi to pi. */
  public static Tensor angle(Tensor re, Tensor im) {
    return Trig.arctan2(im, re);
  }

  /** The numbers with the imaginary part negated. */
  public static List<Tensor> conj(Tensor re, Tensor im) {
    return List.of(re, Ops.negative(im));
  }

  /** {@link #conj}. */
  public static List<Tensor> conjugate(Tensor re, Tensor im) {
    return conj(re, im);
  }

  /** The numbers of a magnitude and an angle. */
  public static List<Tensor> polar(Tensor abs, Tensor angle) {
    return List.of(Ops.multiply(abs, Ops.cos(angle)), Ops.multiply(abs, Ops.sin(angle)));
  }

  /** The numbers whose parts lie along a last axis of extent 2. */
  public static List<Tensor> viewAsComplex(Tensor x) {
    return List.of(Shapes.index(x, -1, 0), Shapes.index(x, -1, 1));
  }

  /** The parts along a new last axis of extent 2. */
  public static Tensor viewAsReal(Tensor re, Tensor im) {
    return Shapes.stack(List.of(re, im), -1);
  }
}
