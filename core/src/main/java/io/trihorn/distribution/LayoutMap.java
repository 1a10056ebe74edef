package io.trihorn.distribution;

import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Layouts of variables by their paths. A key is a path, or a regular expression that the whole path
 * must match. Paths are the names of the layers on the way to a weight, and its own, such as {@code
 * dense/kernel} and {@code multi_head_attention/query/kernel} ({@link Variable#place}); names of
 * models are not in them, so that what Keras calls {@code sequential/dense/kernel} is {@code
 * dense/kernel} here.
 *
 * <pre>{@code
 * new LayoutMap(mesh)
 *     .put(".*dense.*kernel", null, "model")
 *     .put(".*dense.*bias", "model")
 * }</pre>
 */
public final class LayoutMap {
  private record Entry(Pattern pattern, TensorLayout layout) {}

  private final DeviceMesh mesh;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** An empty map for a mesh. */
  public LayoutMap(DeviceMesh deviceMesh) {
    this.mesh = deviceMesh;
  }

  /** The devices. */
  public DeviceMesh deviceMesh() {
    return mesh;
  }

  /**
   * Adds a layout.
   *
   * @param key a path or a regular expression
   * @param axes for each axis of the variables the axis of the mesh that it is dealt out along, or
   *     null where each device has all of it
   * @throws IllegalArgumentException if the key is there already or is no regular expression, or
   *     the mesh has no such axis
   */
  public LayoutMap put(String key, String... axes) {
    return put(key, new TensorLayout(Arrays.asList(axes), mesh));
  }

  /**
   * Adds a layout.
   *
   * @param key a path or a regular expression
   * @param layout on this map's mesh
   * @throws IllegalArgumentException if the key is there already or is no regular expression, or
   *     the layout is one of another mesh
   */
  public LayoutMap put(String key, TensorLayout layout) {
    if (!layout.deviceMesh().equals(mesh)) {
      throw new IllegalArgumentException(
          "LayoutMap: the layout of '%s' is for %s, but the map for %s"
              .formatted(key, layout.deviceMesh(), mesh));
    }
    if (entries.containsKey(key)) {
      throw new IllegalArgumentException(
          "LayoutMap: '%s' has the layout %s already; remove it first"
              .formatted(key, entries.get(key).layout().axes()));
    }
    entries.put(key, new Entry(pattern(key), layout));
    return this;
  }

  private static Pattern pattern(String key) {
    try {
      return Pattern.compile(key);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "LayoutMap: '" + key + "' should be a path or a regular expression", e);
    }
  }

  /** Takes a key out, if it is there. */
  public LayoutMap remove(String key) {
    entries.remove(key);
    return this;
  }

  /** The keys, in the order in which they were added. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /**
   * The layout of a path: that of the key which equals it, else of the one that matches it.
   *
   * @return empty where none does
   * @throws IllegalArgumentException if several match
   */
  public Optional<TensorLayout> get(String path) {
    Entry exact = entries.get(path);
    if (exact != null) {
      return Optional.of(exact.layout());
    }
    List<String> matching = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          if (entry.pattern().matcher(path).matches()) {
            matching.add(key);
          }
        });
    if (matching.size() > 1) {
      throw new IllegalArgumentException(
          "LayoutMap: the path '%s' matches several keys: %s; let it match one at most"
              .formatted(path, matching));
    }
    return matching.stream().map(key -> entries.get(key).layout()).findFirst();
  }
}
