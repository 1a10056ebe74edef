package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.FloatBuffer;
import java.util.List;

/** Gated recurrent units, backwards: gradients of what goes into the gates. */
public final class GruBack implements RowStep {
  private static final int GATES = 3;

  private final RowTiles rows;
  private final int before;
  private final int firstAt;
  private final FloatBuffer firstH;
  private final FloatBuffer outputs;
  private final FloatBuffer made;
  private final FloatBuffer innerParts;
  private final FloatBuffer last;
  private final FloatBuffer toOutputs;
  private final FloatBuffer toProjected;
  private final FloatBuffer toRecurrent;
  private final FloatBuffer toH;
  private final FloatBuffer operand;
  private final FloatBuffer product;
  private final float[][] gates = new float[GATES][Tiling.STRETCH];
  private final float[] all = new float[GATES * Tiling.STRETCH];
  private final float[] h = new float[Tiling.STRETCH];
  private final float[] inner = new float[Tiling.STRETCH];
  private final float[] x = new float[Tiling.STRETCH];

  /**
   * For some rows.
   *
   * @param in the first h, h after each step, the gates and the product's part of the candidate,
   *     the gradient of the last h, and, where there is one, that of all outputs
   * @param out the gradients of the inputs' part of what goes into the gates, which may take the
   *     place of the gates, of the state's part of it, and of the first h
   * @param operand the second at one step, {@code (batch, 3 units)}
   * @param product of that and the recurrent kernel, {@code (batch, units)}
   * @param reverse whether time ran backwards
   */
  public GruBack(
      List<Ref> in,
      List<Ref> out,
      Ref operand,
      Ref product,
      boolean reverse,
      int first,
      int count,
      Frame f) {
    FloatBuffer[] from = ChannelRows.floats(in, f);
    firstH = from[0];
    outputs = from[1];
    made = from[2];
    innerParts = from[3];
    last = from[4];
    toOutputs = from.length > 5 ? from[5] : null;
    FloatBuffer[] to = ChannelRows.floats(out, f);
    toProjected = to[0];
    toRecurrent = to[1];
    toH = to[2];
    this.operand = f.bytes(operand).asFloatBuffer();
    this.product = f.bytes(product).asFloatBuffer();
    Ref steps = in.get(1);
    rows = new RowTiles(first, count, (int) steps.dim(1), (int) steps.dim(2));
    before = reverse ? 1 : -1;
    firstAt = reverse ? (int) steps.dim(0) - 1 : 0;
  }

  @Override
  public void start() {
    rows.copy(last, toH);
    rows.clear(product);
  }

  @Override
  public void step(int at) {
    int units = rows.units();
    int start = rows.row() * units;
    int startAt = rows.row(at) * units;
    for (RowTiles.Tile tile : rows.tiles()) {
      int n = tile.size();
      loadGradient(tile);
      if (toOutputs != null) {
        tile.load(toOutputs, startAt, x);
        RowTiles.add(x, h, n);
      }
      tile.loadGates(GATES, made, GATES * startAt, all);
      for (int gate = 0; gate < GATES; gate++) {
        tile.take(gate, GATES, all, gates[gate]);
      }
      tile.load(innerParts, startAt, inner);
      if (at == firstAt) {
        tile.load(firstH, start, x);
      } else {
        tile.load(outputs, rows.row(at + before) * units, x);
      }
      through(h, x, gates[0], gates[2], n);
      throughReset(gates[2], gates[1], inner, n);
      tile.store(h, toH, start);
      for (int gate = 0; gate < GATES; gate++) {
        tile.put(gate, GATES, gates[gate], all);
      }
      tile.storeGates(GATES, all, toProjected, GATES * startAt);
      tile.put(2, GATES, inner, all);
      tile.storeGates(GATES, all, toRecurrent, GATES * startAt);
      tile.storeGates(GATES, all, operand, GATES * start);
    }
  }

  /** What the step after gave to its own h, and by way of the product. */
  private void loadGradient(RowTiles.Tile tile) {
    int start = rows.row() * rows.units();
    tile.load(toH, start, h);
    tile.load(product, start, x);
    RowTiles.add(x, h, tile.size());
  }

  @Override
  public void finish() {
    for (RowTiles.Tile tile : rows.tiles()) {
      loadGradient(tile);
      tile.store(h, toH, rows.row() * rows.units());
    }
  }

  /**
   * The gradient of h before, but for what comes by the product; update gate and candidate become
   * those of what goes into them.
   */
  private static void through(float[] h, float[] before, float[] update, float[] candidate, int n) {
    for (int i = 0; i < n; i++) {
      float g = h[i];
      float z = update[i];
      float a = candidate[i];
      update[i] = g * (before[i] - a) * z * (1 - z);
      candidate[i] = (g - g * z) * (1 - a * a);
      h[i] = g * z;
    }
  }

  /** The reset gate becomes the gradient of what goes into it, the inner part its own. */
  private static void throughReset(float[] candidate, float[] reset, float[] inner, int n) {
    for (int i = 0; i < n; i++) {
      float g = candidate[i];
      float r = reset[i];
      reset[i] = g * inner[i] * r * (1 - r);
      inner[i] = g * r;
    }
  }
}
