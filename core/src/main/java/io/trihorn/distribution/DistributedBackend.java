package io.trihorn.distribution;

import io.trihorn.backend.Backend;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.replicas.Deal;
import io.trihorn.backend.replicas.Replica;
import io.trihorn.backend.replicas.ReplicatedBackend;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A backend on the devices of a distribution: replicas along the axis of batches, of which each may
 * be replicas along other axes of the mesh, that share its variables.
 */
final class DistributedBackend extends ForwardingBackend {
  private final Distribution distribution;
  private final Backend each;

  private DistributedBackend(Distribution distribution, Backend each, Backend whole) {
    super(whole);
    this.distribution = distribution;
    this.each = each;
  }

  /**
   * A backend on the devices of a distribution.
   *
   * @param layouts of variables and of parts of these, which need not be looked at
   */
  static Backend of(
      Distribution distribution, Function<Variable, TensorLayout> layouts, Backend backend) {
    Backend each = backend instanceof DistributedBackend over ? over.each : backend;
    DeviceMesh mesh = distribution.deviceMesh();
    String batch = distribution.batchDimName();
    List<String> axes = new ArrayList<>(mesh.axisNames());
    axes.remove(batch);
    axes.add(0, batch);
    axes.removeIf(axis -> mesh.extent(axis) == 1);
    if (axes.isEmpty()) {
      axes.add(batch);
    }
    Grid grid = new Grid(mesh, batch, layouts, each);
    return new DistributedBackend(distribution, each, grid.replica(axes, Map.of()).backend());
  }

  private record Grid(
      DeviceMesh mesh, String batch, Function<Variable, TensorLayout> layouts, Backend each) {
    /**
     * What stands at the points of the mesh that differ along some axes.
     *
     * @param axes these axes, the outer ones first
     * @param at where on other axes the points are
     */
    Replica replica(List<String> axes, Map<String, Integer> at) {
      if (axes.isEmpty()) {
        return new Replica(each, Devices.device(mesh.device(at)));
      }
      String axis = axes.get(0);
      List<Replica> replicas = new ArrayList<>();
      for (int i = 0; i < mesh.extent(axis); i++) {
        Map<String, Integer> point = new HashMap<>(at);
        point.put(axis, i);
        replicas.add(replica(axes.subList(1, axes.size()), point));
      }
      ToIntFunction<Variable> dealt = v -> layouts.apply(v).axisAlong(axis, v);
      Deal deal = axis.equals(batch) ? Deal.rows(dealt) : Deal.variables(dealt);
      return new Replica(new ReplicatedBackend(replicas, deal), replicas.get(0).device());
    }
  }

  Distribution distribution() {
    return distribution;
  }
}
