package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.FloatBuffer;
import java.util.List;

/** Long short-term memory, forwards: gates and states from the products. */
public final class LstmForward implements RowStep {
  private static final int GATES = 4;

  private final RowTiles rows;
  private final FloatBuffer projected;
  private final FloatBuffer product;
  private final FloatBuffer firstH;
  private final FloatBuffer firstC;
  private final FloatBuffer h;
  private final FloatBuffer c;
  private final FloatBuffer[] kept;
  private final FloatBuffer keptGates;
  private final float[] all = new float[GATES * Tiling.STRETCH];
  private final float[] sums = new float[GATES * Tiling.STRETCH];
  private final float[][] gates = new float[GATES][Tiling.STRETCH];
  private final float[] x = new float[Tiling.STRETCH];

  /**
   * For some rows.
   *
   * @param in projected {@code (time, batch, 4 units)}, the states before the first step, and the
   *     product of h and the recurrent kernel {@code (batch, 4 units)}
   * @param states h, which the product is of, and c
   * @param kept what is kept of all steps: h, c, and the gates, which may take the place of what is
   *     projected; or some of the first of these
   */
  public LstmForward(
      List<Ref> in, List<Ref> states, List<Ref> kept, int first, int count, Frame f) {
    FloatBuffer[] from = ChannelRows.floats(in, f);
    projected = from[0];
    firstH = from[1];
    firstC = from[2];
    product = from[3];
    h = f.bytes(states.get(0)).asFloatBuffer();
    c = f.bytes(states.get(1)).asFloatBuffer();
    this.kept = ChannelRows.floats(kept.subList(0, Math.min(2, kept.size())), f);
    keptGates = kept.size() > 2 ? f.bytes(kept.get(2)).asFloatBuffer() : null;
    Ref state = states.get(0);
    rows = new RowTiles(first, count, (int) state.dim(0), (int) state.dim(1));
  }

  @Override
  public void start() {
    rows.copy(firstH, h);
    rows.copy(firstC, c);
  }

  @Override
  public void step(int at) {
    int units = rows.units();
    for (RowTiles.Tile tile : rows.tiles()) {
      int n = tile.size();
      tile.loadGates(GATES, product, rows.row() * GATES * units, sums);
      tile.loadGates(GATES, projected, rows.row(at) * GATES * units, all);
      RowTiles.add(sums, all, GATES * n);
      for (int gate = 0; gate < GATES; gate++) {
        tile.take(gate, GATES, all, gates[gate]);
        if (gate == 2) {
          Tangent.tanh(gates[gate], gates[gate], n);
        } else {
          Tangent.gate(gates[gate], gates[gate], n);
        }
      }
      tile.load(c, rows.row() * units, x);
      remember(gates[0], gates[1], gates[2], x, n);
      tile.store(x, c, rows.row() * units);
      keep(1, x, tile, at);
      Tangent.tanh(x, x, n);
      multiply(gates[3], x, n);
      tile.store(x, h, rows.row() * units);
      keep(0, x, tile, at);
      if (keptGates != null) {
        for (int gate = 0; gate < GATES; gate++) {
          tile.put(gate, GATES, gates[gate], all);
        }
        tile.storeGates(GATES, all, keptGates, rows.row(at) * GATES * units);
      }
    }
  }

  private void keep(int which, float[] values, RowTiles.Tile tile, int at) {
    if (which < kept.length) {
      tile.store(values, kept[which], rows.row(at) * rows.units());
    }
  }

  private static void multiply(float[] x, float[] product, int n) {
    for (int i = 0; i < n; i++) {
      product[i] *= x[i];
    }
  }

  private static void remember(float[] input, float[] forget, float[] candidate, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      c[i] = forget[i] * c[i] + input[i] * candidate[i];
    }
  }
}
