package io.trihorn.saving.legacy;

import io.trihorn.saving.files.SavingException;
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

  /** What a file keeps for each string, however short it is. */
  private static final int LEAST = 16;

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
    int longest =
        names.stream().mapToInt(n -> n.getBytes(StandardCharsets.UTF_8).length).max().orElse(0);
    int perPart = LIMIT / Math.max(LEAST, longest);
    if (names.size() <= perPart) {
      node.setTexts(attribute, names);
      return;
    }
    if (perPart == 0) {
      throw new SavingException(
          "'" + attribute + "' has a name of " + longest + " bytes; at most " + LIMIT + " can be");
    }
    for (int part = 0; part * perPart < names.size(); part++) {
      int from = part * perPart;
      node.setTexts(attribute + part, names.subList(from, Math.min(names.size(), from + perPart)));
    }
  }
}
