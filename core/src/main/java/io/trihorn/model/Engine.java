package io.trihorn.model;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.GraphCompiler;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.state.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs a model's programs on its backend: compiles them when first needed, keeps them and the
 * state. Runs share a lock; moving to another backend and closing take it alone.
 */
final class Engine implements AutoCloseable {
  private final String name;
  private final ModelState state = new ModelState();
  private final ProgramCache<Programs.Signature> programs = new ProgramCache<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private Backend backend;
  private Device device;
  private boolean closed;

  Engine(String name) {
    this.name = name;
  }

  private void checkOpen() {
    if (closed) {
      throw new ModelException(
          "model '" + name + "' was closed; make or load it again, or close it later");
    }
  }

  /** Makes this the backend from now on; the state goes with the model. */
  void moveTo(Backend target, Device targetDevice) {
    lock.writeLock().lock();
    try {
      checkOpen();
      programs.close();
      state.toHost();
      backend = target;
      device = targetDevice;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The backend, chosen by configuration if not before. */
  synchronized Backend backend() {
    if (backend == null) {
      backend = Backends.getDefault();
    }
    return backend;
  }

  private synchronized Device device() {
    if (device == null) {
      device = backend().info().devices().get(0);
    }
    return device;
  }

  /** Gives first values to variables that have none. */
  void initialize(List<Weight> weights, long seed) {
    exclusively(
        () -> {
          state.initialize(weights, seed);
          return null;
        });
  }

  /** Forgets variables, and the programs that used them. */
  void forget(List<Weight> weights) {
    exclusively(
        () -> {
          programs.close();
          state.forget(weights);
          return null;
        });
  }

  TensorData read(Variable variable) {
    return shared(() -> state.read(variable));
  }

  void write(Weight weight, TensorData value) {
    exclusively(
        () -> {
          state.write(weight.variable(), value);
          return null;
        });
  }

  void reset(List<Weight> weights) {
    exclusively(
        () -> {
          state.reset(weights);
          return null;
        });
  }

  /**
   * Runs a program.
   *
   * @param writer makes its graph when it is not compiled yet
   * @return its outputs, in fresh memory
   */
  List<TensorData> run(
      Programs.Signature signature, Supplier<Graph> writer, List<TensorData> feeds) {
    return use(
        signature,
        writer,
        program -> {
          List<TensorData> fetches = program.fetches().stream().map(TensorData::zeros).toList();
          program.executable().run(feeds, fetches);
          return fetches;
        });
  }

  /**
   * Runs a program, and fetches its outputs into the places given; null where one is not wanted.
   */
  void run(
      Programs.Signature signature,
      Supplier<Graph> writer,
      List<TensorData> feeds,
      List<TensorData> fetches) {
    use(
        signature,
        writer,
        program -> {
          program.executable().run(feeds, fetches);
          return null;
        });
  }

  /** The types of a program's outputs; compiles it if it is not. */
  List<TensorType> outputTypes(Programs.Signature signature, Supplier<Graph> writer) {
    return use(signature, writer, Program::fetches);
  }

  private <T> T use(
      Programs.Signature signature, Supplier<Graph> writer, Function<Program, T> action) {
    return shared(() -> programs.use(signature, () -> compile(writer.get()), action));
  }

  private Program compile(Graph graph) {
    return new Program(
        GraphCompiler.compile(backend(), graph, state.store(backend(), device())),
        graph.outputTypes());
  }

  private <T> T shared(Supplier<T> action) {
    lock.readLock().lock();
    try {
      checkOpen();
      return action.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  private <T> T exclusively(Supplier<T> action) {
    lock.writeLock().lock();
    try {
      checkOpen();
      return action.get();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Names with values, in order. */
  static Map<String, Double> logs(List<String> names, List<TensorData> values) {
    Map<String, Double> logs = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      logs.put(names.get(i), values.get(i).getDouble(0));
    }
    return logs;
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        programs.close();
        state.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
