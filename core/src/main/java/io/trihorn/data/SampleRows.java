package io.trihorn.data;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** Rows that are made one after another, each time the dataset is read. */
record SampleRows(SampleSource source) implements Rows {
  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }

  @Override
  public Rows take(long n) {
    return new SampleRows(epoch -> source.open(epoch).limit(n));
  }

  @Override
  public Rows skip(long n) {
    return new SampleRows(epoch -> source.open(epoch).skip(n));
  }

  @Override
  public Rows shuffle(long seed) {
    throw new UnsupportedOperationException(
        "the rows of a generated dataset come in the generator's order: call cache() before"
            + " shuffle(seed), or shuffle(buffer, seed)");
  }

  @Override
  public Rows scaleInputs(Column.Scale scale) {
    return new SampleRows(epoch -> source.open(epoch).map(sample -> scaled(sample, scale)));
  }

  private static Sample scaled(Sample sample, Column.Scale scale) {
    List<TensorData> inputs =
        sample.inputs().stream()
            .map(
                data -> {
                  long[] dims = new long[data.type().rank() + 1];
                  dims[0] = 1;
                  System.arraycopy(data.type().dims(), 0, dims, 1, dims.length - 1);
                  Column column = new Column(data.reshape(dims), scale);
                  TensorData out = TensorData.zeros(column.type(1));
                  column.gather(null, 0, out);
                  return out.reshape(data.type().dims());
                })
            .toList();
    return new Sample(inputs, sample.targets(), sample.weights());
  }

  @Override
  public Cursor open(long epoch) {
    return new SampleCursor(source.open(epoch));
  }

  private static final class SampleCursor implements Cursor {
    private final Stream<Sample> stream;
    private final Iterator<Sample> samples;
    private Sample first;
    private long read;

    SampleCursor(Stream<Sample> stream) {
      this.stream = stream;
      this.samples = stream.iterator();
    }

    @Override
    public Batch next(int rows, Buffers buffers) {
      List<Sample> batch = new ArrayList<>();
      while (batch.size() < rows && samples.hasNext()) {
        Sample sample = samples.next();
        first = first == null ? sample : first;
        batch.add(sample);
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
      while (skipped < count && samples.hasNext()) {
        for (int i = 0; i < rows && samples.hasNext(); i++) {
          Sample sample = samples.next();
          first = first == null ? sample : first;
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
}
