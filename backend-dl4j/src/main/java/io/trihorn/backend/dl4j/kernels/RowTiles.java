package io.trihorn.backend.dl4j.kernels;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Some rows of a batch, a tile at a time, so that each gate's part of a tile is an array of its own
 * on the heap: whole rows where they are short, else a part of one. What is kept of all steps does
 * not fit the processor's second cache, so that it is read and written in few and long copies.
 */
final class RowTiles {
  private final int first;
  private final int count;
  private final int batch;
  private final int units;
  private final List<Tile> tiles = new ArrayList<>();

  /**
   * Rows.
   *
   * @param first of them in the batch
   * @param count how many
   * @param batch how many the batch has
   * @param units elements of a row
   */
  RowTiles(int first, int count, int batch, int units) {
    this.first = first;
    this.count = count;
    this.batch = batch;
    this.units = units;
    int columns = Math.min(units, Tiling.STRETCH);
    int rows = Math.max(1, Tiling.STRETCH / units);
    for (int row = 0; row < count; row += rows) {
      for (int column = 0; column < units; column += columns) {
        tiles.add(
            new Tile(
                row,
                Math.min(rows, count - row),
                column,
                Math.min(columns, units - column),
                units));
      }
    }
  }

  List<Tile> tiles() {
    return tiles;
  }

  int units() {
    return units;
  }

  /** Where these rows begin in an array of one position of the sequence, in rows. */
  int row() {
    return first;
  }

  /** Where these rows begin in an array of the whole sequence, in rows. */
  int row(int at) {
    return at * batch + first;
  }

  /** Copies these rows between arrays of the batch. */
  void copy(FloatBuffer from, FloatBuffer to) {
    to.put(first * units, from, first * units, count * units);
  }

  /** Fills these rows of an array of the batch with 0. */
  void clear(FloatBuffer rows) {
    rows.put(first * units, new float[count * units]);
  }

  /** Adds to the first elements of an array. */
  static void add(float[] x, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += x[i];
    }
  }

  /** Some columns of some rows. */
  record Tile(int row, int rows, int column, int columns, int units) {
    int size() {
      return rows * columns;
    }

    /** Reads the tile of an array whose first of these rows starts somewhere. */
    void load(FloatBuffer from, int start, float[] to) {
      from.get(start + row * units + column, to, 0, size());
    }

    /** Writes the tile. */
    void store(float[] from, FloatBuffer to, int start) {
      to.put(start + row * units + column, from, 0, size());
    }

    /** Reads the tile of all gates, which a row has one after another. */
    void loadGates(int gates, FloatBuffer from, int start, float[] to) {
      int at = start + row * gates * units;
      if (columns == units) {
        from.get(at, to, 0, gates * size());
        return;
      }
      for (int gate = 0; gate < gates; gate++) {
        from.get(at + gate * units + column, to, gate * columns, columns);
      }
    }

    /** Writes the tile of all gates. */
    void storeGates(int gates, float[] from, FloatBuffer to, int start) {
      int at = start + row * gates * units;
      if (columns == units) {
        to.put(at, from, 0, gates * size());
        return;
      }
      for (int gate = 0; gate < gates; gate++) {
        to.put(at + gate * units + column, from, gate * columns, columns);
      }
    }

    /** Takes one of all gates. */
    void take(int gate, int gates, float[] all, float[] one) {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(all, (i * gates + gate) * columns, one, i * columns, columns);
      }
    }

    /** Puts one among all gates. */
    void put(int gate, int gates, float[] one, float[] all) {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(one, i * columns, all, (i * gates + gate) * columns, columns);
      }
    }
  }
}
