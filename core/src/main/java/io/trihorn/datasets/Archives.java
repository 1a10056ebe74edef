package io.trihorn.datasets;

import io.trihorn.data.Npy;
import io.trihorn.data.download.Archive;
import io.trihorn.graph.TensorData;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What is in the files that datasets are published in. */
final class Archives {
  private Archives() {}

  /**
   * Arrays of an {@code .npz} file by name: {@link TensorData}, or {@link Pickle.Array} of objects.
   */
  static Map<String, Object> npz(Path file) throws IOException {
    Map<String, Object> arrays = new LinkedHashMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] bytes = zip.readAllBytes();
        String name = entry.getName().replaceAll("\\.npy$", "");
        arrays.put(name, isOfObjects(bytes) ? objects(bytes) : Npy.parse(bytes));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
    if (arrays.isEmpty()) {
      throw new IOException(file + " is no .npz file: there are no arrays in it");
    }
    return arrays;
  }

  private static IOException unreadable(Path file, Exception e) {
    return new IOException(file + " cannot be read: " + e, e);
  }

  /** Two arrays of a file, of which one has texts and the other their labels. */
  static LabeledTexts texts(Path file, Map<String, Object> arrays, String x, String y)
      throws IOException {
    if (!arrays.keySet().containsAll(List.of(x, y))) {
      throw new IOException(
          "%s: expected the arrays [%s, %s], but got %s".formatted(file, x, y, arrays.keySet()));
    }
    try {
      return new LabeledTexts(texts(arrays.get(x)), integers(arrays.get(y)));
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
  }

  private static int headerEnd(byte[] npy) {
    return npy.length < 10 ? npy.length : 10 + (npy[8] & 0xff) + ((npy[9] & 0xff) << 8);
  }

  private static boolean isOfObjects(byte[] npy) {
    int end = Math.min(npy.length, headerEnd(npy));
    return new String(npy, 0, end, StandardCharsets.ISO_8859_1).contains("'|O'");
  }

  private static Object objects(byte[] npy) throws IOException {
    int start = headerEnd(npy);
    return Pickle.read(new ByteArrayInputStream(npy, start, npy.length - start));
  }

  /** Numbers of an array or of a list, as {@code int}s. */
  static List<Integer> integers(Object array) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    if (array instanceof TensorData data) {
      for (long i = 0; i < data.size(); i++) {
        numbers.add((int) data.getLong(i));
      }
      return numbers;
    }
    if (!(array instanceof List<?> list)) {
      throw new IOException("expected numbers, but got " + array);
    }
    for (Object value : list) {
      numbers.add(Math.toIntExact((Long) value));
    }
    return numbers;
  }

  /** Lists of numbers of an array of objects. */
  static List<int[]> texts(Object array) throws IOException {
    if (!(array instanceof Pickle.Array objects) || !(objects.elements instanceof List<?> rows)) {
      throw new IOException("expected an array of lists of words, but got " + array);
    }
    List<int[]> texts = new ArrayList<>();
    for (Object row : rows) {
      texts.add(integers(row).stream().mapToInt(i -> i).toArray());
    }
    return texts;
  }

  /** The files of a {@code .tar.gz} whose path ends with one of these names, by the name. */
  static Map<String, byte[]> tarGz(Path file, List<String> names) throws IOException {
    Map<String, byte[]> found;
    try {
      found = Archive.files(file, names);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    if (found.size() < names.size()) {
      throw new IOException(file + ": expected the files " + names + ", but got " + found.keySet());
    }
    return found;
  }
}
