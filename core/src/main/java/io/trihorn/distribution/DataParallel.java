package io.trihorn.distribution;

import io.trihorn.backend.Backend;
import io.trihorn.graph.Variable;
import java.util.List;

/**
 * Deals the rows of each batch out to replicas of the model, one on each device. What a step does
 * is what it does on one device for the whole batch, but for the order in which sums are taken: as
 * in Keras on JAX, {@code BatchNormalization} has the statistics of the whole batch, losses and
 * metrics are means over all its rows, and each replica makes the same update. Batches need not be
 * divisible: the first replicas have one row more. A batch with fewer rows than there are replicas
 * is computed by each.
 *
 * <p>Programs that know nothing of rows, whose inputs do not begin with an axis of one extent, are
 * right too, and gain nothing.
 */
public final class DataParallel implements Distribution {
  private static final String BATCH = "batch";
  private final DeviceMesh mesh;

  /**
   * Over all devices of the default backend.
   *
   * @throws io.trihorn.backend.BackendException if there is no backend
   */
  public DataParallel() {
    this(Devices.listDevices().toArray(new String[0]));
  }

  /**
   * Over these devices. Processors are one device: names of several, {@code cpu:0} and {@code
   * cpu:1}, make replicas that share it, as tests of a distribution want.
   *
   * @throws IllegalArgumentException if there are none, or one has no such name
   */
  public DataParallel(String... devices) {
    this(new DeviceMesh(List.of(devices.length), List.of(BATCH), List.of(devices)));
  }

  /**
   * Over the devices of a mesh.
   *
   * @throws IllegalArgumentException if it has more than one axis
   */
  public DataParallel(DeviceMesh mesh) {
    if (mesh.shape().size() != 1 || mesh.devices().isEmpty()) {
      throw new IllegalArgumentException(
          "DataParallel: batches are dealt out along one axis of one device or more, but the mesh"
              + " has the shape "
              + mesh.shape());
    }
    this.mesh = mesh;
  }

  @Override
  public DeviceMesh deviceMesh() {
    return mesh;
  }

  @Override
  public String batchDimName() {
    return mesh.axisNames().get(0);
  }

  @Override
  public int numModelReplicas() {
    return mesh.devices().size();
  }

  @Override
  public TensorLayout getVariableLayout(Variable variable) {
    return TensorLayout.whole(variable.type().rank(), mesh);
  }

  @Override
  public Backend over(Backend backend) {
    return DistributedBackend.of(this, this::getVariableLayout, backend);
  }
}
