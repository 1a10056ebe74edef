package io.trihorn.data;

import java.util.List;

/** Several datasets as one. Only rows are taken of each: what batches they come in is not. */
public final class Datasets {
  private Datasets() {}

  /**
   * Rows of several datasets in turn, such as those of many files.
   *
   * @param datasets the datasets, opened when their turn comes
   * @param cycleLength how many are open at a time
   * @param blockLength how many rows follow each other from one
   */
  public static Dataset interleave(List<Dataset> datasets, int cycleLength, int blockLength) {
    Counts.positive("interleave", "datasets open", cycleLength);
    Counts.positive("interleave", "rows in a block", blockLength);
    Counts.positive("interleave", "datasets", datasets.size());
    List<SampleSource> sources = datasets.stream().map(Dataset::samples).toList();
    return Dataset.of(new SampleRows(SampleStages.interleave(sources, cycleLength, blockLength)));
  }

  /** The inputs of one dataset with those of another as targets, as far as both have rows. */
  public static Dataset zip(Dataset inputs, Dataset targets) {
    return Dataset.of(new SampleRows(SampleStages.zip(inputs.samples(), targets.samples())));
  }
}
