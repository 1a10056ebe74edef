package io.trihorn.saving;

import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.FilePart;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The entries of a {@code .keras} file. Entries are found by their names and never put on disk
 * under them, so none gets out of its place; what an entry says about its size is not believed.
 */
final class KerasArchive implements AutoCloseable {
  static final String CONFIG = "config.json";
  static final String METADATA = "metadata.json";
  static final String WEIGHTS = "model.weights.h5";

  /** A configuration is a few kilobytes for each layer. */
  private static final long TEXT_LIMIT = 256L << 20;

  /** Keras stores entries as they are; packing floats gains little. */
  private static final long EXPANSION_LIMIT = 100;

  private static final long EXPANSION_FLOOR = 256L << 20;
  private final Path path;
  private final ZipFile zip;

  KerasArchive(Path path) throws IOException {
    this.path = path;
    this.zip = open(path);
  }

  private static ZipFile open(Path path) throws IOException {
    try {
      return new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw new SavingException(
          path + " is no .keras file, which is a zip archive, or is damaged: " + e.getMessage(), e);
    }
  }

  boolean has(String entry) {
    return zip.getEntry(entry) != null;
  }

  /** The names of all entries. */
  List<String> names() {
    return zip.stream().map(ZipEntry::getName).toList();
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new SavingException(
          path + " has no entry '" + name + "', which a model saved by Keras 3 has");
    }
    long size = entry.getSize();
    if (size > EXPANSION_FLOOR && size / EXPANSION_LIMIT > entry.getCompressedSize()) {
      throw new SavingException(
          path + ": entry '" + name + "' would unpack to " + size + " bytes, which no model does");
    }
    return entry;
  }

  /** A text in UTF-8. */
  String text(String name) throws IOException {
    return new String(bytes(name, TEXT_LIMIT), StandardCharsets.UTF_8);
  }

  /** An entry's bytes, if they are not more than this. */
  byte[] bytes(String name, long limit) throws IOException {
    ZipEntry entry = entry(name);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 16));
      if (bytes.length > limit) {
        throw new SavingException(path + ": entry '" + name + "' is larger than " + limit);
      }
      CRC32 sum = new CRC32();
      sum.update(bytes);
      check(entry, bytes.length, sum);
      return bytes;
    }
  }

  /** Java compares the sums of packed entries only, and Keras does not pack. */
  private void check(ZipEntry entry, long length, CRC32 sum) {
    if (length != entry.getSize() || sum.getValue() != entry.getCrc()) {
      throw new SavingException(
          path + ": entry '" + entry.getName() + "' is damaged; get the file once more");
    }
  }

  /** The size an entry says it has. */
  long size(String name) {
    return entry(name).getSize();
  }

  /** Whether an entry lies in the file as it is. */
  boolean isStored(String name) {
    return entry(name).getMethod() == ZipEntry.STORED;
  }

  /** Where an entry that is stored lies in the file, its bytes having been checked. */
  FilePart part(String name) throws IOException {
    ZipEntry entry = entry(name);
    FileChannel file = FileChannel.open(path);
    try {
      long begin = new ZipDirectory(file).begin(name);
      if (entry.getSize() > file.size() - begin) {
        throw new SavingException(
            path + ": entry '" + name + "' is damaged; get the file once more");
      }
      FilePart part = new FilePart(file, begin, entry.getSize());
      CRC32 sum = new CRC32();
      ByteBuffer block = ByteBuffer.allocate(1 << 20);
      for (long at = 0; at < part.size(); at += block.limit()) {
        part.read(at, block.clear().limit((int) Math.min(block.capacity(), part.size() - at)));
        sum.update(block.flip());
      }
      check(entry, part.size(), sum);
      return part;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Copies an entry to a file, at most as many bytes as it says it has. */
  void extract(String name, Path target) throws IOException {
    ZipEntry entry = entry(name);
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out = Files.newOutputStream(target)) {
      byte[] block = new byte[1 << 20];
      CRC32 sum = new CRC32();
      long length = 0;
      for (int n = in.read(block); n >= 0 && length <= entry.getSize(); n = in.read(block)) {
        length += n;
        sum.update(block, 0, n);
        out.write(block, 0, n);
      }
      check(entry, length, sum);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** Writes an archive with the entries and in the order Keras has, none of them packed. */
  static void write(
      Path target, String metadata, String config, Path weights, Map<String, String> assets)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, METADATA, metadata.getBytes(StandardCharsets.UTF_8));
      put(zip, CONFIG, config.getBytes(StandardCharsets.UTF_8));
      CRC32 sum = new CRC32();
      try (InputStream in = new BufferedInputStream(Files.newInputStream(weights))) {
        byte[] block = new byte[1 << 20];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
          sum.update(block, 0, n);
        }
      }
      begin(zip, WEIGHTS, Files.size(weights), sum.getValue());
      Files.copy(weights, zip);
      zip.closeEntry();
      for (Map.Entry<String, String> asset : assets.entrySet()) {
        put(zip, asset.getKey(), asset.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    begin(zip, name, bytes.length, sum.getValue());
    zip.write(bytes);
    zip.closeEntry();
  }

  private static void begin(ZipOutputStream zip, String name, long size, long sum)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(size);
    entry.setCompressedSize(size);
    entry.setCrc(sum);
    entry.setLastModifiedTime(FileTime.from(Instant.now()));
    zip.putNextEntry(entry);
  }
}
