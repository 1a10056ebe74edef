package io.trihorn.backend;

import ai.djl.Device;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * What engines' builds for graphics cards need that is not in them: a driver, and libraries that
 * have to be loaded before the engine's own. {@code io.trihorn:trihorn-cuda} is one, found by
 * {@link ServiceLoader}.
 */
public interface GpuRuntime {
  /**
   * A graphics card.
   *
   * @param description its name, memory, generation and driver, in words
   * @param memoryBytes all of its memory
   */
  record Card(String description, long memoryBytes) {}

  /**
   * Loads what a backend's engine needs for graphics cards. To be called before the first class of
   * the engine is; the second time it does nothing, and says the same.
   *
   * @return why the engine cannot use a card and what to do, in sentences; empty if nothing is
   *     missing
   */
  Optional<String> prepare(String backend);

  /** The cards that the driver tells of, in the order of the devices' numbers. */
  List<Card> cards();

  /**
   * Memory of the host that is locked to its pages, which a card reads and writes by itself and at
   * full speed. It stays to the end of the process. By default there is none.
   *
   * @param card the number of a card that is prepared
   * @param bytes how much; whole pages
   * @return a direct buffer that begins on a page; empty where there is no such memory
   */
  default Optional<ByteBuffer> pageLocked(int card, int bytes) {
    return Optional.empty();
  }

  /** What {@link #prepare} says; empty where there is no such thing on the class path. */
  static Optional<String> prepared(String backend) {
    return present().flatMap(runtime -> runtime.prepare(backend));
  }

  /** The cards' descriptions by the names of those devices that are cards. */
  static Map<String, String> described(List<Device> devices) {
    Map<String, String> descriptions = new LinkedHashMap<>();
    List<Card> cards =
        devices.stream().anyMatch(Device::isGpu)
            ? present().map(GpuRuntime::cards).orElse(List.of())
            : List.of();
    for (Device device : devices) {
      if (device.isGpu() && device.getDeviceId() < cards.size()) {
        descriptions.put(DeviceChoice.name(device), cards.get(device.getDeviceId()).description());
      }
    }
    return descriptions;
  }

  /** The one on the class path, if there is one. */
  static Optional<GpuRuntime> present() {
    return ServiceLoader.load(GpuRuntime.class).findFirst();
  }
}
