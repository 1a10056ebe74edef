package io.trihorn.graph;

import ai.djl.ndarray.types.Shape;
import java.util.List;

/** Matrix products and convolutions: the bilinear ops. */
public sealed interface Linear extends Op {

  /**
   * Product of the last two axes: {@code (..., m, k) x (..., k, n) -> (..., m, n)}. The leading
   * axes of both are equal (none for plain matrices). Floating only.
   *
   * @param transposeA whether the first operand is {@code (..., k, m)}
   * @param transposeB whether the second operand is {@code (..., n, k)}
   */
  record MatMul(boolean transposeA, boolean transposeB) implements Linear {
    @Override
    public String label() {
      return "matmul";
    }
  }

  /**
   * The geometry of a convolution over one to three spatial axes; each list has one entry for each
   * of them.
   *
   * @param strides step of the window
   * @param padLow zeros before the first element, not negative
   * @param padHigh zeros after the last element, not negative
   * @param dilation distance between the kernel's taps
   * @param groups number of channel groups
   * @param layout where the channel axis of input and output stands; the kernel is always {@code
   *     (spatial..., inChannels / groups, outChannels)}
   */
  record ConvSpec(
      List<Integer> strides,
      List<Integer> padLow,
      List<Integer> padHigh,
      List<Integer> dilation,
      int groups,
      Layout layout) {
    /** Copies the lists. */
    public ConvSpec {
      strides = List.copyOf(strides);
      padLow = List.copyOf(padLow);
      padHigh = List.copyOf(padHigh);
      dilation = List.copyOf(dilation);
    }

    /** The number of spatial axes. */
    public int spatialRank() {
      return strides.size();
    }

    /** The same geometry for the other layout. */
    public ConvSpec withLayout(Layout other) {
      return new ConvSpec(strides, padLow, padHigh, dilation, groups, other);
    }
  }

  /** Ops that of a convolution's input, kernel and output make one of the other two. */
  sealed interface Convolution extends Linear {
    /** The geometry of the forward convolution. */
    ConvSpec spec();
  }

  /**
   * Convolution (cross-correlation, as in Keras): {@code (input, kernel) -> output}.
   *
   * @param spec the geometry
   */
  record Conv(ConvSpec spec) implements Convolution {}

  /**
   * The gradient of a convolution with respect to its input, which is also transposed convolution:
   * {@code (outputGradient, kernel) -> inputGradient}.
   *
   * @param spec the geometry of the forward convolution
   * @param inputShape the shape of the forward convolution's input
   */
  record ConvInputGradient(ConvSpec spec, Shape inputShape) implements Convolution {}

  /**
   * The gradient of a convolution with respect to its kernel: {@code (input, outputGradient) ->
   * kernelGradient}.
   *
   * @param spec the geometry of the forward convolution
   * @param kernelShape the shape of the forward convolution's kernel
   */
  record ConvKernelGradient(ConvSpec spec, Shape kernelShape) implements Convolution {}
}
