package io.trihorn.backend.natives;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What of a native library the system loads. In an ELF file (Linux) these are the loadable
 * segments; tables of symbols for debuggers stand behind them, in TensorFlow's library 175 of 632
 * MB. Of files in another format it is all.
 *
 * @param length how many bytes from the start; {@code Long.MAX_VALUE} for all
 * @param header the first bytes of the file, in which an ELF header names no sections any more
 */
record LoadedPart(long length, byte[] header) {
  /** The header and the table of segments stand within so many bytes of the start. */
  static final int HEAD = 1 << 16;

  private static final int ELF_HEADER = 64;
  private static final int SEGMENT_ENTRY = 56;
  private static final int LOADABLE = 1;

  // Where the fields of a 64-bit ELF header are.
  private static final int CLASS = 4;
  private static final int ORDER = 5;
  private static final int SEGMENTS_AT = 32;
  private static final int SECTIONS_AT = 40;
  private static final int SEGMENT_SIZE = 54;
  private static final int SEGMENTS = 56;
  private static final int SECTIONS = 60;
  private static final int SECTION_NAMES = 62;

  /** Looks at the first {@link #HEAD} bytes of a file. */
  static LoadedPart of(byte[] head) {
    ByteBuffer elf = ByteBuffer.wrap(head.clone()).order(ByteOrder.LITTLE_ENDIAN);
    if (!isElf(head) || elf.getShort(SEGMENT_SIZE) != SEGMENT_ENTRY) {
      return new LoadedPart(Long.MAX_VALUE, head);
    }
    long table = elf.getLong(SEGMENTS_AT);
    int segments = elf.getShort(SEGMENTS);
    if (table < ELF_HEADER || table + (long) segments * SEGMENT_ENTRY > head.length) {
      return new LoadedPart(Long.MAX_VALUE, head);
    }
    long end = table + (long) segments * SEGMENT_ENTRY;
    for (int i = 0; i < segments; i++) {
      int entry = (int) table + i * SEGMENT_ENTRY;
      if (elf.getInt(entry) == LOADABLE) {
        end = Math.max(end, elf.getLong(entry + 8) + elf.getLong(entry + 32));
      }
    }
    elf.putLong(SECTIONS_AT, 0).putShort(SECTIONS, (short) 0).putShort(SECTION_NAMES, (short) 0);
    return new LoadedPart(end, elf.array());
  }

  /** Whether it is a 64-bit, little-endian ELF file. */
  private static boolean isElf(byte[] head) {
    byte[] magic = {0x7f, 'E', 'L', 'F'};
    return head.length >= ELF_HEADER
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length)
        && head[CLASS] == 2
        && head[ORDER] == 1;
  }
}
