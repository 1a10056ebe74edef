package io.trihorn.data;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Sequences in batches with others of about their length. A batch comes when it is full, and at the
 * end what is left, bucket by bucket; each batch knows the places of its rows.
 */
record BucketRows(SampleSource source, Buckets buckets) implements OwnBatches {
  @Override
  public Rows take(long n) {
    return new BucketRows(epoch -> source.open(epoch).limit(n), buckets);
  }

  @Override
  public Rows skip(long n) {
    return new BucketRows(epoch -> source.open(epoch).skip(n), buckets);
  }

  @Override
  public Rows shuffle(long seed) {
    throw new UnsupportedOperationException(
        "sequences in buckets come in the order of their source: shuffle them there");
  }

  @Override
  public Rows scaleInputs(Column.Scale scale) {
    throw new UnsupportedOperationException(
        "scaleInputs: sequences in buckets are scaled in their source");
  }

  @Override
  public Rows dropRemainder() {
    return new BucketRows(source, buckets.droppingRemainder());
  }

  @Override
  public Cursor open(long epoch) {
    return new BucketCursor(source.open(epoch));
  }

  /** A sample and its place. */
  private record Placed(Sample sample, long place) {
    long length() {
      TensorData sequence = sample.inputs().get(0);
      if (sequence.type().rank() == 0) {
        throw new ShapeException(
            "sample "
                + place
                + ": inputs[0] is a scalar, but the first axis of a sequence counts its steps");
      }
      return sequence.type().dim(0);
    }
  }

  private final class BucketCursor implements Cursor {
    private final Stream<Sample> stream;
    private final Iterator<Sample> samples;
    private final List<List<Placed>> waiting = new ArrayList<>();
    private long read;

    BucketCursor(Stream<Sample> stream) {
      this.stream = stream;
      this.samples = stream.iterator();
      buckets.batchSizes().forEach(size -> waiting.add(new ArrayList<>()));
    }

    @Override
    public Batch next(int rows, Buffers buffers) {
      while (samples.hasNext()) {
        Placed placed = new Placed(samples.next(), read++);
        int bucket = buckets.bucket(placed.length());
        waiting.get(bucket).add(placed);
        if (waiting.get(bucket).size() == buckets.batchSizes().get(bucket)) {
          return batch(bucket, buffers);
        }
      }
      for (int bucket = 0; bucket < waiting.size() && !buckets.dropRemainder(); bucket++) {
        if (!waiting.get(bucket).isEmpty()) {
          return batch(bucket, buffers);
        }
      }
      return null;
    }

    private Batch batch(int bucket, Buffers buffers) {
      List<Placed> rows = waiting.set(bucket, new ArrayList<>());
      long steps = steps(bucket, rows);
      double ahead = buckets.padding();
      int place = 0;
      List<TensorData> inputs = stack("inputs", Sample::inputs, rows, steps, ahead, place, buffers);
      place += inputs.size();
      long perStep = buckets.perStep() ? steps : -1;
      List<TensorData> targets =
          stack("targets", Sample::targets, rows, perStep, buckets.targetPadding(), place, buffers);
      place += targets.size();
      List<TensorData> weights =
          stack("weights", Sample::weights, rows, perStep, 0, place, buffers);
      return new Batch(inputs, targets, weights, rows.stream().map(Placed::place).toList());
    }

    private long steps(int bucket, List<Placed> rows) {
      if (!buckets.toBoundary()) {
        return rows.stream().mapToLong(Placed::length).max().orElseThrow();
      }
      if (bucket == buckets.boundaries().size()) {
        throw new ShapeException(
            "sample "
                + rows.get(0).place()
                + " has "
                + rows.get(0).length()
                + " steps, but sequences that are filled up to their bucket's boundary must be"
                + " shorter than the last one, "
                + buckets.boundaries().get(bucket - 1));
      }
      return buckets.boundaries().get(bucket) - 1;
    }

    /**
     * The rows' tensors as one.
     *
     * @param steps the extent of the first axis; -1 if it is no axis of steps
     */
    private List<TensorData> stack(
        String role,
        Function<Sample, List<TensorData>> part,
        List<Placed> rows,
        long steps,
        double padding,
        int firstPlace,
        Buffers buffers) {
      List<TensorData> stacked = new ArrayList<>();
      int count = part.apply(rows.get(0).sample()).size();
      for (int t = 0; t < count; t++) {
        TensorType wanted = type(part.apply(rows.get(0).sample()).get(t).type(), steps);
        long[] dims = new long[wanted.rank() + 1];
        dims[0] = rows.size();
        System.arraycopy(wanted.dims(), 0, dims, 1, wanted.rank());
        TensorData out = buffers.get(firstPlace + t, wanted.withShape(dims));
        for (int row = 0; row < rows.size(); row++) {
          List<TensorData> given = part.apply(rows.get(row).sample());
          if (given.size() != count || !type(given.get(t).type(), steps).equals(wanted)) {
            throw new ShapeException(
                "sample "
                    + rows.get(row).place()
                    + ": expected "
                    + count
                    + " "
                    + role
                    + ", "
                    + role
                    + "["
                    + t
                    + "] of type "
                    + part.apply(rows.get(0).sample()).get(t).type()
                    + (steps < 0 ? "" : " but for the number of steps")
                    + " as in the others, but got "
                    + given.stream().map(TensorData::type).toList());
          }
          fill(out.rows(row, 1), given.get(t), padding);
        }
        stacked.add(out);
      }
      return stacked;
    }

    /** A type with this extent of the first axis, if it has one that counts steps. */
    private static TensorType type(TensorType type, long steps) {
      if (steps < 0 || type.rank() == 0) {
        return type;
      }
      long[] dims = type.dims();
      dims[0] = steps;
      return type.withShape(dims);
    }

    private static void fill(TensorData row, TensorData sequence, double padding) {
      row.bytes().put(sequence.bytes());
      for (long i = sequence.size(); i < row.size(); i++) {
        if (row.dtype().isFloating()) {
          row.setDouble(i, padding);
        } else {
          row.setLong(i, (long) padding);
        }
      }
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
