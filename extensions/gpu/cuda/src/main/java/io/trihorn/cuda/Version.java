package io.trihorn.cuda;

import java.util.Comparator;

/**
 * A version of CUDA, or a compute capability, which is the version of a card's instructions.
 *
 * @param major the first number
 * @param minor the second number
 */
public record Version(int major, int minor) implements Comparable<Version> {
  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::major).thenComparingInt(Version::minor);

  /**
   * The version of a text such as {@code 12.6}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Version of(String text) {
    if (!text.matches("\\d{1,4}\\.\\d{1,4}")) {
      throw new IllegalArgumentException("a version is two numbers, as in 12.6, not " + text);
    }
    int dot = text.indexOf('.');
    return new Version(
        Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
  }

  /** The version of a number as CUDA's functions give it: 12060 is 12.6. */
  static Version ofNumber(int number) {
    return new Version(number / 1000, number % 1000 / 10);
  }

  /** Whether this is another one or newer. */
  public boolean isAtLeast(Version other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
