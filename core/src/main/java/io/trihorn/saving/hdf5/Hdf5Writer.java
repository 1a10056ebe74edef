package io.trihorn.saving.hdf5;

import ai.djl.ndarray.types.DataType;
import io.jhdf.Superblock;
import io.jhdf.WritableGroupImpl;
import io.jhdf.api.WritableNode;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfFileChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes a tree as an HDF5 file that libhdf5 opens. The messages are jHDF's; the file around them
 * is not, because jHDF's ends with a note of its own that overwrites what follows the last array,
 * and knows no strings of variable length: those are in a heap before the root here.
 */
public final class Hdf5Writer {
  /** A link's name has its length in one byte. */
  private static final int NAME_LIMIT = 254;

  private static final long HEAP_ADDRESS = 64;
  private final StringHeap heap = new StringHeap(HEAP_ADDRESS);

  private Hdf5Writer() {}

  /**
   * Writes a file, in place of one that is there.
   *
   * @throws Hdf5Exception if something in the tree cannot be written, or the disk fails
   */
  public static void write(Hdf5Group root, Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      new Hdf5Writer().write(root, channel);
    } catch (IOException | HdfException e) {
      throw new Hdf5Exception(file + " could not be written: " + e.getMessage(), e);
    }
  }

  private void write(Hdf5Group root, FileChannel file) throws IOException {
    collect(root);
    long rootAddress = heap.end();
    Superblock.SuperblockV2V3 superblock = new Superblock.SuperblockV2V3(0, rootAddress);
    HdfFileChannel channel = new HdfFileChannel(file, superblock);
    put(channel, heap.bytes(), HEAP_ADDRESS);
    WritableGroupImpl written = new WritableGroupImpl(null, "/");
    fill(written, root);
    long end = written.write(channel, rootAddress);
    put(channel, superblock.toBuffer(end), 0);
    file.force(true);
  }

  /** Takes the strings of all attributes into the heap. */
  private void collect(Hdf5Node node) {
    for (Object value : node.attributes().values()) {
      if (value instanceof List<?> list) {
        list.forEach(text -> heap.add((String) text));
      } else {
        heap.add((String) value);
      }
    }
    if (node instanceof Hdf5Group group) {
      group.children().values().forEach(this::collect);
    }
  }

  private void fill(WritableGroupImpl target, Hdf5Group source) {
    annotate(target, source);
    source
        .children()
        .forEach(
            (name, child) -> {
              check(name, child);
              if (child instanceof Hdf5Group group) {
                fill((WritableGroupImpl) target.putGroup(name), group);
              } else {
                WrittenDataset dataset = new WrittenDataset((Hdf5Dataset) child, name, target);
                annotate(dataset, child);
                target.putDataset(name, dataset);
              }
            });
  }

  private static void check(String name, Hdf5Node child) {
    if (name.isBlank() || name.getBytes(StandardCharsets.UTF_8).length > NAME_LIMIT) {
      throw new Hdf5Exception(
          "'/" + child.path() + "': a name must have 1 to " + NAME_LIMIT + " bytes");
    }
  }

  private void annotate(WritableNode target, Hdf5Node source) {
    source
        .attributes()
        .forEach(
            (name, value) ->
                target
                    .getAttributes()
                    .put(name, attribute(name, value, ElementTypes.text(source.isAscii(name)))));
  }

  private WrittenAttribute attribute(String name, Object value, RawType type) {
    if (value instanceof String text) {
      byte[] reference = heap.references(List.of(text));
      return new WrittenAttribute(name, type, Spaces.of(), reference);
    }
    List<String> texts = ((List<?>) value).stream().map(String.class::cast).toList();
    if (texts.isEmpty()) {
      // What h5py makes of an empty list: no numbers.
      RawType numbers = ElementTypes.of(DataType.FLOAT64);
      return new WrittenAttribute(name, numbers, Spaces.of(0), new byte[0]);
    }
    return new WrittenAttribute(name, type, Spaces.of(texts.size()), heap.references(texts));
  }

  /** Writes all of a buffer at a place in the file. */
  static void put(HdfFileChannel channel, ByteBuffer buffer, long position) {
    long at = position;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
  }
}
