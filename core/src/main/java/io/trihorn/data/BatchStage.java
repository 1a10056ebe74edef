package io.trihorn.data;

/** What is done last to each batch of a dataset, where it is read; see {@link Dataset#stage}. */
@FunctionalInterface
public interface BatchStage {
  /**
   * A batch as it is to be used.
   *
   * @param batch as it was read, which must not be changed: it may be the dataset's own rows
   * @param memory where new tensors go
   */
  Batch apply(Batch batch, BatchMemory memory);
}
