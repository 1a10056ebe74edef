package io.trihorn.backend.natives;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.zip.ZipEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory into which JavaCPP unpacks the natives of the jars that it loads. A library of the
 * length and time of the jar's entry counts as unpacked there, so what is put there first is what
 * JavaCPP loads, for this process and for all others.
 */
public final class JavaCppCache {
  private static final Logger LOG = LoggerFactory.getLogger(JavaCppCache.class);
  private static final String FLAT = "org.bytedeco.javacpp.cachedir.nosubdir";

  private final Path directory;

  /** The directory that JavaCPP takes unless it cannot write there. */
  public static Path standardDirectory() {
    String given = System.getProperty("org.bytedeco.javacpp.cachedir");
    return given == null
        ? Path.of(System.getProperty("user.home", "."), ".javacpp", "cache")
        : Path.of(given);
  }

  /** A cache in the directory that JavaCPP names. */
  public JavaCppCache(Path directory) {
    this.directory = directory;
  }

  /**
   * Puts a library there, without what the system does not load of it. Where that cannot be done,
   * JavaCPP unpacks it itself, whole.
   *
   * @param library a resource; null, or one outside a jar, does nothing
   * @return the file; empty if it was not put there
   */
  public Optional<Path> put(URL library) {
    return put(library, library == null ? "" : Unpacking.fileName(library));
  }

  /**
   * Puts a library there that JavaCPP loads a second time under another name: a link, where JavaCPP
   * makes a copy.
   *
   * @param library a resource; null, or one outside a jar, does nothing
   * @param second the other name
   */
  public void putTwice(URL library, String second) {
    put(library);
    put(library, second);
  }

  private Optional<Path> put(URL library, String name) {
    if (library == null || System.getProperty(FLAT) != null) {
      return Optional.empty();
    }
    try {
      if (library.openConnection() instanceof JarURLConnection jar) {
        ZipEntry entry = jar.getJarEntry();
        Path jarFile = Path.of(jar.getJarFile().getName()).getFileName();
        Path folder = directory.resolve(jarFile).resolve(entry.getName()).getParent();
        Files.createDirectories(folder);
        Path first = folder.resolve(Unpacking.fileName(library));
        Path file = folder.resolve(name);
        if (!isWhole(file, entry)) {
          place(file, isWhole(first, entry) ? link(first, file) : copy(library, entry, file));
        }
        return Optional.of(file);
      }
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      LOG.info("JavaCPP unpacks {} whole: {}", name, e.toString());
    }
    return Optional.empty();
  }

  /** JavaCPP's own condition. */
  private static boolean isWhole(Path file, ZipEntry entry) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == entry.getSize()
        && Files.getLastModifiedTime(file).toMillis() == entry.getTime();
  }

  private static Path unfinished(Path file) throws IOException {
    Unpacking.sweep(file.getParent());
    return Unpacking.unfinished(file);
  }

  private static Path link(Path first, Path file) throws IOException {
    return Files.createLink(unfinished(file), first);
  }

  private static Path copy(URL library, ZipEntry entry, Path file) throws IOException {
    Path copy = unfinished(file);
    Unpacking.copy(library, copy);
    Files.setLastModifiedTime(copy, FileTime.fromMillis(entry.getTime()));
    return copy;
  }

  private static void place(Path file, Path ready) throws IOException {
    Files.move(ready, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
