package io.trihorn.distribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * How a tensor lies on a mesh.
 *
 * @param axes for each axis of the tensor the axis of the mesh that it is dealt out along, or null
 *     where each device has all of it
 * @param deviceMesh the mesh
 */
public record TensorLayout(List<String> axes, DeviceMesh deviceMesh) {
  /**
   * Checks and copies the axes.
   *
   * @throws IllegalArgumentException if the mesh has no such axis
   */
  public TensorLayout {
    axes = Collections.unmodifiableList(new ArrayList<>(axes));
    for (String axis : axes) {
      if (axis != null && !deviceMesh.axisNames().contains(axis)) {
        throw new IllegalArgumentException(
            "TensorLayout: the mesh has the axes "
                + deviceMesh.axisNames()
                + ", but got '"
                + axis
                + "'");
      }
    }
  }

  /** A tensor that each device has all of. */
  static TensorLayout whole(int rank, DeviceMesh mesh) {
    return new TensorLayout(Arrays.asList(new String[rank]), mesh);
  }

  /** Whether each device has all of the tensor. */
  public boolean isWhole() {
    return axes.stream().allMatch(Objects::isNull);
  }
}
