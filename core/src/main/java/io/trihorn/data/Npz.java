package io.trihorn.data;

import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Named arrays: the contents of an {@code .npz} file.
 *
 * @param arrays by name, without the ending {@code .npy}
 */
public record Npz(Map<String, TensorData> arrays) {
  /** Copies the map. */
  public Npz {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /** Reads a file. */
  public static Npz read(Path file) throws IOException {
    Map<String, TensorData> arrays = new LinkedHashMap<>();
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        try {
          arrays.put(name.replaceAll("\\.npy$", ""), Npy.parse(zip.readAllBytes()));
        } catch (IllegalArgumentException e) {
          throw new IOException(file + ": " + name + ": " + e.getMessage(), e);
        }
      }
    }
    return new Npz(arrays);
  }

  /**
   * An array.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public TensorData get(String name) {
    TensorData data = arrays.get(name);
    if (data == null) {
      throw new IllegalArgumentException(
          "there is no array '" + name + "' among " + arrays.keySet());
    }
    return data;
  }
}
