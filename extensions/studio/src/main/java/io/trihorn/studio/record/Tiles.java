package io.trihorn.studio.record;

import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;

/** Tensors as small pictures. */
final class Tiles {
  private static final int MOST_CHANNELS = 32;
  private static final int MOST_KERNELS = 128;

  private Tiles() {}

  /** Whether rows of this form are pictures: {@code (batch, height, width, 1 or 3)}. */
  static boolean arePictures(TensorData data, boolean channelsFirst) {
    long[] dims = data.type().dims();
    if (dims.length != 4) {
      return false;
    }
    long channels = dims[channelsFirst ? 1 : 3];
    return channels == 1 || channels == 3;
  }

  /** Each row as a picture. */
  static List<Sheet.Tile> pictures(TensorData data, boolean channelsFirst) {
    long[] dims = data.type().dims();
    int channels = (int) dims[channelsFirst ? 1 : 3];
    int height = (int) dims[channelsFirst ? 2 : 1];
    int width = (int) dims[channelsFirst ? 3 : 2];
    List<Sheet.Tile> tiles = new ArrayList<>();
    for (int row = 0; row < dims[0]; row++) {
      float[] pixels = new float[height * width * channels];
      for (int i = 0; i < height * width; i++) {
        for (int c = 0; c < channels; c++) {
          pixels[i * channels + c] = at(data, dims, channelsFirst, row, i, c);
        }
      }
      tiles.add(new Sheet.Tile(pixels, height, width, channels));
    }
    return tiles;
  }

  /** Each channel of a row as a picture, up to a number of them. */
  static List<Sheet.Tile> channels(TensorData data, boolean channelsFirst, int row) {
    long[] dims = data.type().dims();
    int channels = (int) dims[channelsFirst ? 1 : 3];
    int height = (int) dims[channelsFirst ? 2 : 1];
    int width = (int) dims[channelsFirst ? 3 : 2];
    List<Sheet.Tile> tiles = new ArrayList<>();
    for (int c = 0; c < Math.min(channels, MOST_CHANNELS); c++) {
      float[] pixels = new float[height * width];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = at(data, dims, channelsFirst, row, i, c);
      }
      tiles.add(new Sheet.Tile(pixels, height, width, 1));
    }
    return tiles;
  }

  /** An element of a picture, by its place in a plane. */
  private static float at(
      TensorData data, long[] dims, boolean channelsFirst, int row, int place, int channel) {
    long plane = channelsFirst ? dims[2] * dims[3] : dims[1] * dims[2];
    long channels = channelsFirst ? dims[1] : dims[3];
    long base = row * plane * channels;
    return (float)
        data.getDouble(
            channelsFirst ? base + channel * plane + place : base + place * channels + channel);
  }

  /**
   * The kernels {@code (height, width, in, out)} of a convolution: in color where it takes three
   * channels, else what its first channel is weighted by.
   */
  static List<Sheet.Tile> kernels(TensorData data) {
    long[] dims = data.type().dims();
    int in = (int) dims[2];
    int out = (int) dims[3];
    int channels = in == 3 ? 3 : 1;
    List<Sheet.Tile> tiles = new ArrayList<>();
    for (int o = 0; o < Math.min(out, MOST_KERNELS); o++) {
      float[] pixels = new float[(int) (dims[0] * dims[1]) * channels];
      for (int i = 0; i < dims[0] * dims[1]; i++) {
        for (int c = 0; c < channels; c++) {
          pixels[i * channels + c] = (float) data.getDouble(((long) i * in + c) * out + o);
        }
      }
      tiles.add(new Sheet.Tile(pixels, (int) dims[0], (int) dims[1], channels));
    }
    return tiles;
  }
}
