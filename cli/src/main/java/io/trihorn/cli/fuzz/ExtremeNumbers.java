package io.trihorn.cli.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;

/** Numbers that readers of files may not expect; as texts, since Java has not all of them. */
final class ExtremeNumbers {
  private static final List<String> TEXTS =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "3",
          "7",
          "0.5",
          "-0.1",
          "1000",
          "65536",
          "2147483647",
          "-2147483648",
          "4294967295",
          "9223372036854775807",
          "1e-300",
          "1e400");

  private ExtremeNumbers() {}

  static String any(RandomGenerator random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
