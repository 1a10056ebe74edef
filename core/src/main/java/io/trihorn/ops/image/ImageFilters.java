package io.trihorn.ops.image;

import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import java.util.List;

/**
 * Filters of images {@code (batch, height, width, channels)}, or channels first as the layout says;
 * the batch axis may be missing.
 */
public final class ImageFilters {
  private static final double[] SMOOTH = {1, 2, 1};
  private static final double[] DIFFERENCE = {-1, 0, 1};

  private ImageFilters() {}

  /**
   * Each channel blurred by a normal density, with zeros around the image, as {@code
   * keras.ops.image.gaussian_blur}.
   *
   * @param columns the kernel's extent along the width, the first of Keras's pair
   * @param rows the kernel's extent along the height, the second
   * @param sigmaColumns the standard deviation along the width, in pixels
   * @param sigmaRows the standard deviation along the height
   */
  public static Tensor gaussianBlur(
      Tensor images, int columns, int rows, double sigmaColumns, double sigmaRows, Layout layout) {
    Tensor x = Ops.floating(images);
    return ImageColors.back(
        gaussianBlur(x, columns, rows, x.scalar(sigmaColumns), x.scalar(sigmaRows), layout),
        images.dtype());
  }

  /** The same, with standard deviations that are scalars of the images' element type. */
  public static Tensor gaussianBlur(
      Tensor images, int columns, int rows, Tensor sigmaColumns, Tensor sigmaRows, Layout layout) {
    Tensor across = density(columns, sigmaColumns);
    Tensor down = density(rows, sigmaRows);
    Tensor kernel = Ops.multiply(Shapes.expandDims(down, 1), Shapes.expandDims(across, 0));
    return eachChannel("gaussianBlur", images, kernel, Windows.Padding.SAME, layout);
  }

  /** A normal density at whole distances from the middle, of sum 1. */
  private static Tensor density(int extent, Tensor sigma) {
    double[] squares = new double[extent];
    for (int i = 0; i < extent; i++) {
      squares[i] = -0.5 * (i - (extent - 1) / 2.0) * (i - (extent - 1) / 2.0);
    }
    Tensor exponent = sigma.constant(TensorData.of(squares, extent).cast(sigma.dtype()));
    Tensor values = Ops.exp(Ops.divide(exponent, Ops.square(sigma)));
    return Ops.divide(values, Ops.sum(values));
  }

  /** Each channel filtered by one kernel {@code (rows, columns)}. */
  public static Tensor eachChannel(
      String function, Tensor images, Tensor kernel, Windows.Padding padding, Layout layout) {
    return ImageWarps.batched(
        function,
        images,
        layout,
        x -> {
          int channels = Math.toIntExact(x.dim(-1));
          Tensor full = Shapes.reshape(kernel, kernel.dim(0), kernel.dim(1), 1, 1);
          full = Shapes.broadcastTo(full, kernel.dim(0), kernel.dim(1), 1, channels);
          List<Integer> one = List.of(1, 1);
          return Windows.conv(
              x, Ops.cast(full, x.dtype()), one, padding, one, channels, Layout.CHANNELS_LAST);
        });
  }

  /**
   * The differences of neighbours, smoothed across them (Sobel and Feldman, 1968), with zeros
   * around the image: the images with an axis of 2 behind, first along the height, then along the
   * width.
   */
  public static Tensor sobelEdges(Tensor images, Layout layout) {
    Tensor x = Ops.floating(images);
    Tensor smooth = x.constant(TensorData.of(SMOOTH, 3).cast(x.dtype()));
    Tensor difference = x.constant(TensorData.of(DIFFERENCE, 3).cast(x.dtype()));
    Tensor down = Ops.multiply(Shapes.expandDims(difference, 1), Shapes.expandDims(smooth, 0));
    Tensor across = Ops.multiply(Shapes.expandDims(smooth, 1), Shapes.expandDims(difference, 0));
    return Shapes.stack(
        List.of(
            eachChannel("sobelEdges", x, down, Windows.Padding.SAME, layout),
            eachChannel("sobelEdges", x, across, Windows.Padding.SAME, layout)),
        -1);
  }

  /**
   * The structural similarity of two images, from -1 to 1 where they are equal (Wang, Bovik, Sheikh
   * and Simoncelli, 2004): {@code (batch)}, or a scalar for single images.
   *
   * @param maxVal the largest value of pixels
   * @param filterSize the extent of the window, 11 in Keras by default
   * @param filterSigma its standard deviation, 1.5 in Keras by default
   * @param k1 steadies the quotient of means, 0.01 in Keras by default
   * @param k2 steadies the quotient of variances, 0.03 in Keras by default
   */
  public static Tensor ssim(
      Tensor image1,
      Tensor image2,
      double maxVal,
      int filterSize,
      double filterSigma,
      double k1,
      double k2,
      Layout layout) {
    if (!image1.shape().equals(image2.shape())) {
      throw new ShapeException(
          "ssim: expected images of one shape, but got " + image1.type() + " and " + image2.type());
    }
    Tensor x = Ops.floating(image1);
    Tensor y = Ops.floating(image2);
    Tensor line = density(filterSize, x.scalar(filterSigma));
    Tensor kernel = Ops.multiply(Shapes.expandDims(line, 1), Shapes.expandDims(line, 0));
    Tensor meanX = window(x, kernel, layout);
    Tensor meanY = window(y, kernel, layout);
    Tensor both = Ops.multiply(meanX, meanY);
    Tensor squares = Ops.add(Ops.square(meanX), Ops.square(meanY));
    Tensor second =
        Ops.add(window(Ops.square(x), kernel, layout), window(Ops.square(y), kernel, layout));
    Tensor variances = Ops.subtract(second, squares);
    Tensor covariance = Ops.subtract(window(Ops.multiply(x, y), kernel, layout), both);
    double c1 = k1 * maxVal * k1 * maxVal;
    double c2 = k2 * maxVal * k2 * maxVal;
    Tensor similarity =
        Ops.divide(
            Ops.multiply(
                Ops.add(Ops.multiply(both, 2), c1), Ops.add(Ops.multiply(covariance, 2), c2)),
            Ops.multiply(Ops.add(squares, c1), Ops.add(variances, c2)));
    return ImageColors.back(Ops.mean(similarity, -3, -2, -1), image1.dtype());
  }

  private static Tensor window(Tensor x, Tensor kernel, Layout layout) {
    return eachChannel("ssim", x, kernel, Windows.Padding.VALID, layout);
  }
}
