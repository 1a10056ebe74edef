package io.trihorn.model;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A backend whose programs compute nothing, so that what is left of a step is Trihorn's own work;
 * it counts what it is handed. All outputs are the number of the run.
 */
final class CountingBackend implements Backend {
  private static final Backend REFERENCE = Backends.get("reference");

  /** How often each variable was given a value. */
  final Map<Variable, Integer> writes = new ConcurrentHashMap<>();

  /** The places that programs gave for their outputs. */
  final List<TensorData> placed = new ArrayList<>();

  /** How many values were copied to the host. */
  int reads;

  /** How many stores and programs were closed, and how many variables removed. */
  int closedStores;

  int closedPrograms;
  int removed;

  /** What is thrown when a variable of this name is given a value; null for none. */
  String refused;

  /** The types of the feeds that each program takes, in the order in which they were compiled. */
  final List<List<TensorType>> programs = new ArrayList<>();

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public BackendInfo info() {
    return REFERENCE.info();
  }

  @Override
  public boolean supports(DataType dtype) {
    return true;
  }

  @Override
  public VariableStore createStore(Device device) {
    return new Store();
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    programs.add(graph.parameterTypes());
    return new Program();
  }

  private final class Store implements VariableStore {
    private final Map<Variable, TensorData> values = new HashMap<>();

    @Override
    public Device device() {
      return Device.cpu();
    }

    @Override
    public synchronized boolean contains(Variable variable) {
      return values.containsKey(variable);
    }

    @Override
    public void write(Variable variable, TensorValue value) {
      fill(variable, place -> place.copyFrom(value.toHost()));
    }

    @Override
    public synchronized void fill(Variable variable, Consumer<TensorData> writer) {
      if (variable.name().equals(refused)) {
        throw new BackendException("no room for " + refused);
      }
      writes.merge(variable, 1, Integer::sum);
      writer.accept(values.computeIfAbsent(variable, unknown -> TensorData.zeros(variable.type())));
    }

    @Override
    public synchronized void read(Variable variable, TensorData place) {
      reads++;
      place.copyFrom(values.get(variable));
    }

    @Override
    public DeviceTensor share(Variable variable) {
      throw new UnsupportedOperationException("nobody computes with arrays here");
    }

    @Override
    public synchronized <T> T undisturbed(Supplier<T> work) {
      return work.get();
    }

    @Override
    public synchronized long changes() {
      return writes.values().stream().mapToInt(n -> n).sum();
    }

    @Override
    public synchronized void remove(Collection<Variable> variables) {
      removed += variables.size();
      values.keySet().removeAll(variables);
    }

    @Override
    public void close() {
      closedStores++;
    }
  }

  private final class Program implements Executable {
    private int runs;

    @Override
    public void run(List<? extends TensorValue> given, List<TensorData> places) {
      runs++;
      for (TensorData place : places) {
        for (long i = 0; place != null && i < place.size(); i++) {
          place.setDouble(i, runs);
        }
      }
    }

    @Override
    public TensorData place(TensorType type) {
      placed.add(TensorData.full(type, -1));
      return placed.get(placed.size() - 1);
    }

    @Override
    public List<DeviceTensor> call(List<? extends TensorValue> given, BitSet wanted) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closedPrograms++;
    }
  }
}
