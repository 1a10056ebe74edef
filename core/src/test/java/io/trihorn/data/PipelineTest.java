package io.trihorn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
  /** Rows with the numbers from one to before another. */
  private static Dataset numbers(int from, int to) {
    return Dataset.of(IntStream.range(from, to).toArray());
  }

  private static Dataset made(int to) {
    return Dataset.generate(IntStream.range(0, to).mapToObj(i -> Sample.of((long) i)).toList());
  }

  private static List<List<Long>> read(Dataset data, long epoch, long from) {
    List<List<Long>> batches = new ArrayList<>();
    try (BatchIterator iterator = data.open(epoch, from)) {
      while (iterator.hasNext()) {
        Batch batch = iterator.next();
        List<Long> values = new ArrayList<>();
        batch
            .inputs()
            .forEach(
                t -> IntStream.range(0, (int) t.size()).forEach(i -> values.add(t.getLong(i))));
        batch
            .targets()
            .forEach(
                t -> IntStream.range(0, (int) t.size()).forEach(i -> values.add(t.getLong(i))));
        batches.add(values);
      }
    }
    return batches;
  }

  private static List<Long> rows(Dataset data, long epoch) {
    return read(data, epoch, 0).stream().flatMap(List::stream).toList();
  }

  private static List<Long> longs(long... values) {
    return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
  }

  private static Sample tenfold(Sample row) {
    return Sample.of(row.inputs().get(0).getLong(0) * 10);
  }

  private static Batch negative(Batch batch) {
    long[] values = batch.inputs().get(0).toLongArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = -values[i];
    }
    return Batch.of(TensorData.of(values, values.length));
  }

  /** A pipeline for each stage. */
  private static Map<String, Dataset> stages() {
    Map<String, Dataset> all = new LinkedHashMap<>();
    all.put("arrays", numbers(0, 23).batch(4));
    all.put("shuffled arrays", numbers(0, 23).shuffle(5).skip(2).batch(4));
    all.put("generated", made(23).batch(4));
    all.put("shuffle", made(23).shuffle(6, 9).batch(4));
    all.put("repeat", made(5).shuffle(3, 1).repeat(4).batch(3));
    all.put("take and skip", made(23).skip(3).take(11).batch(3));
    all.put("window", made(23).window(3, 2, 2).batch(2));
    all.put("rows mapped", made(23).mapRows(PipelineTest::tenfold, 3).batch(4));
    all.put("batches mapped", numbers(0, 23).shuffle(2).batch(4).map(PipelineTest::negative, 3));
    all.put("mapped", numbers(0, 23).batch(4).map(PipelineTest::negative));
    all.put("without a remainder", made(23).batch(4).dropRemainder());
    all.put("interleave", Datasets.interleave(List.of(made(5), made(9), made(4)), 2, 2).batch(4));
    all.put("zip", Datasets.zip(made(9), numbers(50, 80)).batch(4));
    all.put("padded", sequences().paddedBatch(3, -1));
    all.put("bucketed", sequences().bucketed(Buckets.of(new int[] {3, 5}, 2)));
    all.put("prefetched", made(23).shuffle(6, 9).batch(4).prefetch(2));
    return all;
  }

  private static Dataset sequences() {
    return Dataset.generate(
        IntStream.range(0, 17)
            .mapToObj(i -> Sample.of(IntStream.range(0, i * 5 % 7 + 1).map(k -> i).toArray()))
            .toList());
  }

  @Test
  void everyStageGoesOnWhereItStopped() {
    stages()
        .forEach(
            (name, data) -> {
              for (long epoch = 0; epoch < 2; epoch++) {
                List<List<Long>> whole = read(data, epoch, 0);
                assertTrue(whole.size() > 2, name);
                assertEquals(whole, read(data, epoch, 0), name + ": a second reading");
                for (int from = 0; from <= whole.size() + 1; from++) {
                  assertEquals(
                      whole.subList(Math.min(from, whole.size()), whole.size()),
                      read(data, epoch, from),
                      name + " from batch " + from);
                }
              }
            });
  }

  @Test
  void whatIsGonePastIsNotMapped() {
    AtomicInteger calls = new AtomicInteger();
    UnaryOperator<Batch> counted =
        batch -> {
          calls.incrementAndGet();
          return batch;
        };
    assertEquals(2, read(numbers(0, 40).batch(4).map(counted), 0, 8).size());
    assertEquals(2, calls.get());
    assertEquals(2, read(numbers(0, 40).batch(4).map(counted, 2), 0, 8).size());
    assertEquals(4, calls.get());
  }

  @Test
  void aBufferShufflesEachEpochAnew() {
    Dataset data = made(100).shuffle(10, 4);
    List<Long> first = rows(data, 0);
    assertEquals(rows(made(100), 0), first.stream().sorted().toList());
    assertNotEquals(rows(made(100), 0), first);
    assertNotEquals(first, rows(data, 1));
    for (int i = 0; i < 100; i++) {
      assertTrue(first.get(i) < i + 10, "a row comes no earlier than the buffer reaches");
    }
    assertEquals(rows(made(100), 0), rows(made(100).shuffle(1, 4), 0));
  }

  @Test
  void repeatedRowsAreShuffledEachTime() {
    List<Long> twice = rows(made(20).shuffle(20, 3).repeat(2), 0);
    assertEquals(40, twice.size());
    assertEquals(rows(made(20).shuffle(20, 3), 0), twice.subList(0, 20));
    assertEquals(rows(made(20).shuffle(20, 3), 1), twice.subList(20, 40));
    assertEquals(longs(0, 1, 2, 0, 1, 2, 0), rows(made(3).repeat().take(7), 0));
    assertEquals(List.of(), rows(made(3).take(0).repeat(), 0));
  }

  /** The orders are those of TensorFlow 2.21's {@code tf.data}. */
  @Test
  void rowsInterleaveAsInTensorFlow() {
    List<Dataset> sets =
        List.of(numbers(0, 5), numbers(100, 102), numbers(200, 207), numbers(300, 303));
    assertEquals(
        longs(0, 1, 100, 101, 2, 3, 4, 200, 201, 300, 301, 202, 203, 302, 204, 205, 206),
        rows(Datasets.interleave(sets, 2, 2), 0));
    assertEquals(
        longs(0, 100, 200, 1, 101, 201, 2, 202, 3, 300, 203, 4, 301, 204, 302, 205, 206),
        rows(Datasets.interleave(sets, 3, 1), 0));
    assertEquals(
        longs(0, 1, 2, 100, 101, 3, 4, 200, 201, 202, 300, 301, 302, 203, 204, 205, 206),
        rows(Datasets.interleave(sets, 2, 3), 0));
  }

  @Test
  void windowsAreThoseOfTensorFlow() {
    assertEquals(
        List.of(longs(0, 1, 2), longs(2, 3, 4), longs(4, 5, 6), longs(6, 7, 8)),
        read(made(9).window(3, 2, 1).batch(1), 0, 0));
    assertEquals(
        List.of(longs(0, 2), longs(3, 5), longs(6, 8)),
        read(made(9).window(2, 3, 2).batch(1), 0, 0));
    assertEquals(5, read(made(9).window(3, 1, 2).batch(1), 0, 0).size());
    assertEquals(
        List.of(longs(0), longs(4), longs(8)), read(made(9).window(1, 4, 1).batch(1), 0, 0));
  }

  @Test
  void severalThreadsKeepTheOrder() {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    UnaryOperator<Sample> slow =
        row -> {
          seen.add(Thread.currentThread());
          long value = row.inputs().get(0).getLong(0);
          // The first of some takes longest.
          long until = System.nanoTime() + (3 - value % 4) * 1_000_000;
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
          return tenfold(row);
        };
    assertEquals(
        IntStream.range(0, 60).mapToObj(i -> i * 10L).toList(), rows(made(60).mapRows(slow, 4), 0));
    assertEquals(4, seen.size());
    assertFalse(seen.contains(Thread.currentThread()));
  }

  @Test
  void aFailedRowIsNamed() {
    UnaryOperator<Sample> picky =
        row -> {
          if (row.inputs().get(0).getLong(0) == 17) {
            throw new IllegalArgumentException("no 17 here");
          }
          return row;
        };
    Dataset data = made(30).mapRows(picky, 2).batch(4);
    DatasetException e = assertThrows(DatasetException.class, () -> read(data, 0, 0));
    assertTrue(e.getMessage().startsWith("row 17: "), e.getMessage());
    assertTrue(e.getMessage().contains("no 17 here"), e.getMessage());
    UnaryOperator<Batch> broken =
        batch -> {
          throw new IllegalStateException("no batch");
        };
    Dataset batches = made(30).batch(4).map(broken, 2).prefetch(1);
    e = assertThrows(DatasetException.class, () -> read(batches, 0, 0));
    assertTrue(e.getMessage().contains("batch 0: "), e.getMessage());
  }

  @Test
  void paddedBatchesAreAsLongAsTheirLongest() {
    List<Batch> batches = new ArrayList<>();
    sequences().take(4).paddedBatch(2, -1).forEach(batches::add);
    // Lengths 1, 6, 4, 2.
    assertArrayEquals(
        new long[] {0, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1},
        batches.get(0).inputs().get(0).toLongArray());
    assertArrayEquals(
        new long[] {2, 2, 2, 2, 3, 3, -1, -1}, batches.get(1).inputs().get(0).toLongArray());
  }

  @Test
  void aFolderKeepsRowsForTheNextProgram(@TempDir Path parent) throws IOException {
    Path folder = parent.resolve("cache");
    AtomicInteger calls = new AtomicInteger();
    UnaryOperator<Batch> counted =
        batch -> {
          calls.incrementAndGet();
          return new Batch(batch.inputs(), batch.inputs(), List.of());
        };
    Dataset source = made(3000).map(counted);
    Dataset kept = source.cache(folder);
    int once = calls.get();
    assertEquals(3000, kept.rows().getAsLong());
    assertEquals(rows(source, 0).size(), rows(kept, 0).size());
    assertEquals(
        rows(kept.shuffle(3000L).batch(7), 2),
        rows(source.cache(folder).shuffle(3000L).batch(7), 2));
    int before = calls.get();
    source.cache(folder);
    assertEquals(before, calls.get(), "what is in the folder is not read again");
    assertTrue(once >= 3);
    Files.write(folder.resolve("inputs-0.bin"), new byte[8]);
    DatasetException e = assertThrows(DatasetException.class, () -> source.cache(folder));
    assertTrue(e.getMessage().contains("inputs-0.bin: expected 24000 bytes"), e.getMessage());
    for (String index : List.of("no JSON", "[]", "{}", "{\"order\": \"")) {
      Files.writeString(folder.resolve("cache.json"), index);
      e = assertThrows(DatasetException.class, () -> source.cache(folder));
      assertTrue(e.getMessage().contains(folder + ": cache.json is damaged"), e.getMessage());
    }
  }
}
