package io.trihorn.cli.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Changes the header of a file of tensors, whose length stays right. */
final class SafeTensorsMutator implements Mutator {
  private final JsonMutator json = new JsonMutator();

  @Override
  public byte[] mutate(byte[] file, RandomGenerator random) {
    int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    int end = Long.BYTES + length;
    String header = new String(file, Long.BYTES, length, StandardCharsets.UTF_8);
    byte[] changed = json.mutate(header, random).getBytes(StandardCharsets.UTF_8);
    byte[] number =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(changed.length)
            .array();
    byte[] begin = ByteMutator.joined(number, changed);
    return ByteMutator.joined(begin, Arrays.copyOfRange(file, end, file.length));
  }
}
