package io.trihorn.data;

import io.trihorn.graph.TensorData;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
                  Column column = new Column(new Held.Whole(data.reshape(dims)), scale);
                  TensorData out = TensorData.zeros(column.type(1));
                  column.gather(null, 0, out);
                  return out.reshape(data.type().dims());
                })
            .toList();
    return new Sample(inputs, sample.targets(), sample.weights());
  }

  @Override
  public Optional<SampleSource> samples() {
    return Optional.of(source);
  }

  @Override
  public Cursor open(long epoch) {
    return new SampleCursor(source.open(epoch), 0);
  }
}
