package io.trihorn.spark;

import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A model's file in memory, at most 2 GiB: what goes to executors and into what Spark saves. */
final class ModelFile implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String NAME = "model";

  private final String extension;
  private final byte[] bytes;
  private final String digest;
  private transient Outputs outputs;

  private ModelFile(String extension, byte[] bytes, String digest) {
    this.extension = extension;
    this.bytes = bytes;
    this.digest = digest;
  }

  /** The SHA-256 of the file: models of the same file are the same. */
  String digest() {
    return digest;
  }

  /** What the model gives. */
  synchronized Outputs outputs() {
    if (outputs == null) {
      try (Model model = open()) {
        outputs = Outputs.of(model);
      }
    }
    return outputs;
  }

  /**
   * A file of this content.
   *
   * @param extension the end of its name, which tells the format: {@code .keras}
   */
  static ModelFile of(String extension, byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new ModelFile(extension, bytes, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Reads a file of any format that {@link Saving} opens.
   *
   * @throws TrihornSparkException if it cannot be read, or has no extension
   */
  static ModelFile read(Path file) {
    String name = file.getFileName().toString();
    int point = name.lastIndexOf('.');
    if (point < 0) {
      throw new TrihornSparkException(
          "expected a model's file with an extension such as .keras, but got " + file);
    }
    try {
      return of(name.substring(point), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new TrihornSparkException("cannot read the model " + file, e);
    }
  }

  /** A model with its optimizer, in Keras's format. */
  static ModelFile of(Model model) {
    return inFolder(
        folder -> {
          Path file = folder.resolve(NAME + ".keras");
          Saving.saveModel(model, file);
          return read(file);
        });
  }

  /** Opens the model. */
  Model open() {
    return inFolder(
        folder -> Saving.loadModel(Files.write(folder.resolve(NAME + extension), bytes)));
  }

  /** Something done in a folder of its own. */
  private interface Work<T> {
    T in(Path folder) throws IOException;
  }

  private static <T> T inFolder(Work<T> work) {
    try {
      Path folder = Files.createTempDirectory("trihorn-spark");
      try {
        return work.in(folder);
      } finally {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use a temporary file for a model", e);
    }
  }

  /** Writes it into a folder that Spark saves something in. */
  void save(Folder folder) {
    folder.write(NAME + extension, bytes);
  }

  /**
   * Reads it from what Spark saved.
   *
   * @throws TrihornSparkException if there is none
   */
  static ModelFile load(Folder folder) {
    List<String> names = folder.names().stream().filter(n -> n.startsWith(NAME + ".")).toList();
    if (names.size() != 1) {
      throw new TrihornSparkException(
          "expected one file %s/%s.*, as save writes it, but there are %s"
              .formatted(folder, NAME, names));
    }
    return of(names.get(0).substring(NAME.length()), folder.read(names.get(0)));
  }
}
