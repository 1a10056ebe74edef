package io.trihorn.cli.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Changes bytes without knowing what they mean.
 *
 * @param part changes are in so many bytes at the beginning, where most files have their structure
 */
record ByteMutator(int part) implements Mutator {
  private static final int MOST_CHANGES = 8;
  private static final int LONGEST_BLOCK = 64;

  /** Numbers at which programs change their minds. */
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    127,
    128,
    255,
    256,
    32767,
    65535,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  @Override
  public byte[] mutate(byte[] file, RandomGenerator random) {
    byte[] bytes = file.clone();
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes = change(bytes, random.nextInt(Math.min(part, bytes.length)), random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, int at, RandomGenerator random) {
    int block = Math.min(1 + random.nextInt(LONGEST_BLOCK), bytes.length - at);
    switch (random.nextInt(20)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        return joined(Arrays.copyOf(bytes, at), tail(bytes, at + block));
      }
      case 2 -> {
        return joined(Arrays.copyOf(bytes, at + block), tail(bytes, at));
      }
      case 3, 4 ->
          System.arraycopy(bytes, random.nextInt(bytes.length - block + 1), bytes, at, block);
      case 5, 6, 7, 8 -> edge(bytes, at, random);
      case 9, 10, 11, 12 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 13, 14 -> bytes[at] += (byte) (random.nextInt(9) - 4);
      default -> bytes[at] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static void edge(byte[] bytes, int at, RandomGenerator random) {
    long value = EDGES[random.nextInt(EDGES.length)];
    byte[] number =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    System.arraycopy(number, 0, bytes, at, Math.min(1 << random.nextInt(4), bytes.length - at));
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  /** One after the other. */
  static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
