package io.trihorn.testkit;

import io.trihorn.saving.files.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Folders among the testkit's resources, as folders of files: where the resources are in a jar they
 * are copied to a temporary folder, once for a JVM, which goes when the JVM ends.
 */
public final class ResourceFolder {
  private static final Map<String, Path> COPIES = new ConcurrentHashMap<>();

  private ResourceFolder() {}

  /**
   * A folder beside a class.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Path of(Class<?> owner, String name) {
    URL url = owner.getResource(name);
    if (url == null) {
      throw new IllegalArgumentException("there is no folder " + name + " beside " + owner);
    }
    try {
      URI uri = url.toURI();
      return uri.getScheme().equals("jar")
          ? COPIES.computeIfAbsent(url.toString(), key -> copy(uri, name))
          : Path.of(uri);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(url.toString(), e);
    }
  }

  private static Path copy(URI inJar, String name) {
    try (FileSystem jar = FileSystems.newFileSystem(inJar, Map.of())) {
      Path target = Files.createTempDirectory("trihorn-" + name.replace('/', '-'));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(target)));
      Path source = jar.provider().getPath(inJar);
      try (Stream<Path> files = Files.walk(source)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Path place = target.resolve(source.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(place);
          } else {
            Files.copy(file, place);
          }
        }
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
