package io.trihorn.distribution;

import io.trihorn.backend.Backend;
import io.trihorn.graph.Variable;

/**
 * Deals variables out to devices, each of which keeps its part of them and of what an optimizer
 * keeps for them, and computes with it; and, along another axis of the mesh, the rows of batches,
 * as {@link DataParallel} does. Variables without a layout are whole on each device. What a step
 * does is what it does on one device, but for the order in which sums are taken; values that are
 * read or saved are whole.
 *
 * <p>Products with a {@code Dense} or {@code EinsumDense} kernel, look-ups in an {@code Embedding}
 * and convolutions that are dealt out by output channels are computed in parts; where an operation
 * has no way to work with parts, they are put together for it. A variable may also be dealt out
 * along the axis of batches: then its parts are put together for each run.
 */
public final class ModelParallel implements Distribution {
  private final LayoutMap layouts;
  private final String batch;

  /** With batches along the first axis of the mesh. */
  public ModelParallel(LayoutMap layoutMap) {
    this(layoutMap, layoutMap.deviceMesh().axisNames().get(0));
  }

  /**
   * With batches along an axis of the mesh.
   *
   * @throws IllegalArgumentException if the mesh has no such axis
   */
  public ModelParallel(LayoutMap layoutMap, String batchDimName) {
    DeviceMesh mesh = layoutMap.deviceMesh();
    if (!mesh.axisNames().contains(batchDimName)) {
      throw new IllegalArgumentException(
          "ModelParallel: batches should be dealt out along one of the mesh's axes %s, but got '%s'"
              .formatted(mesh.axisNames(), batchDimName));
    }
    this.layouts = layoutMap;
    this.batch = batchDimName;
  }

  @Override
  public DeviceMesh deviceMesh() {
    return layouts.deviceMesh();
  }

  @Override
  public String batchDimName() {
    return batch;
  }

  @Override
  public int numModelReplicas() {
    return deviceMesh().extent(batch);
  }

  @Override
  public TensorLayout getVariableLayout(Variable variable) {
    TensorLayout layout = layout(variable);
    deviceMesh().axisNames().forEach(axis -> layout.axisAlong(axis, variable));
    return layout;
  }

  @Override
  public Backend over(Backend backend) {
    return DistributedBackend.of(this, this::layout, backend);
  }

  private TensorLayout layout(Variable variable) {
    return layouts
        .get(variable.place())
        .orElseGet(() -> TensorLayout.whole(variable.type().rank(), deviceMesh()));
  }
}
