package io.trihorn.saving.legacy;

import io.trihorn.saving.hdf5.Hdf5Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists of names as attributes. HDF5 takes no attribute of more than 64 KB, so Keras puts a longer
 * list into several, {@code layer_names0}, {@code layer_names1} and so on.
 */
final class ChunkedNames {
  /** Keras's limit, a little below HDF5's. */
  private static final int LIMIT = 64512;

  private ChunkedNames() {}

  static boolean has(Hdf5Node node, String attribute) {
    return node.hasAttribute(attribute) || node.hasAttribute(attribute + "0");
  }

  /** The names; empty where the attribute is not there. */
  static List<String> read(Hdf5Node node, String attribute) {
    if (node.hasAttribute(attribute)) {
      return node.texts(attribute);
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; node.hasAttribute(attribute + i); i++) {
      names.addAll(node.texts(attribute + i));
    }
    return names;
  }

  /** Writes the names, in as many parts as it takes. */
  static void write(Hdf5Node node, String attribute, List<String> names) {
    List<List<String>> parts = new ArrayList<>();
    int free = 0;
    for (String name : names) {
      // A file keeps a reference of 16 bytes for each string, however short it is.
      int size = Math.max(16, name.getBytes(StandardCharsets.UTF_8).length);
      if (free < size) {
        parts.add(new ArrayList<>());
        free = LIMIT;
      }
      parts.get(parts.size() - 1).add(name);
      free -= size;
    }
    if (parts.size() < 2) {
      node.setTexts(attribute, names);
      return;
    }
    for (int i = 0; i < parts.size(); i++) {
      node.setTexts(attribute + i, parts.get(i));
    }
  }
}
