package io.trihorn.examples.data;

/** Pictures in square tiles. */
public final class Tiles {
  private Tiles() {}

  /**
   * The tiles of a picture one after another, from above and from the left.
   *
   * @param picture its pixels, row by row
   * @param width of the picture
   * @param side of a tile; what is over at the right and below is left out
   */
  public static float[] cut(float[] picture, int width, int side) {
    int across = width / side;
    int down = picture.length / width / side;
    float[] tiles = new float[across * down * side * side];
    for (int row = 0; row < across * down * side; row++) {
      int tile = row / side;
      int from = (tile / across * side + row % side) * width + tile % across * side;
      System.arraycopy(picture, from, tiles, row * side, side);
    }
    return tiles;
  }
}
