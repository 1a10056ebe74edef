package io.trihorn.backend;

import ai.djl.Device;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a backend runs on.
 *
 * @param name the backend's name
 * @param engine the engine's name, for example {@code ONNX Runtime}
 * @param version the engine's version
 * @param devices the devices programs can run on, the default first
 * @param settings what is in force, by name: threads, spinning, natives, and how float16 and
 *     bfloat16 are computed under {@link #NARROW_FLOATS}
 */
public record BackendInfo(
    String name,
    String engine,
    String version,
    List<Device> devices,
    Map<String, String> settings) {
  /** The setting that says where float16 and bfloat16 are computed in a wider type. */
  public static final String NARROW_FLOATS = "float16 and bfloat16";

  /** Copies the collections, keeping their order. */
  public BackendInfo {
    devices = List.copyOf(devices);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }
}
