package io.trihorn.cli.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Changes an array in an archive, which stays an archive: its bytes, or what its header says. */
final class NpzMutator implements Mutator {
  private static final List<String> DESCRS = List.of("<f4", ">f8", "|O", "<U3", "<i2", "|b1", "");
  private static final List<String> SHAPES =
      List.of("()", "(0,)", "(2, 3)", "(-1,)", "(2147483647, 2147483647)", "(1,) * 9", "(1e9,)");
  private static final int HEADER = 128;

  private final Mutator bytes = new ByteMutator(HEADER);

  @Override
  public byte[] mutate(byte[] file, RandomGenerator random) {
    try {
      Map<String, byte[]> entries = ZipEntries.unpacked(file);
      List<String> names = List.copyOf(entries.keySet());
      String name = names.get(random.nextInt(names.size()));
      entries.put(name, array(entries.get(name), random));
      return ZipEntries.packed(entries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] array(byte[] array, RandomGenerator random) {
    if (random.nextInt(50) == 0) {
      // Far more than there was, which takes little room when it is packed.
      return ByteMutator.joined(array, new byte[1 << 20]);
    }
    if (random.nextInt(3) == 0) {
      return bytes.mutate(array, random);
    }
    String text = new String(array, StandardCharsets.ISO_8859_1);
    String changed =
        switch (random.nextInt(3)) {
          case 0 -> text.replaceFirst("'descr': '[^']*'", "'descr': '" + any(DESCRS, random) + "'");
          case 1 -> text.replaceFirst("'shape': \\([^)]*\\)", "'shape': " + any(SHAPES, random));
          default -> text.replaceFirst("False", "True");
        };
    return changed.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String any(List<String> texts, RandomGenerator random) {
    return texts.get(random.nextInt(texts.size()));
  }
}
