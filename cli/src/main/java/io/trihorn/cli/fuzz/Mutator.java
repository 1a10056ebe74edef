package io.trihorn.cli.fuzz;

import java.util.random.RandomGenerator;

/** Makes damaged files of good ones. */
@FunctionalInterface
interface Mutator {
  /** A changed copy; the same for the same numbers. */
  byte[] mutate(byte[] file, RandomGenerator random);

  /** One of these, each as likely as it stands here. */
  static Mutator anyOf(Mutator... all) {
    return (file, random) -> all[random.nextInt(all.length)].mutate(file, random);
  }
}
