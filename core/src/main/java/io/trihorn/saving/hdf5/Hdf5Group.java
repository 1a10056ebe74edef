package io.trihorn.saving.hdf5;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A group: named groups and arrays. One that was read is like one that is made to be written, so a
 * file can be read, changed and written again.
 */
public final class Hdf5Group extends Hdf5Node {
  private final Map<String, Hdf5Node> children = new LinkedHashMap<>();

  /** The empty root of a file to be written. */
  public Hdf5Group() {
    this("");
  }

  Hdf5Group(String path) {
    super(path);
  }

  private String under(String name) {
    return path().isEmpty() ? name : path() + "/" + name;
  }

  /** The groups and arrays in this one, by name. */
  public Map<String, Hdf5Node> children() {
    return Collections.unmodifiableMap(children);
  }

  /** What is at a path below this group, {@code dense/vars/0}; null where nothing is. */
  public Hdf5Node find(String relativePath) {
    Hdf5Node node = this;
    for (String part : relativePath.split("/")) {
      node = node instanceof Hdf5Group group ? group.children.get(part) : null;
    }
    return node;
  }

  /** Whether there is a group at a path below this one. */
  public boolean hasGroup(String relativePath) {
    return find(relativePath) instanceof Hdf5Group;
  }

  /** Whether there is an array at a path below this group. */
  public boolean hasDataset(String relativePath) {
    return find(relativePath) instanceof Hdf5Dataset;
  }

  /**
   * The group at a path below this one.
   *
   * @throws Hdf5Exception if there is none
   */
  public Hdf5Group group(String relativePath) {
    if (find(relativePath) instanceof Hdf5Group group) {
      return group;
    }
    throw new Hdf5Exception(missing("group", relativePath));
  }

  /**
   * The array at a path below this group.
   *
   * @throws Hdf5Exception if there is none
   */
  public Hdf5Dataset dataset(String relativePath) {
    if (find(relativePath) instanceof Hdf5Dataset dataset) {
      return dataset;
    }
    throw new Hdf5Exception(missing("array", relativePath));
  }

  private String missing(String kind, String relativePath) {
    return "there is no "
        + kind
        + " '"
        + relativePath
        + "' in '/"
        + path()
        + "', which has "
        + children.keySet();
  }

  /** The group at a path below this one; it and those on the way are made if they are not there. */
  public Hdf5Group putGroup(String relativePath) {
    Hdf5Group group = this;
    for (String part : relativePath.split("/")) {
      Hdf5Node child = group.children.get(part);
      if (child == null) {
        child = new Hdf5Group(group.under(part));
        group.children.put(part, child);
      }
      if (!(child instanceof Hdf5Group next)) {
        throw new Hdf5Exception("'/" + child.path() + "' is an array and cannot hold others");
      }
      group = next;
    }
    return group;
  }

  /** Puts an array at a path below this group; groups on the way are made. */
  public Hdf5Dataset putDataset(String relativePath, TensorData values) {
    return putDataset(relativePath, values.type(), () -> values);
  }

  /** Puts an array whose elements are asked for when the file is written. */
  public Hdf5Dataset putDataset(String relativePath, TensorType type, Supplier<TensorData> values) {
    return put(relativePath, type, false, values);
  }

  /** Puts a string of fixed length, with a zero at its end, at a path below this group. */
  public Hdf5Dataset putText(String relativePath, String text) {
    byte[] bytes = (text + '\0').getBytes(StandardCharsets.UTF_8);
    TensorType type = TensorType.of(DataType.UINT8, bytes.length);
    TensorData values = TensorData.zeros(type);
    values.bytes().put(bytes);
    return put(relativePath, type, true, () -> values);
  }

  private Hdf5Dataset put(
      String relativePath, TensorType type, boolean text, Supplier<TensorData> values) {
    int slash = relativePath.lastIndexOf('/');
    Hdf5Group group = slash < 0 ? this : putGroup(relativePath.substring(0, slash));
    String name = relativePath.substring(slash + 1);
    Hdf5Dataset dataset = new Hdf5Dataset(group.under(name), type, text, values::get);
    group.put(name, dataset);
    return dataset;
  }

  void put(String name, Hdf5Node child) {
    if (children.putIfAbsent(name, child) != null) {
      throw new Hdf5Exception("there is something at '/" + child.path() + "' already");
    }
  }
}
