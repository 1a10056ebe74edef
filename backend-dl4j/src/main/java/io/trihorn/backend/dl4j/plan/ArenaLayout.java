package io.trihorn.backend.dl4j.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places slots in one stretch of memory so that no two overlap that are in use at the same time:
 * the largest first, each at the lowest offset that is free for as long as it lives.
 */
public final class ArenaLayout {
  private static final long ALIGNMENT = 64;

  private record Life(Slot slot, int first, int last) {
    boolean meets(Life other) {
      return first <= other.last && other.first <= last;
    }

    long end() {
      return slot.offset() + aligned(slot.bytes());
    }
  }

  private final List<Life> lives = new ArrayList<>();

  /** Up to the next multiple of a cache line. */
  public static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** A slot that is in use from one step to another, both included. */
  void add(Slot slot, int first, int last) {
    lives.add(new Life(slot, Math.min(first, last), last));
  }

  /** Sets the offsets; gives the bytes that all take together. */
  long place() {
    List<Life> order = new ArrayList<>(lives);
    order.sort(
        Comparator.comparingLong((Life l) -> -l.slot().bytes()).thenComparingInt(Life::first));
    List<Life> placed = new ArrayList<>();
    long size = 0;
    for (Life life : order) {
      long at = 0;
      for (Life other : placed) {
        // In order of offsets: the first gap that is large enough.
        if (life.meets(other)) {
          if (other.slot().offset() - at >= aligned(life.slot().bytes())) {
            break;
          }
          at = Math.max(at, other.end());
        }
      }
      life.slot().placeAt(at);
      size = Math.max(size, life.end());
      int where = 0;
      while (where < placed.size() && placed.get(where).slot().offset() <= at) {
        where++;
      }
      placed.add(where, life);
    }
    return size;
  }
}
