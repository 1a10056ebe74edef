package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import java.util.LinkedHashMap;
import java.util.Map;

/** The element types of a layer: its policy, which may be a map of policies by paths of layers. */
final class LayerPolicy {
  private final StatefulLayer layer;
  private DtypePolicy policy = DtypePolicy.dtypePolicy();
  private LayerPolicy outer;

  LayerPolicy(StatefulLayer layer) {
    this.layer = layer;
  }

  /** The policy for the layer's own path. */
  DtypePolicy get() {
    return policy.forPath(path());
  }

  DataType variable() {
    return policy.variable();
  }

  void set(DtypePolicy value) {
    policy = value;
  }

  /** The layer is in another, from whose path its own leads on; null where it does not. */
  void in(LayerPolicy value) {
    outer = value;
  }

  void handTo(Layer child) {
    child.setDtypePolicy(policy);
  }

  /** The attribute {@code dtype}. */
  void configure(Config config) {
    policy =
        config.value(
            "dtype", config.reading() ? policy : ofAll(), DtypePolicy::toJson, DtypePolicy::parse);
    if (policy == null) {
      policy = DtypePolicy.dtypePolicy();
    }
  }

  /** The layer's name after those of the layers it is in, with slashes between. */
  String path() {
    return outer == null ? layer.name() : outer.path() + "/" + layer.name();
  }

  /** The policy, with those of layers inside that are quantized though the layer is not. */
  private DtypePolicy ofAll() {
    Map<String, DtypePolicy> inside = new LinkedHashMap<>();
    layer.children().stream()
        .filter(child -> layer.leadsPaths() && child.dtypePolicy().mode() != null)
        .forEach(child -> inside.put(child.policy().path(), child.dtypePolicy()));
    return inside.isEmpty() ? policy : DtypePolicy.map(get(), inside);
  }
}
