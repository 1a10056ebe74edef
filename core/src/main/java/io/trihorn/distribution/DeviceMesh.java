package io.trihorn.distribution;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

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

  /** How many points it has along an axis. */
  int extent(String axis) {
    return shape.get(axisNames.indexOf(axis));
  }

  /**
   * The device at a point.
   *
   * @param point the position on each axis, 0 where there is none
   */
  String device(Map<String, Integer> point) {
    int index = 0;
    for (int i = 0; i < shape.size(); i++) {
      index = index * shape.get(i) + point.getOrDefault(axisNames.get(i), 0);
    }
    return devices.get(index);
  }
}
