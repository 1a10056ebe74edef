package io.trihorn.backend.natives;

import io.trihorn.saving.files.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;

/** Copies native libraries from the class path to files. */
final class Unpacking {
  /** The end of the name of what is not whole yet. */
  private static final String UNFINISHED = ".unfinished";

  /** What is not whole after so long never will be: its process was killed. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final int CHUNK = 1 << 20;

  private Unpacking() {}

  /** A name of its own for what will be moved to a path when it is whole. */
  static Path unfinished(Path path) {
    return path.resolveSibling(path.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
  }

  /** The name of a resource's file. */
  static String fileName(URL resource) {
    String path = resource.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The entry of a resource in its jar, or null if it is in none. */
  static ZipEntry entry(URL resource) throws IOException {
    URLConnection connection = resource.openConnection();
    return connection instanceof JarURLConnection jar ? jar.getJarEntry() : null;
  }

  /** The CRC-32 of a resource. Jars know it, so that nothing is read. */
  static long crc(URL resource) throws IOException {
    ZipEntry entry = entry(resource);
    if (entry != null && entry.getCrc() >= 0) {
      return entry.getCrc();
    }
    CRC32 crc = new CRC32();
    try (InputStream in = new CheckedInputStream(resource.openStream(), crc)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return crc.getValue();
  }

  /**
   * Copies a library. The file is as long as the library, but what the system does not load of it
   * is a hole, which takes no place on the disk.
   */
  static void copy(URL resource, Path file) throws IOException {
    try (InputStream in = resource.openStream();
        RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] head = in.readNBytes(LoadedPart.HEAD);
      LoadedPart part = LoadedPart.of(head);
      out.write(part.header());
      long length = head.length;
      byte[] chunk = new byte[CHUNK];
      for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
        int loaded = (int) Math.max(0, Math.min(got, part.length() - length));
        out.write(chunk, 0, loaded);
        length += got;
      }
      out.setLength(length);
    }
  }

  /** Deletes what processes that were killed have left in a directory. */
  static void sweep(Path directory) throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    List<Path> unfinished;
    try (Stream<Path> inside = Files.list(directory)) {
      unfinished = inside.filter(p -> p.toString().endsWith(UNFINISHED)).toList();
    }
    for (Path path : unfinished) {
      if (Files.exists(path) && Files.getLastModifiedTime(path).toInstant().isBefore(limit)) {
        Folders.delete(path);
      }
    }
  }
}
