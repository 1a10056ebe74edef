package io.trihorn.saving.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file so that it is there at once or not at all: under another name beside it, then on
 * disk, then moved to its name. What was there before stays until then. What a process that was
 * killed has left beside a file goes when the file is written the next time.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes to a path. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes to this path, which is an empty file.
     *
     * @param path any others that are needed on the way begin with its name and a point; they are
     *     the writer's to delete
     */
    void write(Path path) throws IOException;
  }

  /**
   * Writes a file. Several threads and processes may write the same one; the last one stays.
   *
   * @param target the file; one that is there is replaced when the new one is complete
   * @param writer fills it under its other name
   * @throws IOException if it cannot be written; what was there is as it was
   */
  public static void write(Path target, Writer writer) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (!Files.isDirectory(folder)) {
      throw new IOException("the folder " + folder + " is not there; make it first");
    }
    Leftovers.clean(absolute);
    try (Claim claim = Claim.beside(absolute)) {
      // Not createTempFile: its files are for the owner's eyes only, and would stay so when moved.
      Path temporary = Files.createFile(claim.file());
      try {
        writer.write(temporary);
        force(temporary);
        move(temporary, absolute, claim.saved());
      } finally {
        Files.deleteIfExists(temporary);
      }
      forceFolder(folder);
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Else the new name may be gone after a loss of power, though the content is there. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders; the file is written all the same.
      return;
    }
  }

  private static void move(Path from, Path to, Path saved) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      moveInSteps(from, to, saved);
    }
  }

  /**
   * Moves a file where that is not done at once: what was there is kept under another name until
   * the new one is there, and put back if that fails, or by whoever writes the next time.
   */
  static void moveInSteps(Path from, Path to, Path saved) throws IOException {
    boolean there = Files.exists(to);
    if (there) {
      Files.move(to, saved);
    }
    try {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
      force(to);
    } catch (IOException | RuntimeException e) {
      if (there) {
        Files.move(saved, to, StandardCopyOption.REPLACE_EXISTING);
      }
      throw e;
    }
    Files.deleteIfExists(saved);
  }
}
