package io.trihorn.model;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.compile.ProgramCache;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import io.trihorn.model.Programs.Signature;
import io.trihorn.state.Stages;
import io.trihorn.state.Weight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs a model's programs on its backend: compiles them when first needed and keeps them. The
 * values they read and assign are in a state that the model shares with those that reach the same
 * weights.
 */
final class Engine implements AutoCloseable {
  /** How many programs are kept, unless the model says otherwise. */
  static final int PROGRAMS = 64;

  private final Supplier<String> name;
  private final SharedState state = new SharedState();
  private final ProgramCache<Signature, Program> programs =
      new ProgramCache<>(PROGRAMS, program -> program.executable().close());

  /** All variables that programs may use. */
  private final Set<Variable> reached = ConcurrentHashMap.newKeySet();

  private final Object tracing = new Object();
  private volatile boolean closed;

  /** What was run, for runs that may have to be done once more. */
  private record Outcome<T>(T value) {}

  /**
   * An engine without variables.
   *
   * @param name of the model, for messages
   */
  Engine(Supplier<String> name) {
    this.name = name;
    state.enter(this);
  }

  private void checkOpen() {
    if (closed) {
      throw new ModelException(
          "model '" + name.get() + "' was closed; make or load it again, or close it later");
    }
  }

  /** Makes this the backend from now on; the state goes with the model. */
  void moveTo(Backend target, Device device) {
    exclusively(
        state -> {
          state.moveTo(target, device);
          return null;
        });
  }

  /** The backend, chosen by configuration if not before. */
  Backend backend() {
    return state.shared(SharedState::backend);
  }

  /** Where programs run. */
  record Place(Backend backend, Device device) {}

  /** Where programs run, chosen by configuration if not before. */
  Place place() {
    return state.shared(SharedState::place);
  }

  /** Whether steps of training are to be joined to programs. */
  boolean joinsSteps() {
    return state.shared(SharedState::joinsSteps);
  }

  /** Fails where there is no backend and none can be chosen. */
  void requireBackend() {
    state.shared(
        shared -> {
          shared.requireBackend();
          return null;
        });
  }

  /** Sets how many programs are kept. */
  void programs(int most) {
    programs.capacity(most);
  }

  /** The variables that programs may use. */
  Set<Variable> reached() {
    return Collections.unmodifiableSet(reached);
  }

  /** Shares the values of these with all who reach them. */
  void join(List<Weight> weights) {
    List<Weight> more = weights.stream().filter(weight -> reached.add(weight.variable())).toList();
    if (!more.isEmpty()) {
      state.join(more);
    }
  }

  /** Fails if one of these weights had a value that was freed, which a first value would hide. */
  void requireNotFreed(List<Weight> weights) {
    shared(
        state -> {
          state.requireNotFreed(name.get(), weights);
          return null;
        });
  }

  /** Gives first values to variables that have none. */
  void initialize(List<Weight> weights, long seed) {
    join(weights);
    shared(
        state -> {
          state.values().initialize(weights, seed);
          return null;
        });
  }

  /** Forgets variables, and the programs that used them. */
  void forget(List<Weight> weights) {
    exclusively(
        state -> {
          programs.close();
          List<Variable> variables = weights.stream().map(Weight::variable).toList();
          variables.forEach(reached::remove);
          state.free(variables);
          return null;
        });
  }

  /** Does something while nobody assigns or sets values. */
  <T> T undisturbed(Supplier<T> work) {
    while (true) {
      Outcome<T> outcome =
          shared(
              state -> {
                VariableStore store = state.values().store();
                return store == null ? null : store.undisturbed(() -> new Outcome<>(work.get()));
              });
      if (outcome == null) {
        // Without a store nobody runs anything, but somebody may be about to.
        outcome =
            exclusively(state -> state.values().store() == null ? new Outcome<>(work.get()) : null);
      }
      if (outcome != null) {
        return outcome.value();
      }
    }
  }

  /** Does something while nobody else uses the values. */
  <T> T alone(Supplier<T> work) {
    return exclusively(state -> work.get());
  }

  /**
   * What values were read at: equal to that of another time if they are the same since.
   *
   * @param store where they are
   * @param changes of values there
   */
  record Moment(VariableStore store, long changes) {}

  /** Now; within {@link #undisturbed} it stays. */
  Moment moment() {
    return shared(state -> new Moment(state.store(), state.store().changes()));
  }

  /** A copy of a value. */
  TensorData read(Variable variable) {
    return shared(state -> state.values().read(variable));
  }

  /** Shows a value to a reader that keeps no reference to it. */
  void look(Variable variable, Consumer<TensorData> reader) {
    shared(
        state -> {
          state.values().look(variable, reader);
          return null;
        });
  }

  /** A value on the device as it is now, to be closed. */
  DeviceTensor share(Variable variable) {
    return shared(state -> state.store().share(variable));
  }

  /** Sets a value. */
  void write(Weight weight, TensorData value) {
    join(List.of(weight));
    shared(
        state -> {
          state.valuesFor(weight.type().bytes()).write(weight.variable(), value);
          return null;
        });
  }

  /** Sets a value by having its bytes written to where it stays. */
  void write(Weight weight, Consumer<ByteBuffer> writer) {
    join(List.of(weight));
    shared(
        state -> {
          state.valuesFor(weight.type().bytes()).write(weight.variable(), writer);
          return null;
        });
  }

  /** Puts values back to what initializers make. */
  void reset(List<Weight> weights) {
    shared(
        state -> {
          for (Weight weight : weights) {
            state
                .values()
                .write(weight.variable(), weight.initializer().generate(weight.type(), 0));
          }
          return null;
        });
  }

  /**
   * The graph of a program, whose variables have values.
   *
   * @param next what follows where it is only the first part of what is run, else null
   */
  record Written(Graph graph, Stages.Next next) {
    /** A graph that is all of what is run. */
    static Written whole(Graph graph) {
      return new Written(graph, null);
    }
  }

  /**
   * Runs what a signature stands for, in as many programs as it takes.
   *
   * @param writer makes the graph of a signature that is not compiled yet
   * @return the outputs, in fresh memory
   */
  List<TensorData> run(
      Signature signature, Function<Signature, Written> writer, List<? extends TensorValue> feeds) {
    return run(signature, writer, feeds, Engine::fresh);
  }

  /** Memory for the outputs of a program, which nobody else has. */
  static List<TensorData> fresh(Program program) {
    return program.fetches().stream().map(program.executable()::place).toList();
  }

  /**
   * Runs what a signature stands for, in as many programs as it takes.
   *
   * @param places where the outputs of a program are to be written; null where one is not wanted
   * @return the places
   */
  List<TensorData> run(
      Signature signature,
      Function<Signature, Written> writer,
      List<? extends TensorValue> feeds,
      Function<Program, List<TensorData>> places) {
    Signature at = signature;
    List<TensorValue> fed = new ArrayList<>(feeds);
    while (true) {
      Signature key = at;
      Ran ran = use(key, () -> writer.apply(key), program -> run(program, fed, places));
      if (ran.next() == null) {
        return ran.outputs();
      }
      List<TensorData> results = ran.next().function().apply(ran.outputs());
      at = at.after(results.stream().map(ran.next()::seen).toList());
      if (!ran.next().constant()) {
        fed.addAll(results);
      }
    }
  }

  /** Compiles what a signature stands for, without running it. */
  void make(Signature signature, Function<Signature, Written> writer) {
    use(signature, () -> writer.apply(signature), program -> program);
  }

  /** How much the program is that a signature stands for, which was run before. */
  Program.Size size(Signature signature, Function<Signature, Written> writer) {
    return use(signature, () -> writer.apply(signature), Program::size);
  }

  /** What a program gave, and what follows where it was not the last. */
  private record Ran(List<TensorData> outputs, Stages.Next next) {}

  private static Ran run(
      Program program,
      List<? extends TensorValue> feeds,
      Function<Program, List<TensorData>> places) {
    List<TensorData> outputs = program.next() == null ? places.apply(program) : fresh(program);
    program.executable().run(feeds, outputs);
    return new Ran(outputs, program.next());
  }

  private <T> T use(Signature signature, Supplier<Written> writer, Function<Program, T> action) {
    while (true) {
      ProgramCache.Lease<Signature, Program> lease =
          programs.acquire(signature, () -> compile(trace(writer)));
      try {
        Program program = lease.program();
        Outcome<T> outcome =
            shared(
                state ->
                    state.values().store() == program.store()
                        ? new Outcome<>(action.apply(program))
                        : null);
        if (outcome != null) {
          return outcome.value();
        }
        // The values moved since it was compiled.
        programs.discard(lease);
      } finally {
        programs.release(lease);
      }
    }
  }

  /** Layers are asked for one graph at a time, and without the lock: they may make models. */
  private Written trace(Supplier<Written> writer) {
    synchronized (tracing) {
      return writer.get();
    }
  }

  private Program compile(Written written) {
    return shared(
        state -> {
          VariableStore store = state.store();
          Graph graph = written.graph();
          return new Program(
              GraphCompiler.compile(state.backend(), graph, store),
              graph.outputTypes(),
              store,
              written.next(),
              Program.Size.of(graph));
        });
  }

  private <T> T shared(Function<SharedState, T> action) {
    return state.shared(
        root -> {
          checkOpen();
          return action.apply(root);
        });
  }

  private <T> T exclusively(Function<SharedState, T> action) {
    return state.exclusively(
        root -> {
          checkOpen();
          return action.apply(root);
        });
  }

  /** Closes all programs, because the values leave the store they were compiled for. */
  void dropPrograms() {
    programs.close();
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
    state.exclusively(
        root -> {
          if (!closed) {
            closed = true;
            programs.close();
            root.leave(this);
          }
          return null;
        });
  }
}
