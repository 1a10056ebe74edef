package io.trihorn.data;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.random.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Rows of tensors that are there as a whole: every row can be had at any time, so an order of rows
 * is numbers only and the rows are copied once, into the batch.
 */
record ArrayRows(
    List<Column> inputs, List<Column> targets, List<Column> weights, int total, List<Step> steps)
    implements Rows {

  /** What is done to the order of the rows. */
  sealed interface Step {
    int count(int rows);
  }

  record Take(int n) implements Step {
    @Override
    public int count(int rows) {
      return Math.min(rows, n);
    }
  }

  record Skip(int n) implements Step {
    @Override
    public int count(int rows) {
      return Math.max(0, rows - n);
    }
  }

  record Shuffle(long seed) implements Step {
    @Override
    public int count(int rows) {
      return rows;
    }
  }

  static ArrayRows of(Batch all) {
    return of(held(all.inputs()), held(all.targets()), held(all.weights()));
  }

  private static List<Held> held(List<TensorData> tensors) {
    return tensors.stream().map(Held::of).toList();
  }

  /**
   * Rows of these.
   *
   * @throws ShapeException as {@link Batch} does
   */
  static ArrayRows of(List<Held> inputs, List<Held> targets, List<Held> weights) {
    int rows = Batch.rows(types(inputs), types(targets), types(weights));
    return new ArrayRows(columns(inputs), columns(targets), columns(weights), rows, List.of());
  }

  private static List<TensorType> types(List<Held> all) {
    return all.stream().map(Held::type).toList();
  }

  private static List<Column> columns(List<Held> all) {
    return all.stream().map(held -> new Column(held, null)).toList();
  }

  @Override
  public OptionalLong count() {
    int rows = total;
    for (Step step : steps) {
      rows = step.count(rows);
    }
    return OptionalLong.of(rows);
  }

  private ArrayRows with(Step step) {
    List<Step> more = new ArrayList<>(steps);
    more.add(step);
    return new ArrayRows(inputs, targets, weights, total, List.copyOf(more));
  }

  @Override
  public Rows take(long n) {
    return with(new Take((int) Math.min(n, Integer.MAX_VALUE)));
  }

  @Override
  public Rows skip(long n) {
    return with(new Skip((int) Math.min(n, Integer.MAX_VALUE)));
  }

  @Override
  public Rows shuffle(long seed) {
    return with(new Shuffle(seed));
  }

  @Override
  public Rows scaleInputs(Column.Scale scale) {
    return new ArrayRows(
        inputs.stream().map(c -> new Column(c.data(), scale)).toList(),
        targets,
        weights,
        total,
        steps);
  }

  @Override
  public Cursor open(long epoch) {
    int[] order = null;
    int first = 0;
    int end = total;
    for (Step step : steps) {
      int count = step.count(end - first);
      if (step instanceof Skip) {
        first = end - count;
      } else if (step instanceof Take) {
        end = first + count;
      } else if (step instanceof Shuffle shuffle) {
        order = permuted(order, first, count, SplitMix64.permutation(shuffle.seed(), epoch, count));
        first = 0;
        end = count;
      }
    }
    return new ArrayCursor(order, first, end);
  }

  private static int[] permuted(int[] order, int first, int count, int[] permutation) {
    if (order == null) {
      return first == 0 ? permutation : Arrays.stream(permutation).map(i -> first + i).toArray();
    }
    int[] out = new int[count];
    for (int i = 0; i < count; i++) {
      out[i] = order[first + permutation[i]];
    }
    return out;
  }

  private final class ArrayCursor implements Cursor {
    private final int[] order;
    private final int end;
    private int last;
    private int at;

    ArrayCursor(int[] order, int first, int end) {
      this.order = order;
      this.at = first;
      this.end = end;
    }

    @Override
    public Batch next(int rows, Buffers buffers) {
      int count = Math.min(rows, end - at);
      if (count <= 0) {
        return null;
      }
      int place = 0;
      List<TensorData> in = gather(inputs, count, place, buffers);
      place += inputs.size();
      List<TensorData> out = gather(targets, count, place, buffers);
      place += targets.size();
      List<TensorData> weight = gather(weights, count, place, buffers);
      last = at;
      at += count;
      return new Batch(in, out, weight);
    }

    @Override
    public long place(long row) {
      int ordered = last + (int) row;
      return order == null ? ordered : order[ordered];
    }

    @Override
    public long skip(int rows, long count) {
      long there = (end - at + rows - 1L) / rows;
      long skipped = Math.min(count, Math.max(0, there));
      at = (int) Math.min(end, at + skipped * rows);
      return skipped;
    }

    private List<TensorData> gather(
        List<Column> columns, int count, int firstPlace, Buffers buffers) {
      List<TensorData> tensors = new ArrayList<>(columns.size());
      for (Column column : columns) {
        if (order == null && column.plain() && buffers.allowsSlices()) {
          tensors.add(column.slice(at, count));
          continue;
        }
        TensorData tensor = buffers.get(firstPlace + tensors.size(), column.type(count));
        column.gather(order, at, tensor);
        tensors.add(tensor);
      }
      return tensors;
    }

    @Override
    public void close() {
      at = end;
    }
  }
}
