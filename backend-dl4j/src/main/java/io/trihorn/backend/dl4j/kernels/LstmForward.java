package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Long short-term memory, forwards: gates and states from what goes into the gates. */
public final class LstmForward implements RowStep {
  private static final int GATES = 4;

  private final RowTiles rows;
  private final FloatBuffer sums;
  private final FloatBuffer firstH;
  private final FloatBuffer firstC;
  private final FloatBuffer h;
  private final FloatBuffer c;
  private final FloatBuffer[] kept;
  private final FloatBuffer keptGates;
  private final Map<Integer, MixedGates> mixed = new HashMap<>();
  private final float[] all = new float[GATES * Tiling.STRETCH];
  private final float[][] gates = new float[GATES][Tiling.STRETCH];
  private final float[] x = new float[Tiling.STRETCH];

  /**
   * For some rows.
   *
   * @param before the states before the first step, h and c
   * @param sums what goes into the gates at a step, {@code (batch, 4 units)}
   * @param states h, which the product is of, and c
   * @param kept what is kept of all steps: h, c, and the gates; or some of the first of these
   */
  public LstmForward(
      List<Ref> before, Ref sums, List<Ref> states, List<Ref> kept, int first, int count, Frame f) {
    FloatBuffer[] from = ChannelRows.floats(before, f);
    firstH = from[0];
    firstC = from[1];
    this.sums = f.bytes(sums).asFloatBuffer();
    h = f.bytes(states.get(0)).asFloatBuffer();
    c = f.bytes(states.get(1)).asFloatBuffer();
    this.kept = ChannelRows.floats(kept.subList(0, Math.min(2, kept.size())), f);
    keptGates = kept.size() > 2 ? f.bytes(kept.get(2)).asFloatBuffer() : null;
    Ref state = states.get(0);
    rows = new RowTiles(first, count, (int) state.dim(0), (int) state.dim(1));
    for (RowTiles.Tile tile : rows.tiles()) {
      mixed.computeIfAbsent(tile.columns(), n -> new MixedGates(GATES, 2, n));
    }
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
      tile.loadGates(GATES, sums, rows.row() * GATES * units, all);
      mixed.get(tile.columns()).apply(all, GATES * n);
      for (int gate = 0; gate < GATES; gate++) {
        tile.take(gate, GATES, all, gates[gate]);
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
