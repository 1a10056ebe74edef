package io.trihorn.layers.preprocessing.text;

import static java.lang.Long.rotateLeft;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** SipHash-2-4: a hash with a key of two words. */
final class SipHash {
  private long a;
  private long b;
  private long c;
  private long d;

  private SipHash(long key0, long key1) {
    a = key0 ^ 0x736f6d6570736575L;
    b = key1 ^ 0x646f72616e646f6dL;
    c = key0 ^ 0x6c7967656e657261L;
    d = key1 ^ 0x7465646279746573L;
  }

  /** The hash of some bytes. */
  static long hash(long key0, long key1, byte[] bytes) {
    // The last word has what is left of the bytes, and their number in its highest byte.
    int words = bytes.length / Long.BYTES + 1;
    ByteBuffer padded = ByteBuffer.allocate(words * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    padded.put(bytes).put(words * Long.BYTES - 1, (byte) bytes.length).rewind();
    SipHash state = new SipHash(key0, key1);
    for (int i = 0; i < words; i++) {
      state.take(padded.getLong());
    }
    return state.finish();
  }

  private void take(long word) {
    d ^= word;
    rounds(2);
    a ^= word;
  }

  private long finish() {
    c ^= 0xff;
    rounds(4);
    return a ^ b ^ c ^ d;
  }

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      a += b;
      c += d;
      b = rotateLeft(b, 13) ^ a;
      d = rotateLeft(d, 16) ^ c;
      a = rotateLeft(a, 32);
      c += b;
      a += d;
      b = rotateLeft(b, 17) ^ c;
      d = rotateLeft(d, 21) ^ a;
      c = rotateLeft(c, 32);
    }
  }
}
