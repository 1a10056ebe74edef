package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Tiles along one axis of images, of one size; the last ones reach beyond the image, which is
 * mirrored there.
 *
 * @param extent of the image
 * @param tiles how many
 * @param size of a tile
 */
record TileAxis(int extent, int tiles, int size) {
  static TileAxis of(int extent, int tiles) {
    return new TileAxis(extent, tiles, (extent + tiles - 1) / tiles);
  }

  private static Tensor indices(Tensor like, int n, IntUnaryOperator of) {
    return like.constant(TensorData.of(IntStream.range(0, n).map(of).toArray(), n));
  }

  /** The pixel that each place of the tiles has, {@code (tiles * size)}. */
  Tensor padded(Tensor like) {
    return indices(
        like,
        tiles * size,
        i -> {
          int phase = i % (2 * extent);
          return phase < extent ? phase : 2 * extent - 1 - phase;
        });
  }

  /** The tile of each place, {@code (tiles * size)}. */
  Tensor own(Tensor like) {
    return indices(like, tiles * size, i -> i / size);
  }

  /** How far a pixel is from the middle of the first tile, in tiles. */
  private double away(int i) {
    return (i - size / 2.0) / size;
  }

  private int clamped(double tile) {
    return (int) Math.max(0, Math.min(tiles - 1, tile));
  }

  /** The tile whose middle is at or before each pixel, {@code (extent)}. */
  Tensor before(Tensor like) {
    return indices(like, extent, i -> clamped(Math.floor(away(i))));
  }

  /** The next tile. */
  Tensor after(Tensor like) {
    return indices(like, extent, i -> clamped(Math.floor(away(i)) + 1));
  }

  /** The next tile's share, along an axis of images. */
  Tensor share(Tensor like, int axis) {
    long[] dims = {1, 1, 1, 1};
    dims[axis] = extent;
    double[] shares =
        IntStream.range(0, extent).mapToDouble(i -> away(i) - Math.floor(away(i))).toArray();
    return Ops.cast(like.constant(TensorData.of(shares, dims)), DataType.FLOAT32);
  }
}
