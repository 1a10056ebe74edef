package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * How a dense matrix of rows of channels is walked through: a tile of whole rows at a time, so that
 * loops over a tile are long where channels are few, and a block of tiles at a time, which the
 * second cache holds while it is read twice.
 *
 * @param rows how many there are
 * @param channels of each
 * @param tileRows how many rows a tile has
 * @param blockRows how many rows a block has
 */
record ChannelRows(int rows, int channels, int tileRows, int blockRows) {
  /** Elements of a tile: what all of a kernel's arrays for one take fits the first cache. */
  private static final int TILE = 512;

  private static final int BLOCK = 64 * TILE;

  /** Of a dense array, whose last axis is that of channels. */
  static ChannelRows of(Ref x) {
    int channels = (int) x.dim(x.rank() - 1);
    int rows = (int) (x.size() / channels);
    int tile = Math.max(1, TILE / channels);
    int tiles = Math.max(1, BLOCK / (tile * channels));
    return new ChannelRows(rows, channels, tile, tile * tiles);
  }

  static FloatBuffer[] floats(List<Ref> refs, Frame f) {
    return refs.stream().map(r -> f.bytes(r).asFloatBuffer()).toArray(FloatBuffer[]::new);
  }

  /** What each channel has. */
  float[] load(FloatBuffer from) {
    float[] values = new float[channels];
    from.get(0, values);
    return values;
  }

  int size() {
    return rows * channels;
  }

  /** The number of elements of a tile. */
  int tile() {
    return tileRows * channels;
  }

  int blocks() {
    return (rows + blockRows - 1) / blockRows;
  }

  /** How many rows a block has, of which the last may have fewer. */
  int rowsOf(int block) {
    return Math.min(blockRows, rows - block * blockRows);
  }

  /** What is done with a tile: some elements from one on. */
  @FunctionalInterface
  interface Each {
    void tile(int at, int n);
  }

  /** All tiles of a block. */
  void tiles(int block, Each each) {
    int at = block * blockRows * channels;
    int end = at + rowsOf(block) * channels;
    for (; at < end; at += tile()) {
      each.tile(at, Math.min(tile(), end - at));
    }
  }

  /** A value of each channel at all places of a tile that are the channel's. */
  float[] spread(float[] values) {
    float[] all = new float[tile()];
    for (int at = 0; at < all.length; at += channels) {
      System.arraycopy(values, 0, all, at, channels);
    }
    return all;
  }

  /** Adds a tile to sums of as many places. */
  static void add(float[] x, float[] sums, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[i];
    }
  }

  /** Adds up the places of a tile that are a channel's, and clears the tile. */
  void fold(float[] tile, double[] sums) {
    Arrays.fill(sums, 0);
    for (int at = 0; at < tile.length; at += channels) {
      for (int c = 0; c < channels; c++) {
        sums[c] += tile[at + c];
      }
    }
    Arrays.fill(tile, 0);
  }

  /** The sums over all blocks, in their order. */
  static float[] total(double[][] sums) {
    float[] total = new float[sums[0].length];
    for (int c = 0; c < total.length; c++) {
      double sum = 0;
      for (double[] block : sums) {
        sum += block[c];
      }
      total[c] = (float) sum;
    }
    return total;
  }
}
