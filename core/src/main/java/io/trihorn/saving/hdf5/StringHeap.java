package io.trihorn.saving.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Strings of variable length, in global heap collections (HDF5 File Format Specification 3.0,
 * "Global Heap") that stand one after the other from a known address on. Equal strings are kept
 * once.
 */
final class StringHeap {
  /** The least size of a collection, by the specification. */
  private static final int MINIMUM = 4096;

  /** An object's index takes 16 bits, and 0 is the free space. */
  private static final int OBJECTS = 65_000;

  private static final int HEADER = 16;
  private final long start;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final List<List<byte[]>> collections = new ArrayList<>();

  private record Place(int collection, int index, int length) {}

  StringHeap(long start) {
    this.start = start;
  }

  void add(String text) {
    if (places.containsKey(text)) {
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (collections.isEmpty() || collections.get(collections.size() - 1).size() == OBJECTS) {
      collections.add(new ArrayList<>());
    }
    List<byte[]> last = collections.get(collections.size() - 1);
    last.add(bytes);
    places.put(text, new Place(collections.size() - 1, last.size(), bytes.length));
  }

  private static int padded(int length) {
    return (length + 7) / 8 * 8;
  }

  private static int size(List<byte[]> objects) {
    long size = HEADER + objects.stream().mapToLong(o -> HEADER + padded(o.length)).sum() + HEADER;
    if (size > Integer.MAX_VALUE) {
      throw new Hdf5Exception("the attributes of the file have more than 2 GiB of text");
    }
    return Math.max(MINIMUM, (int) size);
  }

  private long address(int collection) {
    return start + collections.subList(0, collection).stream().mapToLong(StringHeap::size).sum();
  }

  /** The address after the heap. */
  long end() {
    return address(collections.size());
  }

  /** The elements that refer to strings: length, address of the collection, index. */
  byte[] references(List<String> texts) {
    ByteBuffer buffer = ByteBuffer.allocate(16 * texts.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (String text : texts) {
      Place place = places.get(text);
      buffer.putInt(place.length()).putLong(address(place.collection())).putInt(place.index());
    }
    return buffer.array();
  }

  /** The heap, to be written at its start. */
  ByteBuffer bytes() {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(end() - start));
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    for (List<byte[]> objects : collections) {
      int from = buffer.position();
      int size = size(objects);
      buffer.put("GCOL".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put(new byte[3]);
      buffer.putLong(size);
      for (int i = 0; i < objects.size(); i++) {
        byte[] object = objects.get(i);
        buffer.putShort((short) (i + 1)).putShort((short) 0).putInt(0).putLong(object.length);
        buffer.put(object).put(new byte[padded(object.length) - object.length]);
      }
      int free = size - (buffer.position() - from);
      buffer.putLong(0).putLong(free);
      buffer.position(from + size);
    }
    return buffer.flip();
  }
}
