package io.trihorn.export;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Writes constants that follow from extents into an engine's graph.
 *
 * @param <V> a value in the engine's graph
 */
public final class ExtentWriter<V> {
  private final ExtentMath<V> math;

  /** A writer into a graph. */
  public ExtentWriter(ExtentMath<V> math) {
    this.math = math;
  }

  /** Some extents as a list of int64 numbers. */
  public V list(List<Extents.Formula> formulas) {
    List<V> parts = new ArrayList<>();
    int i = 0;
    while (i < formulas.size()) {
      int start = i;
      while (i < formulas.size() && formulas.get(i).sources().isEmpty()) {
        i++;
      }
      if (i > start) {
        List<Extents.Formula> known = formulas.subList(start, i);
        parts.add(longs(known.stream().mapToLong(Extents.Formula::offset).toArray()));
      } else {
        parts.add(extent(formulas.get(i++)));
      }
    }
    return parts.size() == 1 ? parts.get(0) : math.concat(parts);
  }

  /** An extent as a list of one int64 number. */
  public V extent(Extents.Formula formula) {
    if (formula.sources().isEmpty()) {
      return longs(formula.offset());
    }
    V result = math.extent(formula.sources().get(0));
    for (Extents.Source next : formula.sources().subList(1, formula.sources().size())) {
      V other = math.extent(next);
      result = formula.sum() ? math.add(result, other) : math.multiply(result, other);
    }
    if (formula.factor() != 1) {
      result = math.multiply(result, longs(formula.factor()));
    }
    return formula.offset() == 0 ? result : math.add(result, longs(formula.offset()));
  }

  /** A constant in its element type. */
  public V write(OpenConstant constant, DataType dtype) {
    if (constant instanceof OpenConstant.Numbers c) {
      V list = list(c.numbers());
      return math.cast(c.rank() == 0 ? math.reshape(list) : list, dtype);
    }
    if (constant instanceof OpenConstant.Tiles c) {
      return math.tile(math.constant(c.unit()), dtype, list(c.times()));
    }
    if (constant instanceof OpenConstant.Counted c) {
      return math.cast(counted(c), dtype);
    }
    if (constant instanceof OpenConstant.Diagonal c) {
      return math.cast(diagonal(c), dtype);
    }
    if (constant instanceof OpenConstant.Scaled c) {
      return math.cast(
          math.resized(c.kind(), extent(c.ends().get(0)), extent(c.ends().get(1))), dtype);
    }
    return math.cast(continued((OpenConstant.Continued) constant), dtype);
  }

  private V counted(OpenConstant.Counted constant) {
    List<V> parts = new ArrayList<>();
    List<Runs.Run> runs = constant.runs().runs();
    for (int i = 0; i < runs.size(); i++) {
      V first = extent(constant.bounds().get(2 * i));
      V limit = extent(constant.bounds().get(2 * i + 1));
      parts.add(math.range(first, limit, runs.get(i).step()));
    }
    return parts.size() == 1 ? parts.get(0) : math.concat(parts);
  }

  private V diagonal(OpenConstant.Diagonal constant) {
    V rows = math.range(longs(0), extent(constant.numbers().get(0)), 1);
    V columns = math.range(longs(0), extent(constant.numbers().get(1)), 1);
    long[] down = LongStream.generate(() -> 1).limit(constant.rank()).toArray();
    long[] across = down.clone();
    down[constant.rank() - 2] = -1;
    across[constant.rank() - 1] = -1;
    V last = math.add(math.reshape(rows, down), extent(constant.numbers().get(2)));
    V inside = math.atMost(math.reshape(columns, across), last);
    // Engines choose between fewer types than they have.
    return math.choose(inside, constant.triangle().below(), constant.triangle().above());
  }

  private V continued(OpenConstant.Continued constant) {
    Progression rows = constant.rows();
    V count = math.range(longs(0), math.extent(constant.count()), 1);
    V steps = math.multiply(math.reshape(count, -1, 1), longs(rows.step()));
    long[] first = rows.unit().toLongArray();
    V table = math.add(steps, math.constant(TensorData.of(first, 1, first.length)));
    return math.reshape(table, rows.openDims());
  }

  private V longs(long... values) {
    return math.constant(TensorData.of(values, values.length));
  }
}
