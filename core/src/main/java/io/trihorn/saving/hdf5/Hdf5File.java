package io.trihorn.saving.hdf5;

import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * An HDF5 file that is open for reading. The tree of groups and the attributes are read at once,
 * arrays when they are asked for. Whatever is wrong with a file, it is an {@link Hdf5Exception}.
 */
public final class Hdf5File implements AutoCloseable {
  /** Files up to this size are read, larger ones are mapped. */
  private static final long READ_LIMIT = 64L << 20;

  private final String name;
  private final HdfFile file;
  private final FilePart part;
  private final Hdf5Group root;

  /** A file; the part that arrays are read from is null where they lie in memory. */
  private Hdf5File(String name, long size, FilePart part, Supplier<HdfFile> opener) {
    this.name = name;
    this.part = part;
    this.file = guarded(name, opener);
    try {
      this.root =
          guarded(
              name,
              () ->
                  new TreeReader(name, size, part, new AttributeReader(file.getHdfBackingStorage()))
                      .read(file));
    } catch (Hdf5Exception e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens a file.
   *
   * @throws Hdf5Exception if it cannot be read or is no HDF5 file
   */
  public static Hdf5File open(Path path) {
    try {
      long size = Files.size(path);
      if (size > Integer.MAX_VALUE) {
        return new Hdf5File(path.toString(), size, null, () -> new HdfFile(path));
      }
      // jHDF on a buffer checks addresses before it allocates; on a file it does not.
      return size <= READ_LIMIT
          ? open(ByteBuffer.wrap(Files.readAllBytes(path)), path.toString())
          : open(FilePart.of(path), path.toString());
    } catch (IOException e) {
      throw new Hdf5Exception(path + " could not be read: " + e.getMessage(), e);
    }
  }

  /**
   * Opens a part of a file, of less than 2 GiB, that is an HDF5 file.
   *
   * @param part is closed with this, and if it cannot be opened
   * @param name what messages call it
   */
  public static Hdf5File open(FilePart part, String name) throws IOException {
    try {
      ByteBuffer content = part.map();
      return new Hdf5File(name, part.size(), part, () -> HdfFile.fromByteBuffer(content));
    } catch (IOException | RuntimeException e) {
      part.close();
      throw e;
    }
  }

  /**
   * Opens a file that is in memory.
   *
   * @param name what messages call it
   */
  public static Hdf5File open(ByteBuffer content, String name) {
    return new Hdf5File(
        name, content.remaining(), null, () -> HdfFile.fromByteBuffer(content.slice()));
  }

  /** The root of the tree; its arrays can be read until this file is closed. */
  public Hdf5Group root() {
    return root;
  }

  /** What a damaged file makes jHDF throw comes out as one exception. */
  static <T> T guarded(String name, Supplier<T> action) {
    try {
      return action.get();
    } catch (Hdf5Exception e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new Hdf5Exception(
          name
              + " is no HDF5 file that can be read, or is damaged"
              + (e.getMessage() == null ? "" : ": " + e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    file.close();
    if (part != null) {
      try {
        part.close();
      } catch (IOException e) {
        throw new Hdf5Exception(name + " could not be closed: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public String toString() {
    return "HDF5 file " + name;
  }
}
