package io.trihorn.data;

import io.trihorn.graph.TensorData;
import io.trihorn.saving.files.AtomicFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Named arrays: the contents of an {@code .npz} file.
 *
 * @param arrays by name, without the ending {@code .npy}
 */
public record Npz(Map<String, TensorData> arrays) {
  /** Packed numbers take at least this part of theirs, unless they are all alike and few. */
  private static final long EXPANSION = 100;

  private static final long EXPANSION_FLOOR = 64L << 20;

  /** Copies the map. */
  public Npz {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /**
   * Reads a file, that of {@code numpy.savez} or {@code numpy.savez_compressed}.
   *
   * @throws IOException if it cannot be read, is no such file, has an array that would unpack to
   *     far more than a file of its size can hold, or one of Python's objects
   */
  public static Npz read(Path file) throws IOException {
    Map<String, TensorData> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        try {
          arrays.put(name.replaceAll("\\.npy$", ""), Npy.parse(bytes(zip, entry)));
        } catch (IllegalArgumentException e) {
          throw new IOException(file + ": '" + name + "': " + e.getMessage(), e);
        }
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new IOException(file + " is no whole .npz file: " + e, e);
    }
    return new Npz(arrays);
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
    long size = entry.getSize();
    boolean believable = size <= EXPANSION_FLOOR || size / EXPANSION <= entry.getCompressedSize();
    if (size < 0 || size > Integer.MAX_VALUE - 16 || !believable) {
      throw new IllegalArgumentException(
          "it says that it unpacks from %d to %d bytes".formatted(entry.getCompressedSize(), size));
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes((int) size);
    }
  }

  /**
   * Writes a file, as {@code numpy.savez} does; one that is there is replaced when the new one is
   * complete.
   *
   * @throws IllegalArgumentException if NumPy has no such element type as an array's
   */
  public void write(Path file) throws IOException {
    AtomicFile.write(
        file,
        path -> {
          try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            for (Map.Entry<String, TensorData> array : arrays.entrySet()) {
              store(zip, array.getKey() + ".npy", Npy.bytes(array.getValue()));
            }
          }
        });
  }

  /** Not packed, so that NumPy can map it into memory. */
  private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 sum = new CRC32();
    sum.update(bytes);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(sum.getValue());
    // One file for one content.
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
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
