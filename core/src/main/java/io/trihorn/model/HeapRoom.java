package io.trihorn.model;

/**
 * Room for values that moved from arrays to where the collector does not look: what is allocated
 * there makes no collection come, and the arrays would keep their memory beside it.
 */
final class HeapRoom {
  /** Bytes below which nothing is done. */
  private static final long MANY = 64L << 20;

  private HeapRoom() {}

  /**
   * Collects where arrays that were just dropped are most of what is on the heap, so that it takes
   * little; a large heap of other things is left to its collector.
   *
   * @param dropped the arrays' bytes
   */
  static void collect(long dropped) {
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    if (dropped >= MANY && dropped >= used / 2) {
      System.gc();
    }
  }
}
