package io.trihorn.hashing;

import static java.lang.Long.rotateRight;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** FarmHash's 64-bit fingerprint, which is the same on every machine and for ever. */
public final class FarmHash {
  private static final long K0 = 0xc3a5c85c97cb3127L;
  private static final long K1 = 0xb492b66fbe98f273L;
  private static final long K2 = 0x9ae16a3b2f90404fL;
  private static final long MIX = 0xc6a4a7935bd1e995L;
  private static final int BLOCK = 64;

  private final ByteBuffer bytes;
  private final int length;

  private FarmHash(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.length = bytes.length;
  }

  /** The fingerprint of some bytes. */
  public static long fingerprint(byte[] bytes) {
    FarmHash hash = new FarmHash(bytes);
    if (bytes.length <= 16) {
      return hash.upTo16();
    }
    if (bytes.length <= 32) {
      return hash.upTo32();
    }
    return bytes.length <= BLOCK ? hash.upTo64() : hash.longer();
  }

  /** Two fingerprints combined, as TensorFlow's {@code FingerprintCat64}. */
  public static long combine(long first, long second) {
    long result = (first ^ MIX ^ (mixed(second * MIX) * MIX)) * MIX;
    return mixed(mixed(result) * MIX);
  }

  private long at(int i) {
    return bytes.getLong(i);
  }

  /** The word so many bytes before the end. */
  private long atEnd(int back) {
    return bytes.getLong(length - back);
  }

  private static long mixed(long value) {
    return value ^ (value >>> 47);
  }

  private static long combined(long u, long v, long factor) {
    long a = mixed((u ^ v) * factor);
    return mixed((v ^ a) * factor) * factor;
  }

  /** The factor of texts of one block at most. */
  private long factor() {
    return K2 + length * 2L;
  }

  private long upTo16() {
    if (length >= 8) {
      long a = at(0) + K2;
      long b = atEnd(8);
      long c = rotateRight(b, 37) * factor() + a;
      long d = (rotateRight(a, 25) + b) * factor();
      return combined(c, d, factor());
    }
    if (length >= 4) {
      long a = Integer.toUnsignedLong(bytes.getInt(0));
      long b = Integer.toUnsignedLong(bytes.getInt(length - 4));
      return combined(length + (a << 3), b, factor());
    }
    if (length > 0) {
      int y = unsigned(0) + (unsigned(length >> 1) << 8);
      int z = length + (unsigned(length - 1) << 2);
      return mixed(y * K2 ^ z * K0) * K2;
    }
    return K2;
  }

  private int unsigned(int i) {
    return Byte.toUnsignedInt(bytes.get(i));
  }

  private long upTo32() {
    long a = at(0) * K1;
    long b = at(8);
    long c = atEnd(8) * factor();
    long d = atEnd(16) * K2;
    return combined(
        rotateRight(a + b, 43) + rotateRight(c, 30) + d, a + rotateRight(b + K2, 18) + c, factor());
  }

  private long upTo64() {
    long a = at(0) * K2;
    long b = at(8);
    long c = atEnd(8) * factor();
    long d = atEnd(16) * K2;
    long y = rotateRight(a + b, 43) + rotateRight(c, 30) + d;
    long z = combined(y, a + rotateRight(b + K2, 18) + c, factor());
    long e = at(16) * factor();
    long f = at(24);
    long g = (y + atEnd(32)) * factor();
    long h = (z + atEnd(24)) * factor();
    return combined(
        rotateRight(e + f, 43) + rotateRight(g, 30) + h, e + rotateRight(f + a, 18) + g, factor());
  }

  /** Two words of state. */
  private record Pair(long first, long second) {}

  /** A state after the 32 bytes from a place. */
  private Pair after(int i, long a, long b) {
    long start = a + at(i);
    long sum = start + at(i + 8) + at(i + 16);
    long second = rotateRight(b + start + at(i + 24), 21) + rotateRight(sum, 44);
    return new Pair(sum + at(i + 24), second + start);
  }

  /** Whole blocks, and then the last 64 bytes, whichever of them were seen before. */
  private long longer() {
    long x = 81;
    long y = x * K1 + 113;
    long z = mixed(y * K2 + 113) * K2;
    Pair v = new Pair(0, 0);
    Pair w = new Pair(0, 0);
    x = x * K2 + at(0);
    int end = (length - 1) / BLOCK * BLOCK;
    for (int i = 0; i < end; i += BLOCK) {
      x = rotateRight(x + y + v.first() + at(i + 8), 37) * K1 ^ w.second();
      y = rotateRight(y + v.second() + at(i + 48), 42) * K1 + v.first() + at(i + 40);
      z = rotateRight(z + w.first(), 33) * K1;
      v = after(i, v.second() * K1, x + w.first());
      w = after(i + 32, z + w.second(), y + at(i + 16));
      long swapped = z;
      z = x;
      x = swapped;
    }
    int last = length - BLOCK;
    long factor = K1 + ((z & 0xff) << 1);
    long first = w.first() + ((length - 1) & (BLOCK - 1));
    v = new Pair(v.first() + first, v.second());
    w = new Pair(first + v.first(), w.second());
    x = rotateRight(x + y + v.first() + at(last + 8), 37) * factor ^ w.second() * 9;
    y = rotateRight(y + v.second() + at(last + 48), 42) * factor + v.first() * 9 + at(last + 40);
    z = rotateRight(z + w.first(), 33) * factor;
    v = after(last, v.second() * factor, x + w.first());
    w = after(last + 32, z + w.second(), y + at(last + 16));
    return combined(
        combined(v.first(), w.first(), factor) + mixed(y) * K0 + x,
        combined(v.second(), w.second(), factor) + z,
        factor);
  }
}
