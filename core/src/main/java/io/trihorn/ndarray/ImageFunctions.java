package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import java.util.SplittableRandom;

/**
 * What image transforms ask of arrays {@code (height, width, channels)} or a batch of them. What is
 * random goes by the engine's seed, and is one for a batch.
 */
abstract class ImageFunctions extends RecurrentFunctions {
  /** How much red, green and blue count for the brightness. */
  private static final float[] GRAY = {0.299f, 0.587f, 0.114f};

  ImageFunctions(MatrixArray array) {
    super(array);
  }

  @Override
  public NDArray interpolation(long[] size, int mode, boolean alignCorners) {
    if (!array.getDataType().isFloating()) {
      throw new IllegalArgumentException(
          "interpolation: expected floating elements, but got "
              + array.getDataType()
              + "; convert with toType");
    }
    return array.wrap(
        array.cellOf(Interpolations.of(mode).operation(size, alignCorners), array.operand()));
  }

  /** The images in another size and of their type; whole numbers are rounded towards zero. */
  @Override
  public NDArray resize(int width, int height, int interpolation) {
    requireImages("resize");
    NDArray images = array.toType(DataType.FLOAT32, false);
    boolean one = images.getShape().dimension() == 3;
    NDArray batch = one ? images.expandDims(0) : images;
    NDArray resized =
        batch
            .transpose(0, 3, 1, 2)
            .getNDArrayInternal()
            .interpolation(new long[] {height, width}, interpolation, false)
            .transpose(0, 2, 3, 1);
    return (one ? resized.squeeze(0) : resized).toType(array.getDataType(), false);
  }

  private void requireImages(String name) {
    int rank = array.getShape().dimension();
    if (rank != 3 && rank != 4 || array.getShape().size() == 0) {
      throw new ShapeException(
          name
              + ": expected (height, width, channels) or a batch of them, but got "
              + array.getShape());
    }
  }

  private static SplittableRandom draws() {
    return HostEngine.INSTANCE.draws().next();
  }

  private NDArray flipped(String name, int axis) {
    requireImages(name);
    return draws().nextBoolean() ? array.flip(axis) : array.duplicate();
  }

  @Override
  public NDArray randomFlipLeftRight() {
    return flipped("randomFlipLeftRight", -2);
  }

  @Override
  public NDArray randomFlipTopBottom() {
    return flipped("randomFlipTopBottom", -3);
  }

  /** A factor around 1. */
  private static float factor(SplittableRandom random, float spread) {
    return (float) (1 + spread * (2 * random.nextDouble() - 1));
  }

  /** The images times a factor that is off 1 by up to this. */
  @Override
  public NDArray randomBrightness(float brightness) {
    requireImages("randomBrightness");
    return array.mul(factor(draws(), brightness));
  }

  /** The images with all colours turned in the YIQ space by up to so many half turns. */
  @Override
  public NDArray randomHue(float hue) {
    requireColours("randomHue");
    return turned(array, factor(draws(), hue) - 1);
  }

  private void requireColours(String name) {
    requireImages(name);
    int rank = array.getShape().dimension();
    if (array.getShape().get(rank - 1) != 3) {
      throw new ShapeException(name + ": expected three channels, but got " + array.getShape());
    }
  }

  private static NDArray turned(NDArray images, double halfTurns) {
    double cos = Math.cos(halfTurns * Math.PI);
    double sin = Math.sin(halfTurns * Math.PI);
    double[][] toYiq = {{0.299, 0.587, 0.114}, {0.596, -0.274, -0.321}, {0.211, -0.523, 0.311}};
    double[][] turn = {{1, 0, 0}, {0, cos, -sin}, {0, sin, cos}};
    double[][] back = {{1, 0.956, 0.621}, {1, -0.272, -0.647}, {1, -1.107, 1.705}};
    float[] matrix = new float[9];
    for (int i = 0; i < 81; i++) {
      int row = i / 27;
      int a = i / 9 % 3;
      int b = i / 3 % 3;
      int column = i % 3;
      // Transposed: colours are rows.
      matrix[column * 3 + row] += (float) (back[row][a] * turn[a][b] * toYiq[b][column]);
    }
    NDArray rows = images.toType(DataType.FLOAT32, false).reshape(-1, 3);
    NDArray made = rows.matMul(images.getManager().create(matrix, new Shape(3, 3)));
    return made.reshape(images.getShape());
  }

  /** Brightness, contrast, saturation and hue, each off by up to so much. */
  @Override
  public NDArray randomColorJitter(float brightness, float contrast, float saturation, float hue) {
    requireColours("randomColorJitter");
    SplittableRandom random = draws();
    NDArray bright = array.toType(DataType.FLOAT32, false).mul(factor(random, brightness));
    float keep = factor(random, contrast);
    NDArray contrasted = bright.mul(keep).add(gray(bright).mean().mul(1 - keep));
    float pure = factor(random, saturation);
    NDArray saturated = contrasted.mul(pure).add(gray(contrasted).mul(1 - pure));
    return turned(saturated, factor(random, hue) - 1);
  }

  private static NDArray gray(NDArray images) {
    NDArray weights = images.getManager().create(GRAY);
    return images.mul(weights).sum(new int[] {-1}, true);
  }
}
