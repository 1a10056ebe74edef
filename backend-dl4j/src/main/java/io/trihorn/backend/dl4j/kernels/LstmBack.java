package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import java.nio.FloatBuffer;
import java.util.List;

/** Long short-term memory, backwards: gradients of what goes into the gates. */
public final class LstmBack implements RowStep {
  private static final int GATES = 4;

  private final RowTiles rows;
  private final int before;
  private final int firstAt;
  private final FloatBuffer firstC;
  private final FloatBuffer cells;
  private final FloatBuffer made;
  private final FloatBuffer[] last;
  private final FloatBuffer toOutputs;
  private final FloatBuffer toH;
  private final FloatBuffer toC;
  private final FloatBuffer toAll;
  private final FloatBuffer operand;
  private final float[][] gates = new float[GATES][Tiling.STRETCH];
  private final float[] all = new float[GATES * Tiling.STRETCH];
  private final float[] h = new float[Tiling.STRETCH];
  private final float[] c = new float[Tiling.STRETCH];
  private final float[] x = new float[Tiling.STRETCH];

  /**
   * For some rows.
   *
   * @param in the first c, c after each step and the gates, the gradients of the last h and c, and,
   *     where there is one, that of all outputs
   * @param out the gradients of what goes into the gates, which may take the place of the gates, of
   *     the first h, which is the product, and of the first c
   * @param operand that at one step, {@code (batch, 4 units)}, of which the product is
   * @param reverse whether time ran backwards
   */
  public LstmBack(
      List<Ref> in, List<Ref> out, Ref operand, boolean reverse, int first, int count, Frame f) {
    FloatBuffer[] from = ChannelRows.floats(in, f);
    firstC = from[0];
    cells = from[1];
    made = from[2];
    last = new FloatBuffer[] {from[3], from[4]};
    toOutputs = from.length > 5 ? from[5] : null;
    FloatBuffer[] to = ChannelRows.floats(out, f);
    toAll = to[0];
    toH = to[1];
    toC = to[2];
    this.operand = f.bytes(operand).asFloatBuffer();
    Ref steps = in.get(1);
    rows = new RowTiles(first, count, (int) steps.dim(1), (int) steps.dim(2));
    before = reverse ? 1 : -1;
    firstAt = reverse ? (int) steps.dim(0) - 1 : 0;
  }

  @Override
  public void start() {
    rows.copy(last[0], toH);
    rows.copy(last[1], toC);
  }

  @Override
  public void step(int at) {
    int units = rows.units();
    int start = rows.row() * units;
    int startAt = rows.row(at) * units;
    for (RowTiles.Tile tile : rows.tiles()) {
      int n = tile.size();
      tile.load(toH, start, h);
      if (toOutputs != null) {
        tile.load(toOutputs, startAt, x);
        RowTiles.add(x, h, n);
      }
      tile.loadGates(GATES, made, GATES * startAt, all);
      for (int gate = 0; gate < GATES; gate++) {
        tile.take(gate, GATES, all, gates[gate]);
      }
      tile.load(cells, startAt, x);
      Tangent.tanh(x, x, n);
      tile.load(toC, start, c);
      throughOutput(h, x, gates[3], c, n);
      if (at == firstAt) {
        tile.load(firstC, start, x);
      } else {
        tile.load(cells, rows.row(at + before) * units, x);
      }
      throughCell(c, x, gates[0], gates[1], gates[2], n);
      tile.store(c, toC, start);
      for (int gate = 0; gate < GATES; gate++) {
        tile.put(gate, GATES, gates[gate], all);
      }
      tile.storeGates(GATES, all, operand, GATES * start);
      tile.storeGates(GATES, all, toAll, GATES * startAt);
    }
  }

  /** The gradient of c, with h's; the output gate becomes that of what goes into it. */
  private static void throughOutput(float[] h, float[] squashed, float[] output, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      float o = output[i];
      float s = squashed[i];
      c[i] += h[i] * o * (1 - s * s);
      output[i] = h[i] * s * o * (1 - o);
    }
  }

  /** The gradient of c before; the gates become those of what goes into them. */
  private static void throughCell(
      float[] c, float[] before, float[] input, float[] forget, float[] candidate, int n) {
    for (int k = 0; k < n; k++) {
      float g = c[k];
      float i = input[k];
      float f = forget[k];
      float a = candidate[k];
      input[k] = g * a * i * (1 - i);
      forget[k] = g * before[k] * f * (1 - f);
      candidate[k] = g * i * (1 - a * a);
      c[k] = g * f;
    }
  }
}
