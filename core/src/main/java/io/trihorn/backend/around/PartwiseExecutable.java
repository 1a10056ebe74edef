package io.trihorn.backend.around;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/** A program that runs part by part. Runs that assign variables happen one after another. */
final class PartwiseExecutable implements Executable {
  /** Sees each part when it was run. */
  @FunctionalInterface
  interface Watcher {
    /**
     * A part was run.
     *
     * @param part what was run
     * @param store where the variables are
     * @param feeds what it was given
     * @param results what it gave; none for the last part
     * @param nanos how long it took
     */
    void ran(
        Segment part,
        VariableStore store,
        List<? extends TensorValue> feeds,
        List<DeviceTensor> results,
        long nanos);
  }

  private final Watcher watcher;
  private final VariableStore store;
  private final Graph graph;
  private final List<Segment> parts;
  private final List<Executable> programs = new ArrayList<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /**
   * A program of parts.
   *
   * @param name tells the parts apart: nodes of one name that follow each other are one
   */
  PartwiseExecutable(
      Backend backend,
      Watcher watcher,
      Graph graph,
      VariableStore store,
      Function<Node, String> name) {
    this.watcher = watcher;
    this.store = store;
    this.graph = graph;
    this.parts = Segment.of(graph, name);
    try {
      parts.forEach(part -> programs.add(backend.compile(part.graph(), store)));
    } catch (RuntimeException e) {
      programs.forEach(Executable::close);
      throw e;
    }
  }

  @Override
  public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    through(
        feeds,
        last -> {
          end().run(last, fetches);
          return null;
        });
  }

  @Override
  public List<DeviceTensor> call(List<? extends TensorValue> feeds, BitSet wanted) {
    return through(feeds, last -> end().call(last, wanted));
  }

  @Override
  public TensorData place(TensorType type) {
    return end().place(type);
  }

  private Executable end() {
    return programs.get(programs.size() - 1);
  }

  private <T> T through(List<? extends TensorValue> feeds, Function<List<TensorValue>, T> finish) {
    if (feeds.size() != graph.parameters().size()) {
      throw new IllegalArgumentException(
          "expected a feed for each of " + graph.parameterTypes() + ", but got " + feeds.size());
    }
    Lock held = graph.updates().isEmpty() ? lock.readLock() : lock.writeLock();
    Map<Value, TensorValue> values = new HashMap<>();
    List<DeviceTensor> made = new ArrayList<>();
    held.lock();
    try {
      for (int i = 0; i < feeds.size(); i++) {
        values.put(graph.parameters().get(i), feeds.get(i));
      }
      for (int i = 0; i < parts.size() - 1; i++) {
        Segment part = parts.get(i);
        List<TensorValue> given = part.needed().stream().map(values::get).toList();
        BitSet all = new BitSet();
        all.set(0, part.given().size());
        long start = System.nanoTime();
        List<DeviceTensor> results = programs.get(i).call(given, all);
        long nanos = System.nanoTime() - start;
        made.addAll(results);
        for (int k = 0; k < results.size(); k++) {
          values.put(part.given().get(k), results.get(k));
        }
        watcher.ran(part, store, given, results, nanos);
      }
      Segment last = parts.get(parts.size() - 1);
      List<TensorValue> given = last.needed().stream().map(values::get).toList();
      long start = System.nanoTime();
      T result = finish.apply(given);
      watcher.ran(last, store, given, List.of(), System.nanoTime() - start);
      return result;
    } finally {
      held.unlock();
      made.forEach(DeviceTensor::close);
    }
  }

  @Override
  public void close() {
    programs.forEach(Executable::close);
  }
}
