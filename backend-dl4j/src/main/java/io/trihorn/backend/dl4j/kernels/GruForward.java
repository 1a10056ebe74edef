package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.FloatBuffer;
import java.util.List;

/** Gated recurrent units, forwards: gates and state from the products. */
public final class GruForward implements RowStep {
  private static final int GATES = 3;

  private final RowTiles rows;
  private final FloatBuffer projected;
  private final FloatBuffer product;
  private final FloatBuffer firstH;
  private final FloatBuffer h;
  private final FloatBuffer outputs;
  private final FloatBuffer keptGates;
  private final FloatBuffer keptInner;
  private final float[] all = new float[GATES * Tiling.STRETCH];
  private final float[] products = new float[GATES * Tiling.STRETCH];
  private final float[][] gates = new float[GATES][Tiling.STRETCH];
  private final float[] x = new float[Tiling.STRETCH];
  private final float[] inner = new float[Tiling.STRETCH];

  /**
   * For some rows.
   *
   * @param before the state before the first step
   * @param products what goes into the gates at a step of its inputs and of h, each {@code (batch,
   *     3 units)}
   * @param h the state, which the second of these is of
   * @param kept what is kept of all steps: h, the gates, and the second product's part of the
   *     candidate; or h, or nothing
   */
  public GruForward(
      Ref before, List<Ref> products, Ref h, List<Ref> kept, int first, int count, Frame f) {
    firstH = f.bytes(before).asFloatBuffer();
    projected = f.bytes(products.get(0)).asFloatBuffer();
    product = f.bytes(products.get(1)).asFloatBuffer();
    this.h = f.bytes(h).asFloatBuffer();
    FloatBuffer[] to = ChannelRows.floats(kept, f);
    outputs = to.length > 0 ? to[0] : null;
    keptGates = to.length > 1 ? to[1] : null;
    keptInner = to.length > 1 ? to[2] : null;
    rows = new RowTiles(first, count, (int) h.dim(0), (int) h.dim(1));
  }

  @Override
  public void start() {
    rows.copy(firstH, h);
  }

  @Override
  public void step(int at) {
    int units = rows.units();
    for (RowTiles.Tile tile : rows.tiles()) {
      int n = tile.size();
      tile.loadGates(GATES, product, rows.row() * GATES * units, products);
      tile.loadGates(GATES, projected, rows.row() * GATES * units, all);
      for (int gate = 0; gate < GATES; gate++) {
        tile.take(gate, GATES, products, inner);
        tile.take(gate, GATES, all, gates[gate]);
        if (gate < 2) {
          RowTiles.add(inner, gates[gate], n);
          Tangent.gate(gates[gate], gates[gate], n);
        } else {
          addProduct(gates[1], inner, gates[gate], n);
          Tangent.tanh(gates[gate], gates[gate], n);
        }
      }
      tile.load(h, rows.row() * units, x);
      mix(gates[0], gates[2], x, n);
      tile.store(x, h, rows.row() * units);
      if (outputs != null) {
        tile.store(x, outputs, rows.row(at) * units);
      }
      if (keptGates != null) {
        for (int gate = 0; gate < GATES; gate++) {
          tile.put(gate, GATES, gates[gate], all);
        }
        tile.storeGates(GATES, all, keptGates, rows.row(at) * GATES * units);
        tile.store(inner, keptInner, rows.row(at) * units);
      }
    }
  }

  private static void addProduct(float[] x, float[] y, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] += x[i] * y[i];
    }
  }

  private static void mix(float[] update, float[] candidate, float[] h, int n) {
    for (int i = 0; i < n; i++) {
      h[i] = candidate[i] + update[i] * (h[i] - candidate[i]);
    }
  }
}
