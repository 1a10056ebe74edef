package io.trihorn.backend.replicas;

import ai.djl.Device;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.exchange.Workers;
import io.trihorn.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A backend that runs each program on several replicas, which share the work as they are dealt rows
 * of the batch or parts of variables. What comes out is what one device would give, but for the
 * order in which sums are taken.
 */
public final class ReplicatedBackend extends ForwardingBackend {
  private final List<Replica> replicas;
  private final Deal deal;
  private final Workers workers = new Workers();

  /**
   * A backend over replicas.
   *
   * @param replicas one or more, all on the same engine; the same one several times makes replicas
   *     that share a device
   * @param deal what each of them gets
   */
  public ReplicatedBackend(List<Replica> replicas, Deal deal) {
    super(replicas.get(0).backend());
    this.replicas = List.copyOf(replicas);
    this.deal = deal;
  }

  private List<Device> devices() {
    return replicas.stream()
        .flatMap(
            replica ->
                replica.backend() instanceof ReplicatedBackend several
                    ? several.devices().stream()
                    : Stream.of(replica.device()))
        .toList();
  }

  @Override
  public BackendInfo info() {
    BackendInfo info = inner().info();
    List<Device> devices = devices();
    Map<String, String> settings = new LinkedHashMap<>(info.settings());
    settings.put("replicas", devices.toString());
    return new BackendInfo(info.name(), info.engine(), info.version(), devices, settings);
  }

  /** None is asked for: replicas have theirs. */
  @Override
  public Optional<String> unavailable(Device device) {
    return Optional.empty();
  }

  /** Replicas come together after each step. */
  @Override
  public boolean joinsSteps(Device device) {
    return false;
  }

  /** The programs of replicas do, each for what it has of the variables. */
  @Override
  public boolean keepsDerived() {
    return true;
  }

  /** A store with the variables of all replicas, whichever device is asked for. */
  @Override
  public VariableStore createStore(Device device) {
    return new ReplicaStore(replicas, deal);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    if (!(store instanceof ReplicaStore own)) {
      throw new IllegalArgumentException(
          "replicas need a store that their own backend made, but got "
              + store.getClass().getName());
    }
    return new ReplicaProgram(replicas, deal, graph, own, workers);
  }
}
