package io.trihorn.backend.natives;

import io.trihorn.saving.files.Folders;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with an engine's native libraries, made once by whichever process comes first and
 * used by all: {@code ~/.trihorn/natives/NAME-HASH}, or below the directory of the system property
 * {@link #PROPERTY}. The hash is of the libraries, so that another version has another directory.
 */
public final class NativeDirectory {
  /** The system property that names another place than {@code ~/.trihorn/natives}. */
  public static final String PROPERTY = "trihorn.natives";

  private static final Logger LOG = LoggerFactory.getLogger(NativeDirectory.class);

  private NativeDirectory() {}

  /**
   * Unpacks libraries, unless it is done.
   *
   * @param name the engine and its version, such as {@code onnxruntime-1.28.0}
   * @param libraries resources on the class path
   * @return the directory that holds them; empty if it cannot be written, as where the home is
   *     read-only
   */
  public static Optional<Path> unpack(String name, Collection<URL> libraries) {
    Path root = root();
    try {
      Path made = root.resolve(name + "-" + hash(libraries));
      if (!Files.isDirectory(made)) {
        make(root, made, libraries);
      }
      return Optional.of(made);
    } catch (IOException | SecurityException e) {
      LOG.info("{} has no place for the native libraries of {}: {}", root, name, e.toString());
      return Optional.empty();
    }
  }

  private static Path root() {
    String given = System.getProperty(PROPERTY);
    Path root =
        given == null
            ? Path.of(System.getProperty("user.home", "."), ".trihorn", "natives")
            : Path.of(given);
    return root.toAbsolutePath();
  }

  private static String hash(Collection<URL> libraries) throws IOException {
    CRC32 all = new CRC32();
    for (URL library : libraries) {
      String line = Unpacking.fileName(library) + " " + Unpacking.crc(library) + "\n";
      all.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return String.format("%08x", all.getValue());
  }

  /** It appears at once and whole; where several processes make it, the first one's stays. */
  private static void make(Path root, Path made, Collection<URL> libraries) throws IOException {
    Files.createDirectories(root);
    Unpacking.sweep(root);
    Path unfinished = Files.createDirectory(Unpacking.unfinished(made));
    try {
      for (URL library : libraries) {
        Unpacking.copy(library, unfinished.resolve(Unpacking.fileName(library)));
      }
      Files.move(unfinished, made, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(made)) {
        throw e;
      }
    } finally {
      if (Files.exists(unfinished)) {
        Folders.delete(unfinished);
      }
    }
  }
}
