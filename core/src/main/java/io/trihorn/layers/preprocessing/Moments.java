package io.trihorn.layers.preprocessing;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import java.util.Arrays;

/**
 * Mean and variance of data that come in batches, for each position along the kept axes: batches
 * are joined by the update of Chan, Golub and LeVeque (1979), in double precision.
 */
final class Moments {
  private final int[] kept;
  private long[] dims;
  private double[] mean;
  private double[] squares;
  private double count;

  /** Of data whose kept axes are these, not negative. */
  Moments(int... kept) {
    this.kept = kept;
  }

  /** Takes in a batch. */
  void add(TensorData data) {
    long[] shape = data.shape().getShape();
    long[] extents = Arrays.stream(kept).mapToLong(axis -> shape[axis]).toArray();
    int size = Math.toIntExact(Arrays.stream(extents).reduce(1, (a, b) -> a * b));
    if (dims == null) {
      dims = extents;
      mean = new double[size];
      squares = new double[size];
    } else if (!Arrays.equals(dims, extents)) {
      throw new ShapeException(
          "the kept axes of batches should have the extents "
              + Arrays.toString(dims)
              + ", but a batch has the shape "
              + data.shape());
    }
    if (data.size() == 0) {
      return;
    }
    int[] place = places(shape, Math.toIntExact(data.size()));
    double rows = (double) data.size() / size;
    double[] batchMean = new double[size];
    for (int i = 0; i < place.length; i++) {
      batchMean[place[i]] += data.getDouble(i) / rows;
    }
    double[] batchSquares = new double[size];
    for (int i = 0; i < place.length; i++) {
      double away = data.getDouble(i) - batchMean[place[i]];
      batchSquares[place[i]] += away * away;
    }
    for (int j = 0; j < size; j++) {
      double between = batchMean[j] - mean[j];
      squares[j] += batchSquares[j] + between * between * count * rows / (count + rows);
      mean[j] += between * rows / (count + rows);
    }
    count += rows;
  }

  /** For each element the position along the kept axes it belongs to. */
  private int[] places(long[] shape, int size) {
    long[] step = new long[shape.length];
    long next = 1;
    for (int i = kept.length - 1; i >= 0; i--) {
      step[kept[i]] = next;
      next *= shape[kept[i]];
    }
    int[] place = new int[size];
    long[] position = new long[shape.length];
    long at = 0;
    for (int i = 0; i < size; i++) {
      place[i] = (int) at;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        at += step[axis];
        if (++position[axis] < shape[axis]) {
          break;
        }
        at -= step[axis] * shape[axis];
        position[axis] = 0;
      }
    }
    return place;
  }

  /** Whether there was any data. */
  boolean isEmpty() {
    return count == 0;
  }

  /** The mean, along the kept axes. */
  TensorData mean() {
    return TensorData.of(mean, mean.length).reshape(dims);
  }

  /** The (biased) variance, along the kept axes. */
  TensorData variance() {
    double[] variance = Arrays.stream(squares).map(s -> s / count).toArray();
    return TensorData.of(variance, variance.length).reshape(dims);
  }
}
