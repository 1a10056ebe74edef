package io.trihorn.cli.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Changes fields of a protobuf message, so that the lengths around them stay right.
 *
 * @param texts what texts are replaced by
 */
record ProtoMutator(List<String> texts) implements Mutator {
  private static final int MOST_CHANGES = 5;
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    5,
    7,
    8,
    11,
    13,
    16,
    21,
    100,
    -1,
    -2,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  @Override
  public byte[] mutate(byte[] file, RandomGenerator random) {
    List<ProtoField> message = ProtoField.parse(file);
    if (message == null) {
      throw new IllegalArgumentException("the file to change is no protobuf message");
    }
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      List<List<ProtoField>> lists = new ArrayList<>();
      collect(message, lists);
      change(lists, random);
    }
    return ProtoField.bytes(message);
  }

  /** All messages in this one that have fields. */
  private static void collect(List<ProtoField> message, List<List<ProtoField>> lists) {
    if (!message.isEmpty()) {
      lists.add(message);
    }
    for (ProtoField field : message) {
      if (field.inner() != null) {
        collect(field.inner(), lists);
      }
    }
  }

  private void change(List<List<ProtoField>> lists, RandomGenerator random) {
    if (lists.isEmpty()) {
      return;
    }
    List<ProtoField> list = any(lists, random);
    int at = random.nextInt(list.size());
    ProtoField field = list.get(at);
    switch (random.nextInt(12)) {
      case 0 -> list.remove(at);
      case 1 -> list.add(field.copy());
      case 2 -> Collections.swap(list, at, random.nextInt(list.size()));
      case 3 -> list.set(at, field.withNumber(1 + random.nextInt(40)));
      case 4, 5 -> list.set(at, any(any(lists, random), random).copy().withNumber(field.number()));
      default -> list.set(at, other(field, random));
    }
  }

  private static <T> T any(List<T> list, RandomGenerator random) {
    return list.get(random.nextInt(list.size()));
  }

  private ProtoField other(ProtoField field, RandomGenerator random) {
    if (!field.isBytes()) {
      return ProtoField.number(field.number(), NUMBERS[random.nextInt(NUMBERS.length)]);
    }
    byte[] bytes =
        random.nextBoolean()
            ? any(texts, random).getBytes(StandardCharsets.UTF_8)
            : new ByteMutator(Integer.MAX_VALUE).mutate(field.content(), random);
    return ProtoField.bytes(field.number(), bytes);
  }
}
