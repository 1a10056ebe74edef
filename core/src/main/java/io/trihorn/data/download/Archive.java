package io.trihorn.data.download;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.ArchiveException;
import org.apache.commons.compress.archivers.ArchiveStreamFactory;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** Takes archives apart. */
public final class Archive {
  private Archive() {}

  /**
   * Writes the files of an archive to a folder.
   *
   * @param format {@code tar}, which may be compressed, {@code zip} or {@code auto} for either
   * @throws IOException if it is none, or has what would be written elsewhere
   */
  public static void extract(Path archive, String format, Path folder) throws IOException {
    Files.createDirectories(folder);
    boolean zip = isZip(archive);
    if (zip && !format.equals("tar")) {
      unzip(archive, folder);
    } else if (zip || format.equals("zip")) {
      throw new IOException(
          archive + " should be an archive of the kind " + format + ", but is not");
    } else {
      untar(archive, folder);
    }
  }

  private static boolean isZip(Path archive) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      byte[] head = in.readNBytes(4);
      return head.length == 4 && head[0] == 'P' && head[1] == 'K' && head[2] < 8 && head[3] < 9;
    }
  }

  private static void unzip(Path archive, Path folder) throws IOException {
    try (ZipInputStream zip =
        new ZipInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        write(place(folder, entry.getName()), entry.isDirectory(), zip);
      }
    }
  }

  private static void untar(Path archive, Path folder) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        InputStream plain = new BufferedInputStream(uncompressed(file));
        TarArchiveInputStream tar = tar(archive, plain)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path place = place(folder, entry.getName());
        if (entry.isSymbolicLink()) {
          Path from = place.getParent();
          place(folder, folder.relativize(from.resolve(entry.getLinkName())).toString());
          Files.createDirectories(from);
          Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
          Files.createDirectories(place.getParent());
          Files.copy(place(folder, entry.getLinkName()), place);
        } else if (entry.isDirectory() || entry.isFile()) {
          write(place, entry.isDirectory(), tar);
        } else {
          throw new IOException(entry.getName() + " is neither a file nor a folder nor a link");
        }
      }
    }
  }

  /**
   * Files of a tar, which may be compressed. The rest is not read.
   *
   * @param ends how their paths end: each a name, with the folders that it is to be in
   * @return what is in them by these ends, of those that are there
   * @throws IOException if it cannot be read
   */
  public static Map<String, byte[]> files(Path archive, Collection<String> ends)
      throws IOException {
    Map<String, byte[]> found = new LinkedHashMap<>();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar = new TarArchiveInputStream(uncompressed(file))) {
      TarArchiveEntry entry = tar.getNextEntry();
      while (entry != null && found.size() < ends.size()) {
        String path = "/" + entry.getName();
        for (String end : ends) {
          if (path.endsWith("/" + end)) {
            found.put(end, tar.readAllBytes());
          }
        }
        entry = tar.getNextEntry();
      }
    }
    return found;
  }

  private static InputStream uncompressed(InputStream file) throws IOException {
    try {
      String kind = CompressorStreamFactory.detect(file);
      return new CompressorStreamFactory(true).createCompressorInputStream(kind, file);
    } catch (CompressorException e) {
      // Not compressed.
      return file;
    }
  }

  private static TarArchiveInputStream tar(Path archive, InputStream plain) throws IOException {
    try {
      if (ArchiveStreamFactory.detect(plain).equals(ArchiveStreamFactory.TAR)) {
        return new TarArchiveInputStream(plain);
      }
    } catch (ArchiveException e) {
      throw new IOException(archive + " should be an archive, tar or zip, but is neither", e);
    }
    throw new IOException(archive + " should be an archive, tar or zip, but is neither");
  }

  /** Where an entry goes. */
  private static Path place(Path folder, String name) throws IOException {
    Path root = folder.normalize();
    Path place = folder.resolve(name).normalize();
    boolean inside = place.startsWith(root);
    for (Path at = place.getParent(); inside && at.startsWith(root); at = at.getParent()) {
      inside = !Files.isSymbolicLink(at);
    }
    if (!inside) {
      throw new IOException(
          "the archive has '" + name + "', which is outside of its folder or behind a link");
    }
    return place;
  }

  private static void write(Path place, boolean isFolder, InputStream content) throws IOException {
    if (isFolder) {
      Files.createDirectories(place);
    } else {
      Files.createDirectories(place.getParent());
      Files.copy(content, place);
    }
  }
}
