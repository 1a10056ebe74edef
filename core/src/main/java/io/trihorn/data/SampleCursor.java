package io.trihorn.data;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Puts rows that come one after another together to batches. */
final class SampleCursor implements Rows.Cursor {
  private final Stream<Sample> stream;
  private final Iterator<Sample> samples;
  private Sample first;
  private long read;

  /**
   * A reading of a stream.
   *
   * @param read the number of its first row, for messages
   */
  SampleCursor(Stream<Sample> stream, long read) {
    this.stream = stream;
    this.samples = stream.iterator();
    this.read = read;
  }

  @Override
  public Batch next(int rows, Buffers buffers) {
    List<Sample> batch = new ArrayList<>();
    while (batch.size() < rows && there(batch.size())) {
      batch.add(sample());
    }
    if (batch.isEmpty()) {
      return null;
    }
    int place = 0;
    List<TensorData> inputs = stack("inputs", Sample::inputs, batch, place, buffers);
    place += inputs.size();
    List<TensorData> targets = stack("targets", Sample::targets, batch, place, buffers);
    place += targets.size();
    List<TensorData> weights = stack("weights", Sample::weights, batch, place, buffers);
    read += batch.size();
    return new Batch(inputs, targets, weights);
  }

  /**
   * Whether there is another row, which is made here.
   *
   * @param waiting how many were made and are in no batch yet
   */
  private boolean there(int waiting) {
    try {
      return samples.hasNext();
    } catch (DatasetException | ShapeException e) {
      // These say where they come from.
      throw e;
    } catch (RuntimeException e) {
      throw new DatasetException("row " + (read + waiting) + " could not be made: " + e, e);
    }
  }

  private Sample sample() {
    Sample sample = samples.next();
    first = first == null ? sample : first;
    return sample;
  }

  private List<TensorData> stack(
      String role,
      Function<Sample, List<TensorData>> part,
      List<Sample> batch,
      int firstPlace,
      Buffers buffers) {
    List<TensorData> out = new ArrayList<>();
    int tensors = part.apply(first).size();
    for (int t = 0; t < tensors; t++) {
      TensorType type = part.apply(first).get(t).type();
      long[] dims = new long[type.rank() + 1];
      dims[0] = batch.size();
      System.arraycopy(type.dims(), 0, dims, 1, type.rank());
      TensorData stacked = buffers.get(firstPlace + t, type.withShape(dims));
      ByteBuffer bytes = stacked.bytes();
      for (int i = 0; i < batch.size(); i++) {
        List<TensorData> row = part.apply(batch.get(i));
        if (row.size() != tensors || !row.get(t).type().equals(type)) {
          throw new ShapeException(
              "sample "
                  + (read + i)
                  + " of a generated dataset: expected "
                  + tensors
                  + " "
                  + role
                  + ", "
                  + role
                  + "["
                  + t
                  + "] of type "
                  + type
                  + " as in the first sample, but got "
                  + row.stream().map(TensorData::type).toList());
        }
        bytes.put(row.get(t).bytes());
      }
      out.add(stacked);
    }
    return out;
  }

  @Override
  public long skip(int rows, long count) {
    long skipped = 0;
    while (skipped < count && there(0)) {
      for (int i = 0; i < rows && there(0); i++) {
        sample();
        read++;
      }
      skipped++;
    }
    return skipped;
  }

  @Override
  public void close() {
    stream.close();
  }
}
