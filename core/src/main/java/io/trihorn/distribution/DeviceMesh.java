package io.trihorn.distribution;

import java.util.HashSet;
import java.util.List;

/**
 * Devices as the points of a grid whose axes have names.
 *
 * @param shape the extents of the grid
 * @param axisNames a name for each axis
 * @param devices Keras's names of the devices, in row-major order
 */
public record DeviceMesh(List<Integer> shape, List<String> axisNames, List<String> devices) {
  /**
   * Checks and copies the lists.
   *
   * @throws IllegalArgumentException if there is no axis, not a name for each, one twice, or not a
   *     device for each point; or if a device has no such name
   */
  public DeviceMesh {
    shape = List.copyOf(shape);
    axisNames = List.copyOf(axisNames);
    devices = List.copyOf(devices);
    if (shape.isEmpty() || shape.size() != axisNames.size()) {
      throw new IllegalArgumentException(
          "DeviceMesh: the shape needs axes, and a name for each, but got the shape "
              + shape
              + " and the names "
              + axisNames);
    }
    if (new HashSet<>(axisNames).size() < axisNames.size()) {
      throw new IllegalArgumentException("DeviceMesh: two axes have one name: " + axisNames);
    }
    if (shape.stream().reduce(1, Math::multiplyExact) != devices.size()) {
      throw new IllegalArgumentException(
          "DeviceMesh: the shape "
              + shape
              + " does not have as many points as devices: "
              + devices);
    }
    devices.forEach(Devices::device);
  }

  /** A mesh of all {@link Devices#listDevices()}. */
  public DeviceMesh(List<Integer> shape, List<String> axisNames) {
    this(shape, axisNames, Devices.listDevices());
  }
}
