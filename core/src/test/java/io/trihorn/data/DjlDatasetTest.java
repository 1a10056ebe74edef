package io.trihorn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Dataset.Usage;
import ai.djl.util.Progress;
import io.trihorn.ndarray.TrihornNDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DjlDatasetTest {
  /** Batches with the numbers of their rows. */
  private record Counting(int... sizes) implements ai.djl.training.dataset.Dataset {
    @Override
    public Iterable<ai.djl.training.dataset.Batch> getData(NDManager manager) {
      List<ai.djl.training.dataset.Batch> all = new ArrayList<>();
      int begin = 0;
      for (int size : sizes) {
        float[] rows = new float[size];
        for (int i = 0; i < size; i++) {
          rows[i] = begin + i;
        }
        NDManager own = manager.newSubManager();
        all.add(
            new ai.djl.training.dataset.Batch(
                own,
                new NDList(own.create(rows).reshape(size, 1)),
                new NDList(own.create(IntStream.range(begin, begin + size).toArray())),
                size,
                null,
                null,
                begin,
                begin + size));
        begin += size;
      }
      return all;
    }

    @Override
    public void prepare(Progress progress) {
      // The numbers are made as they are read.
    }
  }

  @Test
  void batchesOfDjlComeInEveryEpoch() {
    try (NDManager manager = TrihornNDManager.newBaseManager()) {
      Dataset data = DjlDataset.of(new Counting(3, 2), manager);
      for (int epoch = 0; epoch < 2; epoch++) {
        List<Long> sizes = new ArrayList<>();
        for (Batch batch : data) {
          assertArrayEquals(
              batch.targets().get(0).toDoubleArray(), batch.inputs().get(0).toDoubleArray());
          assertEquals(2, batch.inputs().get(0).type().rank());
          sizes.add(batch.targets().get(0).size());
        }
        assertEquals(List.of(3L, 2L), sizes);
      }
    }
  }

  @Test
  void whatDjlCannotReadIsSaid() {
    ai.djl.training.dataset.Dataset broken =
        new ai.djl.training.dataset.Dataset() {
          @Override
          public Iterable<ai.djl.training.dataset.Batch> getData(NDManager manager)
              throws IOException {
            throw new IOException("no " + Usage.TRAIN);
          }

          @Override
          public void prepare(Progress progress) {
            throw new IllegalStateException("not asked for");
          }
        };
    try (NDManager manager = TrihornNDManager.newBaseManager()) {
      Dataset data = DjlDataset.of(broken, manager);
      DatasetException e = assertThrows(DatasetException.class, data::iterator);
      assertTrue(e.getMessage().contains("no TRAIN"), e.getMessage());
    }
  }
}
