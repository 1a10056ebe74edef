package io.trihorn.saving.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file so that it is there at once or not at all: under another name beside it, then on
 * disk, then moved to its name. What was there before stays until then.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes to a path. */
  @FunctionalInterface
  public interface Writer {
    /** Writes to this path. */
    void write(Path path) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param target the file; one that is there is replaced when the new one is complete
   * @param writer fills it under its other name
   * @throws IOException if it cannot be written; what was there is as it was
   */
  public static void write(Path target, Writer writer) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path temporary = temporaryBeside(absolute);
    try {
      writer.write(temporary);
      force(temporary);
      move(temporary, absolute);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** A new empty file in a file's folder. */
  public static Path temporaryBeside(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IOException("the folder " + folder + " is not there; make it first");
    }
    // Not createTempFile: its files are for the owner's eyes only, and would stay so when moved.
    return Files.createFile(
        folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp"));
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
