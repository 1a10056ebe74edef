package io.trihorn.distribution;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.DeviceChoice;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Devices by Keras's names, such as {@code cpu:0} and {@code gpu:1}. */
public final class Devices {
  private Devices() {}

  /**
   * The devices of the default backend: those of the type of its first, since types are never
   * mixed.
   *
   * @throws io.trihorn.backend.BackendException if there is no backend
   */
  public static List<String> listDevices() {
    return listDevices(Backends.getDefault(), null);
  }

  /**
   * The devices of the default backend of one type, {@code cpu} or {@code gpu}; none where it has
   * none.
   *
   * @throws io.trihorn.backend.BackendException if there is no backend
   */
  public static List<String> listDevices(String type) {
    return listDevices(Backends.getDefault(), type.toLowerCase(Locale.ROOT));
  }

  /** How many {@link #listDevices()} are. */
  public static int getDeviceCount() {
    return listDevices().size();
  }

  /** How many {@link #listDevices(String)} are. */
  public static int getDeviceCount(String type) {
    return listDevices(type).size();
  }

  private static List<String> listDevices(Backend backend, String type) {
    List<Device> all = backend.info().devices();
    String wanted = type == null ? all.get(0).getDeviceType() : type;
    List<Device> found = all.stream().filter(d -> d.getDeviceType().equals(wanted)).toList();
    return IntStream.range(0, found.size()).mapToObj(i -> wanted + ":" + i).toList();
  }

  /** The device of a name. Processors are one device, whatever their number. */
  static Device device(String name) {
    if (name.matches("(?i)[cg]pu:\\d{1,4}")) {
      return DeviceChoice.of(name).device();
    }
    throw new IllegalArgumentException(
        "a device is 'cpu:0', 'gpu:1' and such, but got '" + name + "'");
  }
}
