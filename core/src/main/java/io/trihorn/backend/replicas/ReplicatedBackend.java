package io.trihorn.backend.replicas;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A backend that runs each program on several devices of another one: each gets some rows of the
 * batch, and all have all variables. What comes out is what one device would give for the whole
 * batch, but for the order in which sums are taken.
 */
public class ReplicatedBackend extends ForwardingBackend {
  private final List<Device> devices;
  private final Workers workers = new Workers();

  /**
   * A backend around another.
   *
   * @param devices one for each replica; the same one several times makes replicas that share it
   * @throws IllegalArgumentException if there are none
   */
  public ReplicatedBackend(Backend inner, List<Device> devices) {
    super(inner);
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("replicas need devices to run on, but got none");
    }
    this.devices = List.copyOf(devices);
  }

  /** The backend that each replica runs on. */
  public final Backend each() {
    return inner();
  }

  @Override
  public final BackendInfo info() {
    BackendInfo info = inner().info();
    Map<String, String> settings = new LinkedHashMap<>(info.settings());
    settings.put("replicas", devices.toString());
    return new BackendInfo(info.name(), info.engine(), info.version(), devices, settings);
  }

  /** Replicas come together after each step. */
  @Override
  public final boolean joinsSteps() {
    return false;
  }

  /** A store with all variables on each of the devices, whichever is asked for. */
  @Override
  public final VariableStore createStore(Device device) {
    return new ReplicaStore(inner(), devices);
  }

  @Override
  public final Executable compile(Graph graph, VariableStore store) {
    if (!(store instanceof ReplicaStore own)) {
      throw new IllegalArgumentException(
          "replicas need a store that their own backend made, but got "
              + store.getClass().getName());
    }
    return new ReplicaProgram(inner(), graph, own, workers);
  }
}
