package io.trihorn.benchmarks.dl4j;

import io.trihorn.benchmarks.Samples;
import io.trihorn.benchmarks.Workload;
import java.util.List;
import java.util.NoSuchElementException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Some batches from Java arrays, for the {@code fit} methods that are faster over many. */
final class Batches implements DataSetIterator {
  private static final long serialVersionUID = 1L;

  private final transient Samples samples;
  private final long[] inputShape;
  private final long first;
  private final int steps;
  private int done;

  /**
   * @param samples in the layout that the network wants
   * @param inputShape with the batch axis
   * @param first index of the first batch
   * @param steps how many batches
   */
  Batches(Samples samples, long[] inputShape, long first, int steps) {
    this.samples = samples;
    this.inputShape = inputShape;
    this.first = first;
    this.steps = steps;
  }

  @Override
  public DataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + steps + " batches are done");
    }
    Samples.Batch batch = samples.batch(first + done++);
    Workload workload = samples.workload();
    INDArray x = Nd4j.create(batch.inputs(), inputShape, 'c');
    INDArray y =
        Nd4j.create(batch.oneHot(), new long[] {workload.batch(), workload.classes()}, 'c');
    return new DataSet(x, y);
  }

  @Override
  public boolean hasNext() {
    return done < steps;
  }

  @Override
  public DataSet next(int count) {
    throw new UnsupportedOperationException("batches are of one size, " + batch());
  }

  @Override
  public int inputColumns() {
    return samples.workload().inputSize();
  }

  @Override
  public int totalOutcomes() {
    return samples.workload().classes();
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  @Override
  public boolean asyncSupported() {
    return true;
  }

  @Override
  public void reset() {
    done = 0;
  }

  @Override
  public int batch() {
    return samples.workload().batch();
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor preProcessor) {
    throw new UnsupportedOperationException("samples are ready for use");
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return null;
  }

  @Override
  public List<String> getLabels() {
    return null;
  }
}
