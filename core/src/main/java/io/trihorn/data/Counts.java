package io.trihorn.data;

/** Numbers that methods of datasets take. */
final class Counts {
  private Counts() {}

  /** Refuses less than 1 of something. */
  static void positive(String method, String what, int n) {
    require(method, what, n, 1);
  }

  /** Refuses less than 0 of something. */
  static void notNegative(String method, String what, long n) {
    require(method, what, n, 0);
  }

  private static void require(String method, String what, long n, int least) {
    if (n < least) {
      throw new IllegalArgumentException(
          method + ": expected " + least + " or more " + what + ", but got " + n);
    }
  }
}
