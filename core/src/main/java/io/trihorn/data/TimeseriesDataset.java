package io.trihorn.data;

import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.HostValues;
import java.util.List;

/**
 * Windows over a time series, {@code keras.utils.timeseries_dataset_from_array}. They are cut out
 * when their batch is read, so that overlapping ones take no memory. The methods that give the
 * object itself set what they are named after, with Keras's defaults.
 */
public final class TimeseriesDataset {
  private final TensorData data;
  private final TensorData targets;
  private final int sequenceLength;
  private int sequenceStride = 1;
  private int samplingRate = 1;
  private int batchSize = 128;
  private Long seed;
  private int startIndex;
  private int endIndex;

  private TimeseriesDataset(TensorData data, TensorData targets, int sequenceLength) {
    this.data = data;
    this.targets = targets;
    this.sequenceLength = sequenceLength;
    endIndex = size();
  }

  private int size() {
    return Math.toIntExact(data.type().dim(0));
  }

  /**
   * Windows without targets.
   *
   * @param data as in {@link HostValues#of}; the first axis counts the steps of time
   * @param sequenceLength the number of steps of a window
   */
  public static TimeseriesDataset fromArray(Object data, int sequenceLength) {
    return new TimeseriesDataset(HostValues.of(data), null, sequenceLength);
  }

  /**
   * Windows with targets.
   *
   * @param data as in {@link HostValues#of}; the first axis counts the steps of time
   * @param targets the target of the window that begins at each step, for as many steps as there
   *     are windows
   * @param sequenceLength the number of steps of a window
   */
  public static TimeseriesDataset fromArray(Object data, Object targets, int sequenceLength) {
    return new TimeseriesDataset(HostValues.of(data), HostValues.of(targets), sequenceLength);
  }

  /** How many steps after a window the next begins, 1 by default. */
  public TimeseriesDataset sequenceStride(int steps) {
    sequenceStride = within("sequenceStride", steps, 1);
    return this;
  }

  /** Of how many steps one counts, 1 by default. */
  public TimeseriesDataset samplingRate(int steps) {
    samplingRate = within("samplingRate", steps, 1);
    return this;
  }

  /** The size of batches, 128 by default; 0 leaves it to who reads. */
  public TimeseriesDataset batchSize(int size) {
    batchSize = size;
    return this;
  }

  /** Windows in another order in each epoch, from this seed; by default in the order of time. */
  public TimeseriesDataset shuffle(long value) {
    seed = value;
    return this;
  }

  /** The step that windows begin from, 0 by default. */
  public TimeseriesDataset startIndex(int step) {
    startIndex = within("startIndex", step, 0);
    return this;
  }

  /** The step that windows end before; by default the end of the data. */
  public TimeseriesDataset endIndex(int step) {
    endIndex = within("endIndex", step, 1);
    return this;
  }

  private int within(String name, int value, int least) {
    if (value < least || value >= size()) {
      throw new IllegalArgumentException(
          name + ": expected " + least + " to " + (size() - 1) + ", but got " + value);
    }
    return value;
  }

  /**
   * The dataset: inputs {@code (batch, sequenceLength, ...)}, and targets {@code (batch, ...)} if
   * there are any.
   *
   * @throws IllegalArgumentException if there is no window between start and end
   */
  public Dataset load() {
    long windows = endIndex - startIndex - (sequenceLength - 1L) * samplingRate;
    windows = targets == null ? windows : Math.min(windows, targets.type().dim(0));
    if (windows < 1) {
      throw new IllegalArgumentException(
          "there is no window of %d steps, one in %d, between the steps %d and %d"
              .formatted(sequenceLength, samplingRate, startIndex, endIndex));
    }
    int count = (int) ((windows + sequenceStride - 1) / sequenceStride);
    int[] begins = new int[count];
    for (int i = 0; i < count; i++) {
      begins[i] = startIndex + i * sequenceStride;
    }
    Dataset all = Dataset.of(TensorData.of(begins, count));
    Dataset ordered = seed == null ? all : all.shuffle(seed);
    Dataset batched = batchSize == 0 ? ordered : ordered.batch(batchSize);
    return batched.map(this::windows).prefetch(2);
  }

  private Batch windows(Batch places) {
    int[] begins = new int[places.rows()];
    int[] steps = new int[begins.length * sequenceLength];
    for (int i = 0; i < begins.length; i++) {
      begins[i] = (int) places.inputs().get(0).getLong(i);
      for (int k = 0; k < sequenceLength; k++) {
        steps[i * sequenceLength + k] = begins[i] + k * samplingRate;
      }
    }
    TensorData taken = Column.taken(data, steps);
    long[] dims = taken.type().dims();
    long[] window = new long[dims.length + 1];
    window[0] = begins.length;
    window[1] = sequenceLength;
    System.arraycopy(dims, 1, window, 2, dims.length - 1);
    List<TensorData> goals = targets == null ? List.of() : List.of(Column.taken(targets, begins));
    return new Batch(List.of(taken.reshape(window)), goals, List.of());
  }
}
