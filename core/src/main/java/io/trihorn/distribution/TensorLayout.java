package io.trihorn.distribution;

import io.trihorn.graph.Variable;
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
   * @throws IllegalArgumentException if the mesh has no such axis, or one is there twice
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
      if (axis != null && Collections.frequency(axes, axis) > 1) {
        throw new IllegalArgumentException(
            "TensorLayout: an axis of the mesh deals out one axis of a tensor, but got " + axes);
      }
    }
  }

  /**
   * The axis of a variable that is dealt out along an axis of the mesh, or -1.
   *
   * @throws IllegalArgumentException if the layout is not one of the variable's rank, or its extent
   *     there cannot be divided
   */
  int axisAlong(String meshAxis, Variable variable) {
    if (axes.size() != variable.type().rank()) {
      throw new IllegalArgumentException(
          "variable '%s' has %d axes, but its layout %s has %d"
              .formatted(variable.name(), variable.type().rank(), axes, axes.size()));
    }
    int axis = axes.indexOf(meshAxis);
    int parts = deviceMesh.extent(meshAxis);
    if (axis >= 0 && variable.type().dim(axis) % parts != 0) {
      throw new IllegalArgumentException(
          ("variable '%s' is %s, and axis %d cannot be dealt out in equal parts to the %d devices"
                  + " along '%s'; choose a width that %d divides, or leave the axis whole (null)")
              .formatted(variable.name(), variable.type(), axis, parts, meshAxis, parts));
    }
    return axis;
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
