package io.trihorn.serving.models;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.Texts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Asks a model before clients do: programs are compiled, and a model that cannot answer does not
 * become one that is served. What it takes is measured, as batches should have no more rows than
 * pay.
 */
final class Warmup {
  /** Engines lay out their memory in the first runs, and compile anew what stays as it is. */
  private static final int FEWEST = 4;

  /** Nanoseconds of rounds over all sizes, since what else the machine does disturbs. */
  private static final long ROUNDS = 1_000_000_000;

  /** More rows pay if one takes less time by more than this part. */
  private static final double GAIN = 0.2;

  /**
   * And while a batch takes less than this, in nanoseconds: threads are woken and answers sent for
   * each. It is little beside what clients wait for.
   */
  private static final double SHORT = 5e6;

  private Warmup() {}

  /**
   * Asks for zeros, in all sizes of batches where rows may be put together; nothing where it is
   * open which shapes will come.
   *
   * @return how many rows a batch should have at most
   */
  static int run(Predictor predictor, Batching options) {
    Signature signature = predictor.signature();
    NavigableMap<Integer, List<TensorData>> inputs = new TreeMap<>();
    NavigableMap<Integer, Double> nanosPerRow = new TreeMap<>();
    for (int size : signature.rowwise() ? options.sizes() : List.of(1)) {
      List<TensorData> zeros = zeros(signature, size);
      if (zeros.isEmpty()) {
        return options.maxRows();
      }
      inputs.put(size, zeros);
      nanosPerRow.put(size, (double) least(predictor, zeros) / size);
      if (options.concurrency() > 1) {
        beside(predictor, zeros, options.concurrency());
      }
    }
    if (!signature.rowwise()) {
      return options.maxRows();
    }
    rounds(predictor, inputs, nanosPerRow);
    return most(nanosPerRow);
  }

  /** Runs all sizes again and again, if that takes little, and notes the fastest. */
  private static void rounds(
      Predictor predictor,
      NavigableMap<Integer, List<TensorData>> inputs,
      NavigableMap<Integer, Double> nanosPerRow) {
    double round =
        nanosPerRow.entrySet().stream().mapToDouble(e -> e.getKey() * e.getValue()).sum();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin + round < ROUNDS) {
      inputs.forEach(
          (size, zeros) ->
              nanosPerRow.merge(size, (double) run(predictor, zeros) / size, Math::min));
    }
  }

  /** The fewest rows that are no short work and take, each, hardly more than in any batch. */
  static int most(NavigableMap<Integer, Double> nanosPerRow) {
    double least = Collections.min(nanosPerRow.values());
    return nanosPerRow.entrySet().stream()
        .filter(size -> size.getKey() * size.getValue() >= SHORT)
        .filter(size -> size.getValue() * (1 - GAIN) <= least)
        .findFirst()
        .orElseGet(nanosPerRow::lastEntry)
        .getKey();
  }

  /** Nanoseconds of the fastest run; runs go on for as long as the first took, which compiles. */
  private static long least(Predictor predictor, List<TensorData> inputs) {
    long first = run(predictor, inputs);
    long least = first;
    long spent = 0;
    for (int i = 1; i < FEWEST || spent < first; i++) {
      long took = run(predictor, inputs);
      least = Math.min(least, took);
      spent += took;
    }
    return least;
  }

  private static long run(Predictor predictor, List<TensorData> inputs) {
    long begin = System.nanoTime();
    predictor.predict(inputs);
    return System.nanoTime() - begin;
  }

  /** Runs side by side, for which engines may have other programs. */
  private static void beside(Predictor predictor, List<TensorData> inputs, int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CompletableFuture.allOf(
              IntStream.range(0, threads)
                  .mapToObj(i -> CompletableFuture.runAsync(() -> predictor.predict(inputs), pool))
                  .toArray(CompletableFuture[]::new))
          .join();
    } finally {
      pool.shutdown();
    }
  }

  private static List<TensorData> zeros(Signature signature, int rows) {
    List<TensorData> zeros = new ArrayList<>();
    for (Port port : signature.inputs()) {
      long[] dims = port.shape().getShape().clone();
      if (dims.length > 0 && dims[0] < 0) {
        dims[0] = rows;
      }
      for (long dim : dims) {
        if (dim < 0) {
          return List.of();
        }
      }
      zeros.add(port.isText() ? texts(dims) : TensorData.zeros(TensorType.of(port.dtype(), dims)));
    }
    return zeros;
  }

  private static TensorData texts(long[] dims) {
    long count = TensorType.of(DataType.UINT8, dims).size();
    return new Texts(Collections.nCopies(Math.toIntExact(count), ""), new Shape(dims)).toTensor();
  }
}
